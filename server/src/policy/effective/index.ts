export * from './access';
export * from './aws-managed';
export * from './holdings';
export { allowsOnAll, allTargetsOf } from './on-all';
export { wildcardOnNamed } from './on-named';
export * from './permission';
export * from './resource-class';
export * from './statement-index';
export * from './wildcards';
