export * from './find';
export * from './model';
export * from './paths';
export * from './steps';
