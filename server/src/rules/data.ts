import type { Literal } from '../resources';
import type { CompiledRule, Condition, RulePath } from './model';

/** All rules, in the order of their ids. */
export type RuleData = readonly CompiledRule[];

/**
 * What the cloud itself takes where nothing is written: by cloud type, then by property path (`names joined by dots, `[]` for
 * list and map steps`), the choices in order. The first whose `when` holds is the value.
 */
export type DefaultsData = Readonly<Record<string, Readonly<Record<string, readonly DefaultChoice[]>>>>;

/** Exactly one of `value`, `unknown` and `from` is there. */
export interface DefaultChoice {
  /** Over the object that holds the property (an item of a list, else the resource); `^` is the resource. */
  readonly when?: Condition;
  readonly value?: Literal;
  /** The cloud decides, and nobody can tell how. */
  readonly unknown?: true;
  /** The value of another property, seen from where `when` stands. */
  readonly from?: RulePath;
  /** The page that says so. */
  readonly source: string;
}

/** Shared lists by name. Rules hold their values already; documentation shows source and date. */
export type ListData = Readonly<Record<string, SharedList>>;

export interface SharedList {
  readonly title: string;
  readonly source: string;
  /** When the source was read: `2026-11-24`. */
  readonly date: string;
  readonly values: readonly Literal[];
}
