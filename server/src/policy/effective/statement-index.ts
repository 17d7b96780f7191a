import type { PolicyDocument, Statement, StatementRun } from '../document';
import type { Effective } from '../grants';
import { deniesIn, givesIn } from '../grants';

/** The statements that may allow an action to whoever holds the policy, in the order of the document; none is left out that does. */
export function allowingOf(document: PolicyDocument, action: string): readonly Effective[] {
  return document.runs.flatMap((run) => allowingIn(run, action));
}

/** Whether there is any. */
export function mayAllow(document: PolicyDocument, action: string): boolean {
  return document.runs.some((run) => allowingIn(run, action).length > 0);
}

/** Whether the document surely says nothing that allows an action: told before anything else is asked, as most say nothing of most. */
export function isSilentOn(document: PolicyDocument, action: string): boolean {
  return !document.open && document.alternatives.length === 0 && !mayAllow(document, action);
}

/** The statements that may deny an action. */
export function denyingOf(document: PolicyDocument, action: string): readonly Effective[] {
  return document.runs.flatMap((run) => run.facts.of('index of denials', () => new ByAction(deniesIn(run))).of(action));
}

export function allowingIn(run: StatementRun, action: string): readonly Effective[] {
  return run.facts.of('index', () => new ByAction(givesIn(run), run.isOfMany)).of(action);
}

/** Statements by the actions that they may speak of, so that a long policy is not read anew for every action that somebody asks about. */
class ByAction {
  /** By the whole name of the action, in lower case. */
  private readonly named = new Map<string, Set<number>>();
  /** By what stands before the first wildcard, in lower case. */
  private readonly begun = new Map<string, Set<number>>();
  /** Those that have to be asked in any case: all but some actions, or actions that are not known. */
  private readonly others: readonly number[];
  private readonly unnamed: readonly Effective[];

  private asked: Map<string, readonly Effective[]> | undefined;

  /** @param remembers what it was asked */
  constructor(
    private readonly statements: readonly Effective[],
    private readonly remembers = false,
  ) {
    const others: number[] = [];
    statements.forEach(({ statement }, i) => {
      const names = statement.facts.of('names of actions', () => namesOf(statement));
      if (names) for (const name of names) this.note(name, i);
      else others.push(i);
    });
    this.others = others;
    this.unnamed = others.flatMap((i) => statements[i] ?? []);
  }

  of(action: string): readonly Effective[] {
    if (!this.remembers) return this.find(action);
    this.asked ??= new Map();
    let found = this.asked.get(action);
    if (!found) {
      found = this.find(action);
      this.asked.set(action, found);
    }
    return found;
  }

  private find(action: string): readonly Effective[] {
    const wanted = action.toLowerCase();
    let found: Set<number> | undefined;
    const add = (indices: Iterable<number>): void => {
      found ??= new Set(this.others);
      for (const i of indices) found.add(i);
    };
    const named = this.named.get(wanted);
    if (named) add(named);
    for (const [start, indices] of this.begun) if (wanted.startsWith(start)) add(indices);
    if (!found) return this.unnamed;
    return [...found].sort((a, b) => a - b).flatMap((i) => this.statements[i] ?? []);
  }

  private note({ text, isWhole }: Name, at: number): void {
    const table = isWhole ? this.named : this.begun;
    const known = table.get(text);
    if (known) known.add(at);
    else table.set(text, new Set([at]));
  }
}

/** In lower case: the whole name of an action, or what stands before its first wildcard. */
interface Name {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Undefined where the statement may speak of any action. */
function namesOf({ action }: Statement): readonly Name[] | undefined {
  if (action.negated || action.open) return undefined;
  const names: Name[] = [];
  for (const { value } of action.items) {
    if (value.kind !== 'string') return undefined;
    const text = value.value.toLowerCase();
    const wildcard = text.search(/[*?]/);
    names.push(wildcard < 0 ? { text, isWhole: true } : { text: text.slice(0, wildcard), isWhole: false });
  }
  return names;
}
