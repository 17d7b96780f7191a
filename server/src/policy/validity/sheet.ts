import type { Entry, MapValue, Origin, Value } from '../../values';
import { Facts } from '../facts';
import { readOperator } from '../restriction';
import type { RunMemory } from '../runs';
import type { Doubt, Findings } from './fault';

/** A policy laid out for checks of its grammar: what is certainly written, each part with its place. What is not known leaves `open`. */
export interface Sheet {
  readonly value: MapValue;
  /** The key `Statement`, else the document. */
  readonly place: Origin;
  readonly entries: ReadonlyMap<string, Written>;
  readonly open: boolean;
  readonly version: Written | undefined;
  readonly statements: readonly StatementSheet[];
  /** The same ones in short runs. */
  readonly runs: readonly SheetRun[];
  /** There may be further statements. */
  readonly statementsOpen: boolean;
}

/** Some statements that follow each other. */
export interface SheetRun {
  /** All that stands there, also what is no statement. */
  readonly values: readonly Value[];
  readonly statements: readonly StatementSheet[];
  readonly doubts: ReadonlySet<Doubt>;
  /** Something there is not known, and may be a statement. */
  readonly isOpen: boolean;
  /** What follows from the run alone. */
  readonly facts: Facts;
}

/** An element: its key and what it holds. */
export interface Written {
  readonly name: string;
  readonly at: Origin;
  readonly value: Value;
}

/** An item of a list, or the single value that stands for one. */
export interface Part {
  readonly value: Value;
  /** Undefined where it is no literal, or not wholly known. */
  readonly text: string | undefined;
}

export interface Parts extends Written {
  readonly parts: readonly Part[];
  readonly open: boolean;
}

export interface StatementSheet {
  readonly value: MapValue;
  /** Where something is missing: the first key, or the block's keyword. */
  readonly place: Origin;
  readonly entries: ReadonlyMap<string, Written>;
  readonly open: boolean;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly action: Parts | undefined;
  readonly notAction: Parts | undefined;
  readonly resource: Parts | undefined;
  readonly notResource: Parts | undefined;
  readonly principal: PrincipalSheet | undefined;
  readonly conditions: readonly ConditionSheet[];
  /** There may be further conditions. */
  readonly conditionsOpen: boolean;
  /** What of the statement is not known. */
  readonly doubts: ReadonlySet<Doubt>;
}

export interface PrincipalSheet extends Written {
  readonly negated: boolean;
  /** `AWS`, `Service`, …, each with its values. Empty for a bare string. */
  readonly kinds: readonly Parts[];
  readonly open: boolean;
}

/** One key under one operator. */
export interface ConditionSheet {
  readonly operator: Written;
  /** Taken apart, in lower case. */
  readonly reads: ReturnType<typeof readOperator>;
  readonly key: Written;
  /** The key in lower case. */
  readonly name: string;
  readonly values: readonly Part[];
  readonly open: boolean;
}

/** What was laid out before. */
export interface KnownSheets {
  readonly runs: RunMemory<Value>;
  sheetOf(statement: Value, layOut: () => StatementSheet): StatementSheet;
}

/** Lays out a policy. Undefined where the value is no structure; what cannot be told is noted. */
export function layOut(value: Value, findings: Findings, known: KnownSheets): Sheet | undefined {
  if (value.kind === 'encoded' && value.format !== 'base64') return layOut(value.content, findings, known);
  if (value.kind !== 'map') {
    if (value.kind !== 'absent') findings.doubts.add('document');
    return undefined;
  }
  const { entries, open } = written(value);
  const statement = entries.get('Statement');
  const list = statement ? valuesOf(statement.value) : { values: [], open: false };
  const runs = known.runs.of(list.values).map((run) => run.facts.of('sheets', () => layOutRun(run.items, known)));
  for (const { doubts } of runs) for (const doubt of doubts) findings.doubts.add(doubt);
  const statementsOpen = list.open || runs.some((run) => run.isOpen) || (!statement && open);
  if (open || statementsOpen) findings.doubts.add('document');
  return {
    value,
    place: statement?.at ?? placeOf(value, entries),
    entries,
    open,
    version: entries.get('Version'),
    statements: runs.flatMap((run) => run.statements),
    runs,
    statementsOpen,
  };
}

function layOutRun(values: readonly Value[], known: KnownSheets): SheetRun {
  const statements = values.flatMap((part) => (part.kind === 'map' ? [known.sheetOf(part, () => layOutStatement(part))] : []));
  const doubts = new Set(statements.flatMap((statement) => [...statement.doubts]));
  const isOpen = values.some(({ kind }) => kind !== 'map' && kind !== 'string' && kind !== 'list');
  return { values, statements, doubts, isOpen, facts: new Facts() };
}

function layOutStatement(value: MapValue): StatementSheet {
  const { entries, open } = written(value);
  const parts = (name: string): Parts | undefined => {
    const found = entries.get(name);
    return found && { ...found, ...itemsOf(found.value) };
  };
  const effect = entries.get('Effect')?.value;
  const effectText = effect?.kind === 'string' ? effect.value : undefined;
  const condition = entries.get('Condition');
  const { conditions, conditionsOpen } = layOutConditions(condition?.value);
  const principal = principalOf(entries);
  const doubts = new Set<Doubt>();
  const sheet: StatementSheet = {
    value,
    place: placeOf(value, entries),
    entries,
    open,
    effect: effectText === 'Allow' || effectText === 'Deny' ? effectText : undefined,
    action: parts('Action'),
    notAction: parts('NotAction'),
    resource: parts('Resource'),
    notResource: parts('NotResource'),
    principal,
    conditions,
    conditionsOpen: conditionsOpen || (open && !condition),
    doubts,
  };
  noteDoubts(sheet, effect, doubts);
  return sheet;
}

function noteDoubts(sheet: StatementSheet, effect: Value | undefined, doubts: Set<Doubt>): void {
  const isDim = (parts: Parts | undefined): boolean =>
    parts !== undefined && (parts.open || parts.parts.some(({ text }) => text === undefined));
  if (sheet.open) doubts.add('document');
  if (effect && effect.kind !== 'string') doubts.add('effect');
  const sid = sheet.entries.get('Sid')?.value;
  if (sid && sid.kind !== 'string') doubts.add('sid');
  if (isDim(sheet.action) || isDim(sheet.notAction)) doubts.add('action');
  if (isDim(sheet.resource) || isDim(sheet.notResource)) doubts.add('resource');
  if (sheet.principal?.open || sheet.principal?.kinds.some(isDim)) doubts.add('principal');
  if (sheet.conditionsOpen || sheet.conditions.some(({ open, values }) => open || values.some(({ text }) => text === undefined)))
    doubts.add('condition');
}

function principalOf(entries: ReadonlyMap<string, Written>): PrincipalSheet | undefined {
  const positive = entries.get('Principal');
  const found = positive ?? entries.get('NotPrincipal');
  if (!found) return undefined;
  const { value } = found;
  if (value.kind !== 'map') {
    const open = value.kind !== 'string' && value.kind !== 'list' && value.kind !== 'number' && value.kind !== 'bool';
    return { ...found, negated: !positive, kinds: [], open };
  }
  const inner = written(value);
  const kinds = [...inner.entries.values()].map((kind): Parts => ({ ...kind, ...itemsOf(kind.value) }));
  return { ...found, negated: !positive, kinds, open: inner.open };
}

function layOutConditions(value: Value | undefined): { conditions: readonly ConditionSheet[]; conditionsOpen: boolean } {
  if (!value) return { conditions: [], conditionsOpen: false };
  if (value.kind !== 'map') return { conditions: [], conditionsOpen: true };
  const outer = written(value);
  let conditionsOpen = outer.open;
  const conditions: ConditionSheet[] = [];
  for (const operator of outer.entries.values()) {
    if (operator.value.kind !== 'map') {
      conditionsOpen = true;
      continue;
    }
    const inner = written(operator.value);
    if (inner.open) conditionsOpen = true;
    const reads = readOperator(operator.name);
    for (const key of inner.entries.values()) {
      const { parts, open } = itemsOf(key.value);
      conditions.push({ operator, reads, key, name: key.name.toLowerCase(), values: parts, open });
    }
  }
  return { conditions, conditionsOpen };
}

/** The entries that are certainly there. */
function written(map: MapValue): { entries: ReadonlyMap<string, Written>; open: boolean } {
  const entries = new Map<string, Written>();
  let open = map.rest !== undefined;
  for (const [name, entry] of map.entries) {
    if (entry.member !== true || entry.value.kind === 'oneOf') open = true;
    if (entry.member !== true || entry.value.kind === 'absent') continue;
    entries.set(name, { name, at: keyPlace(entry), value: entry.value });
  }
  return { entries, open };
}

function keyPlace(entry: Entry): Origin {
  return entry.key ?? entry.value.origin;
}

function itemsOf(value: Value): { parts: readonly Part[]; open: boolean } {
  const { values, open } = valuesOf(value);
  return { parts: values.map(partOf), open };
}

/** What is certainly there of a list, or the single value that stands for one. */
function valuesOf(value: Value): { values: readonly Value[]; open: boolean } {
  if (value.kind === 'list') {
    const values: Value[] = [];
    let open = value.rest !== undefined;
    for (const item of value.items) {
      if (item.member !== true) open = true;
      else if (item.value.kind !== 'absent') values.push(item.value);
    }
    return { values, open };
  }
  if (value.kind === 'absent') return { values: [], open: false };
  // Of a value that is not known at all nothing says that it is one.
  return { values: [value], open: value.kind === 'unknown' || value.kind === 'reference' || value.kind === 'oneOf' };
}

function partOf(value: Value): Part {
  switch (value.kind) {
    case 'string':
      return { value, text: value.value };
    case 'number':
    case 'bool':
      return { value, text: String(value.value) };
    default:
      return { value, text: undefined };
  }
}

/** The first key of an object, where it stands inside of it; else the place of the whole, which is then a block's keyword. */
function placeOf(map: MapValue, entries: ReadonlyMap<string, Written>): Origin {
  const [first] = entries.values();
  const { origin } = map;
  if (first?.at.kind !== 'text' || origin.kind !== 'text') return origin;
  const isInside =
    first.at.uri === origin.uri && first.at.span.start >= origin.span.start && first.at.span.end <= origin.span.end;
  return isInside ? first.at : origin;
}
