import type { FixIntent } from '../resources';
import type { Origin } from '../values';

export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** A sure violation of a rule. Its identity is rule + `at`. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** All instances that share the text at `at`. */
  readonly addresses: readonly string[];
  /** Inside the resource's own block: the exact value that is wrong, or type and name where one is missing. */
  readonly at: Origin;
  readonly message: string;
  /** The way the value came, the literal first: a tfvars line, a default, a module call. */
  readonly related: readonly Origin[];
  /** What leads to the finding, step by step, where it takes several places: permissions of several statements. */
  readonly steps?: readonly { readonly at: Origin; readonly message: string }[];
  readonly fix?: FixIntent;
}

/** A rule that could not be judged on a resource, and why: shown by the posture view and "Show what Ashlar sees here". */
export interface NotAssessed {
  readonly rule: string;
  readonly address: string;
  readonly reason: string;
}
