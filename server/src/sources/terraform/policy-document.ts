import {
  type Entry,
  type Item,
  type ListValue,
  listValue,
  type MapValue,
  type Origin,
  stringValue,
  type UnknownValue,
  unknown,
  type Value,
} from '../../values';
import { convert } from './convert';
import { oneOf, unknownFrom } from './partial';

/**
 * Renders a `data.aws_iam_policy_document` to the policy that it makes, in IAM's own JSON shape. Parts keep the places where the
 * block's arguments are written.
 *
 * Facts: registry.terraform.io, hashicorp/aws, data source aws_iam_policy_document: `effect` defaults to Allow, `version` to 2012-10-17;
 * principals of type `*` become `"*"`, of type AWS with identifier `*` `{ AWS: "*" }`; statements of `source_policy_documents` come first,
 * those of `override_policy_documents` replace statements of the same sid.
 * @param decode reads the documents that are merged in
 * @param known gives the statement of a block, which it may remember
 */
export function renderPolicyDocument(body: MapValue, origin: Origin, decode: DecodeJson, known: KnownStatements = each): Value {
  const entries = new Map<string, Entry>();
  const version = body.entries.get('version');
  entries.set(
    'Version',
    version && version.value.kind !== 'absent'
      ? version
      : { value: stringValue('2012-10-17', { kind: 'default', of: origin }), member: true },
  );
  const id = body.entries.get('policy_id');
  if (id && id.value.kind !== 'absent') entries.set('Id', id);
  entries.set('Statement', { value: statements(body, origin, decode, known), member: true });
  return { kind: 'map', entries, origin };
}

/** Reads a string as the JSON that it holds; unknown where it holds none. */
export type DecodeJson = (value: Value) => Value;

/** The statement that a block makes, which may be known. */
export type KnownStatements = (block: Value, render: (block: Value) => Value) => Value;

function each(block: Value, render: (block: Value) => Value): Value {
  return render(block);
}

function statements(body: MapValue, origin: Origin, decode: DecodeJson, known: KnownStatements): Value {
  const own = body.entries.get('statement')?.value;
  const blocks: ListValue = own?.kind === 'list' ? own : listValue([], origin);
  const sources = documents(body, ['source_policy_documents', 'source_json'], decode);
  const overrides = documents(body, ['override_policy_documents', 'override_json'], decode);
  let rest: UnknownValue | undefined = blocks.rest ?? sources.rest ?? overrides.rest ?? body.rest;
  const items: Item[] = [...sources.items];
  for (const item of blocks.items) items.push({ value: known(item.value, renderStatement), member: item.member });
  // A statement of the same sid is replaced in its place.
  for (const item of overrides.items) {
    const sid = sidOf(item.value);
    const at = sid === undefined ? -1 : items.findIndex((other) => sidOf(other.value) === sid);
    if (sid === undefined || sid === '' || at < 0) items.push(item);
    else if (item.member === true) items[at] = item;
    else rest ??= unknown({ kind: 'undecided', what: 'override_policy_documents' }, origin);
  }
  // What may be overridden by a document that is not known cannot be relied upon.
  const shaky = overrides.rest;
  const sure = shaky ? items.map((item): Item => (hasSid(item.value) ? { value: item.value, member: 'unknown' } : item)) : items;
  const list: ListValue = { kind: 'list', items: sure, origin: blocks.origin };
  return rest ? { ...list, rest: { ...rest, origin } } : list;
}

function sidOf(statement: Value): string | undefined {
  const sid = statement.kind === 'map' ? statement.entries.get('Sid')?.value : undefined;
  return sid?.kind === 'string' ? sid.value : undefined;
}

function hasSid(statement: Value): boolean {
  if (statement.kind !== 'map') return true;
  const sid = statement.entries.get('Sid')?.value;
  return sid !== undefined && sid.kind !== 'absent' && !(sid.kind === 'string' && sid.value === '');
}

/** The statements of other documents that are merged in. */
function documents(
  body: MapValue,
  names: readonly string[],
  decode: DecodeJson,
): { readonly items: readonly Item[]; readonly rest: UnknownValue | undefined } {
  const items: Item[] = [];
  let rest: UnknownValue | undefined;
  for (const name of names) {
    const value = body.entries.get(name)?.value;
    if (!value || value.kind === 'absent') continue;
    const list = value.kind === 'list' ? value : listValue([value], value.origin);
    rest ??= list.rest;
    for (const { value: document, member } of list.items) {
      const choices = document.kind === 'oneOf' ? document.choices : [document];
      const sure = member === true && choices.length === 1;
      for (const choice of choices) {
        if (choice.kind === 'absent' || (choice.kind === 'string' && choice.value === '')) continue;
        const content = decode(choice);
        const inner = statementsOf(content);
        if (!inner) {
          rest ??= unknownFrom(content, value.origin);
          continue;
        }
        for (const item of inner.items) items.push(sure ? item : { ...item, member: 'unknown' });
        rest ??= inner.rest;
      }
    }
  }
  return { items, rest };
}

function statementsOf(document: Value): ListValue | undefined {
  if (document.kind !== 'map') return undefined;
  const statement = document.entries.get('Statement')?.value;
  if (statement?.kind === 'list') return statement;
  return statement?.kind === 'map' ? listValue([statement], statement.origin) : undefined;
}

const plain: readonly (readonly [attribute: string, key: string])[] = [
  ['sid', 'Sid'],
  ['actions', 'Action'],
  ['not_actions', 'NotAction'],
  ['resources', 'Resource'],
  ['not_resources', 'NotResource'],
];
const principals: readonly (readonly [block: string, key: string])[] = [
  ['principals', 'Principal'],
  ['not_principals', 'NotPrincipal'],
];

function renderStatement(block: Value): Value {
  if (block.kind !== 'map') return block;
  const entries = new Map<string, Entry>();
  const effect = block.entries.get('effect');
  const allow = stringValue('Allow', { kind: 'default', of: block.origin });
  if (!effect || effect.value.kind === 'absent') entries.set('Effect', { value: allow, member: true });
  else if (effect.value.kind === 'oneOf') {
    const choices = effect.value.choices.map((choice) => (choice.kind === 'absent' ? allow : choice));
    entries.set('Effect', { ...effect, value: oneOf(choices, effect.value.origin) });
  } else entries.set('Effect', effect);
  for (const [attribute, key] of plain) {
    const entry = block.entries.get(attribute);
    if (!entry || entry.value.kind === 'absent') continue;
    if (entry.value.kind === 'list' && entry.value.items.length === 0 && !entry.value.rest) continue;
    if (entry.value.kind === 'string' && entry.value.value === '') continue;
    entries.set(key, { ...entry, value: asTexts(entry.value) });
  }
  for (const [name, key] of principals) {
    const entry = block.entries.get(name);
    if (entry?.value.kind === 'list' && mayHoldAny(entry.value))
      entries.set(key, { ...entry, value: renderPrincipals(entry.value) });
  }
  const conditions = block.entries.get('condition');
  if (conditions?.value.kind === 'list' && mayHoldAny(conditions.value))
    entries.set('Condition', { ...conditions, value: renderConditions(conditions.value) });
  return block.rest
    ? { kind: 'map', entries, rest: block.rest, origin: block.origin }
    : { kind: 'map', entries, origin: block.origin };
}

/** A dynamic block over nothing writes nothing. */
function mayHoldAny(blocks: ListValue): boolean {
  return blocks.items.length > 0 || blocks.rest !== undefined;
}

/** The provider's schema has texts where a `true` or a number may be written. */
function asTexts(value: Value): Value {
  if (value.kind === 'bool' || value.kind === 'number') return convert(value, 'string');
  if (value.kind !== 'list') return value;
  return { ...value, items: value.items.map((item) => ({ ...item, value: asTexts(item.value) })) };
}

function renderPrincipals(blocks: ListValue): Value {
  const entries = new Map<string, Entry>();
  let rest: UnknownValue | undefined = blocks.rest;
  for (const item of blocks.items) {
    const block = item.value;
    if (block.kind !== 'map') continue;
    const type = block.entries.get('type')?.value;
    const written = block.entries.get('identifiers');
    const identifiers = written && { ...written, value: asTexts(written.value) };
    if (type?.kind !== 'string' || !identifiers || item.member !== true) {
      rest ??= unknown({ kind: 'computed', what: 'the type of a principal' }, block.origin);
      continue;
    }
    // `*` of any type stands for everyone; it makes the whole principal a star.
    if (type.value === '*' && blocks.items.length === 1 && !rest && isStar(identifiers.value))
      return stringValue('*', starOrigin(identifiers.value));
    const before = entries.get(type.value);
    entries.set(
      type.value,
      before ? { ...before, value: append(before.value, identifiers.value) } : { ...identifiers, key: type.origin },
    );
  }
  const map: MapValue = { kind: 'map', entries, origin: blocks.origin };
  return rest ? { ...map, rest } : map;
}

function isStar(value: Value): boolean {
  return (
    value.kind === 'list' &&
    !value.rest &&
    value.items.length === 1 &&
    value.items[0]?.value.kind === 'string' &&
    value.items[0].value.value === '*'
  );
}

function starOrigin(value: Value): Origin {
  return value.kind === 'list' ? (value.items[0]?.value.origin ?? value.origin) : value.origin;
}

function append(a: Value, b: Value): Value {
  const lists = [a, b].map((value): ListValue => {
    if (value.kind === 'list') return value;
    return value.kind === 'string'
      ? listValue([value], value.origin)
      : listValue([], value.origin, unknown({ kind: 'computed', what: 'a list' }, value.origin));
  });
  const rest = lists.find((list) => list.rest)?.rest;
  const items = lists.flatMap((list) => list.items);
  return rest ? { kind: 'list', items, rest, origin: a.origin } : { kind: 'list', items, origin: a.origin };
}

function renderConditions(blocks: ListValue): Value {
  const tests = new Map<string, { readonly origin: Origin; readonly key: Origin; readonly variables: Map<string, Entry> }>();
  let rest: UnknownValue | undefined = blocks.rest;
  for (const item of blocks.items) {
    const block = item.value;
    if (block.kind !== 'map') continue;
    const test = block.entries.get('test')?.value;
    const variable = block.entries.get('variable')?.value;
    const written = block.entries.get('values');
    const wanted = written && { ...written, value: asTexts(written.value) };
    if (test?.kind !== 'string' || variable?.kind !== 'string' || !wanted || item.member !== true) {
      rest ??= unknown({ kind: 'computed', what: 'a condition' }, block.origin);
      continue;
    }
    const group = tests.get(test.value) ?? { origin: block.origin, key: test.origin, variables: new Map<string, Entry>() };
    tests.set(test.value, group);
    const before = group.variables.get(variable.value);
    group.variables.set(
      variable.value,
      before
        ? { ...before, value: append(before.value, wanted.value) }
        : { value: wanted.value, key: variable.origin, member: true },
    );
  }
  const entries = new Map<string, Entry>();
  for (const [test, group] of tests) {
    entries.set(test, {
      value: { kind: 'map', entries: group.variables, origin: group.origin },
      key: group.key,
      member: true,
    });
  }
  const map: MapValue = { kind: 'map', entries, origin: blocks.origin };
  return rest ? { ...map, rest } : map;
}
