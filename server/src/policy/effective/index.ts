export * from './access';
export * from './aws-managed';
export * from './holdings';
export * from './on-all';
export * from './permission';
export * from './resource-class';
export * from './statement-index';
export * from './wildcards';
