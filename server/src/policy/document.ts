import type { Item, MapValue, Origin, Truth, Value } from '../values';
import { absent } from '../values';
import { Facts } from './facts';
import { type Run, RunMemory } from './runs';

/** An IAM policy, read from a value: what is not known is kept as such. Each part has its value, and with it its place. */
export interface PolicyDocument {
  readonly value: Value;
  readonly version: Value;
  readonly statements: readonly Statement[];
  /** The same ones in short runs. */
  readonly runs: readonly StatementRun[];
  /** There may be further statements. */
  readonly open: boolean;
  /** The value is one of several documents; `statements` is then empty and `open`. */
  readonly alternatives: readonly PolicyDocument[];
  readonly facts: Facts;
}

export interface Statement {
  readonly value: Value;
  /** Whether the statement is certainly part of the document. */
  readonly member: true | 'unknown';
  readonly sid: Value;
  /** `unknown` where it is not known or neither of the two. */
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly effectValue: Value;
  readonly action: Elements;
  readonly resource: Elements;
  readonly principal: Principals;
  readonly condition: Conditions;
  /** What follows from the statement alone. */
  readonly facts: Facts;
}

export type StatementRun = Run<Statement>;

/** What was read of earlier states of policies. */
export class ReadStatements {
  /** One that is the same value is the same statement. */
  private readonly statements = new WeakMap<Value, Statement>();
  readonly runs = new RunMemory<Statement>();

  statement({ value, member }: Item): Statement {
    const known = this.statements.get(value);
    if (known?.member === member) return known;
    const statement = readStatement({ value, member });
    this.statements.set(value, statement);
    return statement;
  }
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Elements {
  readonly value: Value;
  /** Neither of the two is written. */
  readonly absent: boolean;
  readonly negated: boolean;
  readonly items: readonly Item[];
  /** There may be further elements. */
  readonly open: boolean;
}

export interface Principals {
  readonly value: Value;
  readonly absent: boolean;
  readonly negated: boolean;
  readonly items: readonly Principal[];
  readonly open: boolean;
}

export interface Principal extends Item {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for the bare string. */
  readonly kind: string;
}

export interface Conditions {
  readonly value: Value;
  readonly items: readonly ConditionItem[];
  readonly open: boolean;
}

/** One key under one operator: `StringEquals: { aws:SourceAccount: [...] }`. */
export interface ConditionItem {
  readonly operator: string;
  readonly key: string;
  /** The place of the key, where it is written. */
  readonly keyOrigin: Origin;
  readonly values: Elements;
  readonly member: true | 'unknown';
}

const MAX_STATEMENTS = 5000;

/**
 * Reads a policy from a map or an encoded map. A single statement, action, resource or value stands for a list of it.
 * @param read what was read before, and takes what is read now
 */
export function readPolicy(value: Value, read: ReadStatements = new ReadStatements()): PolicyDocument {
  const nothing = absent(value.origin);
  const base = { value, version: nothing, statements: [], runs: [], alternatives: [], facts: new Facts() };
  switch (value.kind) {
    case 'encoded':
      return value.format === 'base64' ? { ...base, open: true } : { ...readPolicy(value.content, read), value };
    case 'oneOf':
      return { ...base, open: true, alternatives: value.choices.map((choice) => readPolicy(choice, read)) };
    case 'absent':
      return { ...base, open: false };
    case 'map': {
      // A property may hold one statement and no document around it, as that of an event bus does.
      const statement = entry(value, 'Statement') ?? (entry(value, 'Effect') && value);
      const { items, open } = listOf(statement ?? nothing);
      const statements = items.slice(0, MAX_STATEMENTS).map((item) => read.statement(item));
      const isOpen = open || (statement === undefined && value.rest !== undefined) || items.length > MAX_STATEMENTS;
      const runs = read.runs.of(statements);
      return { ...base, version: entry(value, 'Version') ?? nothing, statements, runs, open: isOpen };
    }
    default:
      return { ...base, open: true };
  }
}

function readStatement({ value, member }: Item): Statement {
  const nothing = absent(value.origin);
  if (value.kind !== 'map') {
    const none: Elements = { value: nothing, absent: false, negated: false, items: [], open: true };
    return {
      value,
      member: value.kind === 'encoded' ? member : 'unknown',
      sid: nothing,
      effect: 'unknown',
      effectValue: nothing,
      action: none,
      resource: none,
      principal: { ...none, items: [] },
      condition: { value: nothing, items: [], open: true },
      facts: new Facts(),
    };
  }
  const effectValue = entry(value, 'Effect') ?? nothing;
  const text = effectValue.kind === 'string' ? effectValue.value : undefined;
  return {
    value,
    member,
    sid: entry(value, 'Sid') ?? nothing,
    effect: text === 'Allow' || text === 'Deny' ? text : 'unknown',
    effectValue,
    action: elements(value, 'Action'),
    resource: elements(value, 'Resource'),
    principal: principals(value),
    condition: conditions(entry(value, 'Condition') ?? nothing),
    facts: new Facts(),
  };
}

function elements(statement: MapValue, name: string): Elements {
  const positive = entry(statement, name);
  const negative = positive ? undefined : entry(statement, `Not${name}`);
  const value = positive ?? negative;
  if (!value) {
    const open = statement.rest !== undefined;
    return { value: absent(statement.origin), absent: !open, negated: false, items: [], open };
  }
  return { value, absent: false, negated: negative !== undefined, ...listOf(value) };
}

function principals(statement: MapValue): Principals {
  const positive = entry(statement, 'Principal');
  const negative = positive ? undefined : entry(statement, 'NotPrincipal');
  const value = positive ?? negative;
  if (!value) {
    const open = statement.rest !== undefined;
    return { value: absent(statement.origin), absent: !open, negated: false, items: [], open };
  }
  const items: Principal[] = [];
  let open = false;
  const read = (part: Value, member: true | 'unknown'): void => {
    if (part.kind === 'map') {
      for (const [kind, { value: list, member: there }] of part.entries) {
        const found = listOf(list);
        const sure = member === true && there === true;
        for (const item of found.items) items.push({ kind, ...item, member: sure ? item.member : 'unknown' });
        if (found.open) open = true;
      }
      if (part.rest) open = true;
    } else if (part.kind === 'oneOf') {
      for (const choice of part.choices) read(choice, 'unknown');
    } else if (part.kind === 'string') {
      items.push({ kind: '*', value: part, member });
    } else if (part.kind !== 'absent') {
      open = true;
    }
  };
  read(value, true);
  return { value, absent: false, negated: negative !== undefined, items, open };
}

function conditions(value: Value): Conditions {
  const items: ConditionItem[] = [];
  let open = false;
  if (value.kind === 'map') {
    if (value.rest) open = true;
    for (const [operator, block] of value.entries) {
      if (block.value.kind !== 'map') {
        open = true;
        continue;
      }
      if (block.value.rest) open = true;
      for (const [key, { value: written, key: place, member }] of block.value.entries) {
        const values = { value: written, absent: false, negated: false, ...listOf(written) };
        const sure = block.member === true && member === true;
        items.push({ operator, key, keyOrigin: place ?? written.origin, values, member: sure ? true : 'unknown' });
      }
    }
  } else if (value.kind !== 'absent') {
    open = true;
  }
  return { value, items, open };
}

/** The items of a list, or the single value; of a choice all, none of them sure. */
function listOf(value: Value): { items: readonly Item[]; open: boolean } {
  switch (value.kind) {
    case 'absent':
      return { items: [], open: false };
    case 'list': {
      const items = value.items.flatMap((item): readonly Item[] => {
        if (item.value.kind !== 'oneOf' || item.value.choices.every((choice) => choice.kind !== 'map')) return [item];
        return item.value.choices.map((choice) => ({ value: choice, member: 'unknown' }));
      });
      return { items, open: value.rest !== undefined };
    }
    case 'oneOf': {
      const isList = value.choices.some((choice) => choice.kind === 'list' || choice.kind === 'map' || choice.kind === 'absent');
      if (!isList) return { items: [{ value, member: true }], open: false };
      const read = value.choices.map(listOf);
      const items = read.flatMap((part) => part.items.map((item): Item => ({ value: item.value, member: 'unknown' })));
      return { items, open: read.some((part) => part.open) };
    }
    case 'unknown':
      // Of a value that is not known at all nothing says that it is one element: it may be a list. What the cloud computes is a name.
      return value.reason.kind === 'computed' ? { items: [{ value, member: true }], open: false } : { items: [], open: true };
    default:
      return { items: [{ value, member: true }], open: false };
  }
}

/** Element names are read as they are documented; IAM does not ignore their case. */
function entry(map: MapValue, name: string): Value | undefined {
  const found = map.entries.get(name);
  if (!found) return undefined;
  return found.value.kind === 'absent' ? undefined : found.value;
}

/** Whether a statement has the effect. */
export function hasEffect(statement: Statement, effect: 'Allow' | 'Deny'): Truth {
  return statement.effect === 'unknown' ? 'unknown' : statement.effect === effect;
}
