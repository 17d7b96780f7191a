export { locatePart, translateCloudFormation } from './cloudformation';
export * from './inverse';
export { inverse } from './invert';
export { producersOf } from './invert-new';
export { TranslationMemory } from './memory';
export * from './model';
export { plainName } from './names';
export { type NestedNames, nestedNames } from './nested-blocks';
export { type Translation, translate } from './translate';
