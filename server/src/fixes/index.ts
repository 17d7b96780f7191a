export * from './compute';
export * from './fix';
export * from './world';
