import type { Truth } from '../../values';
import { and } from '../../values';
import type { PolicyDocument, Statement } from '../document';
import { hasEffect } from '../document';
import { gives } from '../grants';
import { patternOf } from '../pattern';

/** A statement with whether it surely allows, or denies, something to whoever holds the policy. */
export interface Effective {
  readonly statement: Statement;
  readonly truth: Truth;
}

/**
 * The statements of documents by the actions that they may speak of, so that a long policy is not read anew for every action that
 * somebody asks about. Documents are told apart by identity.
 */
export class StatementIndexes {
  private readonly indexes = new WeakMap<PolicyDocument, StatementIndex>();

  of(document: PolicyDocument): StatementIndex {
    let index = this.indexes.get(document);
    if (!index) {
      index = new StatementIndex(document);
      this.indexes.set(document, index);
    }
    return index;
  }
}

export class StatementIndex {
  private readonly allowing: ByAction;
  private readonly denying: ByAction;

  constructor(document: PolicyDocument) {
    this.allowing = new ByAction(gives(document));
    this.denying = new ByAction(
      document.statements
        .map((statement): Effective => ({ statement, truth: and(statement.member, hasEffect(statement, 'Deny')) }))
        .filter(({ truth }) => truth !== false),
    );
  }

  /** The statements that may allow an action, in the order of the document; none is left out that does. */
  allowingOf(action: string): readonly Effective[] {
    return this.allowing.of(action);
  }

  denyingOf(action: string): readonly Effective[] {
    return this.denying.of(action);
  }
}

class ByAction {
  /** By the whole name of the action, in lower case. */
  private readonly named = new Map<string, Set<number>>();
  /** By what stands before the first wildcard, in lower case. */
  private readonly begun = new Map<string, Set<number>>();
  /** Those that have to be asked in any case: all but some actions, or actions that are not known. */
  private readonly others: readonly number[];

  constructor(private readonly statements: readonly Effective[]) {
    const others: number[] = [];
    statements.forEach(({ statement: { action } }, i) => {
      if (action.negated || action.open || !action.items.every(({ value }) => this.note(value, i))) others.push(i);
    });
    this.others = others;
  }

  of(action: string): readonly Effective[] {
    const wanted = action.toLowerCase();
    const found = new Set(this.others);
    for (const i of this.named.get(wanted) ?? []) found.add(i);
    for (const [start, indices] of this.begun) if (wanted.startsWith(start)) for (const i of indices) found.add(i);
    return [...found].sort((a, b) => a - b).flatMap((i) => this.statements[i] ?? []);
  }

  private note(value: Statement['value'], at: number): boolean {
    if (value.kind !== 'string') return false;
    const text = patternOf(value).text.toLowerCase();
    const wildcard = text.search(/[*?]/);
    const [table, key] = wildcard < 0 ? [this.named, text] : [this.begun, text.slice(0, wildcard)];
    const known = table.get(key);
    if (known) known.add(at);
    else table.set(key, new Set([at]));
    return true;
  }
}
