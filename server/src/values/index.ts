export * from './origin';
export * from './truth';
export * from './value';
export * from './verdict';
