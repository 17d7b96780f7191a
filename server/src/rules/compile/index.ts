export { OPERATOR_NAMES } from '../operators';
export { compileDefaults } from './defaults';
export type { RuleProblem } from './problem';
export type { RuleEnv } from './rule';
export { compileRule, pathsOf, RULE_ID } from './rule';
