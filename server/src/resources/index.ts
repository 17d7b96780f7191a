export * from './addresses';
export * from './build-graph';
export * from './graph';
export * from './intent';
export * from './resource';
export * from './schema';
