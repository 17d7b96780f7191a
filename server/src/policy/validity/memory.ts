import type { Value } from '../../values';
import type { Catalogue } from '../catalogue';
import { RunMemory } from '../runs';
import type { Fault } from './fault';
import type { StatementSheet } from './sheet';

/** What the faults of a statement depend on beside the statement. */
export interface Asked {
  readonly asker: object | undefined;
  readonly catalogue: Catalogue | undefined;
  /** What the checks of a statement know of the policy around it. */
  readonly setting: string;
}

interface Found extends Asked {
  readonly faults: readonly Fault[];
}

/** The statements of a policy's earlier states, by their value: one that an edit leaves alone is neither laid out nor checked again. */
export class ValidityMemory {
  private readonly sheets = new WeakMap<Value, StatementSheet>();
  /** In each setting that a statement was checked in: where the policy stands, and as one that may stand anywhere. */
  private readonly found = new WeakMap<object, readonly Found[]>();
  readonly runs = new RunMemory<Value>();

  sheetOf(statement: Value, layOut: () => StatementSheet): StatementSheet {
    let sheet = this.sheets.get(statement);
    if (!sheet) {
      sheet = layOut();
      this.sheets.set(statement, sheet);
    }
    return sheet;
  }

  /** @param sheet of a statement, or of a run of them */
  faultsOf(sheet: object, asked: Asked, check: () => readonly Fault[]): readonly Fault[] {
    const { asker, catalogue, setting } = asked;
    const before = this.found.get(sheet) ?? [];
    for (const one of before)
      if (one.setting === setting && one.asker === asker && one.catalogue === catalogue) return one.faults;
    const faults = check();
    const others = before.filter((one) => one.asker === asker && one.catalogue === catalogue);
    if (asker) this.found.set(sheet, [...others, { ...asked, faults }]);
    return faults;
  }
}
