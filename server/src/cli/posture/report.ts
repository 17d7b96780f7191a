import type { AccountReport } from '../../analysis';
import type { ScanResult } from '../../posture';
import type { RuleSet } from '../../rules';
import type { Declarations } from './declared';

/** What every format is written from. */
export interface PostureReport {
  readonly scan: ScanResult;
  readonly judged: AccountReport;
  readonly rules: RuleSet;
  readonly framework: string | undefined;
  /** Where it is declared; undefined where no code was named. */
  readonly declarations: Declarations | undefined;
}
