export * from './breadth';
export * from './catalogue';
export * from './document';
export * from './exposure';
export * from './grants';
export * from './pattern';
export * from './transport';
