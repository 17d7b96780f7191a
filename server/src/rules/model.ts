import type { Literal } from '../resources';
import type { Severity } from './finding';

/**
 * Rules as the build compiles them: checked against `rules/schema/rule.json` and the cloud's schema, paths parsed, nothing left to
 * validate at run time. The grammar and its meaning under unknowns stand in docs/rule-format.md.
 */
export interface CompiledRule {
  /** The path of the file: `aws/rds/instance-not-public`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  /** Judged only where somebody asked for the strict profile; without it, in every profile. */
  readonly profile?: 'strict';
  readonly subjects: readonly Subject[];
  readonly when?: Condition;
  readonly where?: Condition;
  /** `false`: every element that is left is a finding. */
  readonly require: Condition | false;
  readonly at?: RulePath;
  /** `{name}`, `{value}`, `{detail}` are filled in. */
  readonly message: string;
  readonly why: string;
  readonly advice: string;
  readonly fix?: RuleFix;
  readonly controls: Readonly<Record<string, readonly string[]>>;
  readonly equivalents: readonly string[];
  readonly references: readonly string[];
  /** A function of `rules/computed/`, registered under the rule's id, judges instead of `require`. */
  readonly computed?: true;
  /** A check of `policy/validity` under the last part of the id judges every policy document, wherever it stands. */
  readonly policies?: true;
  readonly deprecated?: { readonly since: string; readonly use?: string };
}

/** Which rules are judged: those that are worth anybody's time, or also those that ask for hardening. */
export type Profile = 'recommended' | 'strict';

export type Category = 'compute' | 'iam' | 'network' | 'storage' | 'api' | 'logging' | 'supply-chain' | 'secrets';

export interface Subject {
  readonly resource: string;
  /** Empty: the resource itself. `P`: one element, even if absent; `P[]`: every element. */
  readonly each: readonly RulePath[];
}

export interface RuleFix {
  readonly title: string;
  readonly safe: boolean;
  readonly note?: string;
  /** What is found tells which word takes the place of which; `{to}` in the title is the new one. */
  readonly word?: true;
  readonly set: readonly { readonly path: RulePath; readonly value: Literal }[];
  readonly remove: readonly RulePath[];
  readonly append: readonly { readonly path: RulePath; readonly value: Literal }[];
  readonly add?: { readonly type: string; readonly link: string; readonly properties: { readonly [key: string]: Literal } };
}

export type RulePath = readonly PathStep[];

export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  /** `Name[]`: the items of the list before it. */
  | { readonly kind: 'items' }
  /** `[Key=v]`: the items of which `key` is `value`. */
  | { readonly kind: 'select'; readonly key: string; readonly value: string }
  /** `->`: the resource that the value refers to; `->Type` where the path goes on, so that the build can check what follows. */
  | { readonly kind: 'follow'; readonly type?: string }
  /** `<-Type.Path`: all resources of the type that refer here by that path. */
  | { readonly kind: 'referrers'; readonly type: string; readonly path: readonly (string | '[]')[] }
  /** `@Type`: the account's one resource of the type. */
  | { readonly kind: 'account'; readonly type: string }
  /** `^`: from an element back to its resource. */
  | { readonly kind: 'resource' };

export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'test'; readonly path: RulePath; readonly test: Test };

/** `some`, `every` and `none` take a condition on the element, every other operator a literal. */
export type Test =
  | { readonly operator: QuantifierName; readonly condition: Condition }
  | { readonly operator: OperatorName; readonly argument: Literal; readonly unset?: 'bad' | 'ok' };

export type QuantifierName = 'some' | 'every' | 'none';

export type OperatorName =
  | 'equals'
  | 'in'
  | 'not-in'
  | 'matches'
  | 'starts-with'
  | 'ends-with'
  | 'contains'
  | 'at-least'
  | 'at-most'
  | 'exists'
  | 'count'
  | 'includes-all'
  | 'opens'
  | 'cidr'
  | 'policy'
  | 'has-secret'
  | 'looks-secret-name';
