export * from './line-index';
export * from './span';
export * from './text-edit';
