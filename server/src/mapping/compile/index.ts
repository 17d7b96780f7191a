export * from './compile';
export * from './grammar';
