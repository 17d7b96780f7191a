export * from './inverse';
export * from './model';
export * from './translate';
