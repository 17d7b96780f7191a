import type { AccountReport } from '../../analysis';
import type { ScanResult } from '../../posture';
import type { RuleSet } from '../../rules';

/** What every format is written from. */
export interface PostureReport {
  readonly scan: ScanResult;
  readonly judged: AccountReport;
  readonly rules: RuleSet;
  readonly framework: string | undefined;
}
