export * from './data';
export * from './finding';
export type { JudgeContext, Judged } from './judging/judge';
export { judge } from './judging/judge';
export type { RuleSet } from './judging/load';
export { loadRules, ruleById } from './judging/load';
export { JudgeMemory } from './judging/memory';
export { describeReason } from './judging/reason';
export * from './model';
