import type { DataNode, ScalarNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import { spanBeside } from '../../text';
import type { Item, Origin, Value } from '../../values';
import { listValue, numberValue, reanchor, stringValue, unknown } from '../../values';
import type { Call } from './call';
import { listArguments } from './call';
import { replaceAlphanumeric, replaceIdentifiers } from './loops';
import type { Evaluation, Expected, Scope } from './model';
import { ANYTHING } from './scope';
import { subPieces } from './sub';
import { latest } from './template';
import { joinText, textOf } from './text-value';
import { oneOf } from './value-at';

const MAX_CHOICES = 50;
const MAX_SPLIT = 1000;

/** The value of a call of an intrinsic function that stands at `place`. What cannot be told offline is unknown, with the reason. */
export function callFunction(ev: Evaluation, call: Call, place: Origin, scope: Scope, expected: Expected): Value {
  const { argument } = call;
  const half = (): Value => unknown({ kind: 'syntax' }, place);
  if (argument.kind === 'scalar' && argument.type === 'missing') return half();
  const list = listArguments(argument);
  switch (call.name) {
    case 'Ref': {
      const name = textOf(ev.value(argument, scope, ANYTHING));
      return name === undefined ? half() : ev.refer(name, scope, place);
    }
    case 'Fn::GetAtt':
      return getAttribute(ev, argument, scope, place);
    case 'Fn::Sub':
      return substitute(ev, argument, scope, place);
    case 'Fn::If':
      return list?.length === 3 ? choose(ev, list, scope, expected, place) : half();
    case 'Fn::FindInMap':
      return list && list.length >= 3 ? findInMap(ev, list, scope, expected, place) : half();
    case 'Fn::Join':
      return list?.length === 2 ? join(ev, list, scope, place) : half();
    case 'Fn::Split':
      return list?.length === 2 ? split(ev, list, scope, place) : half();
    case 'Fn::Select':
      return list?.length === 2 ? select(ev, list, scope, place) : half();
    case 'Fn::Base64':
      return { kind: 'encoded', format: 'base64', content: ev.value(argument, scope, ANYTHING), origin: place };
    case 'Fn::ToJsonString':
      return { kind: 'encoded', format: 'json', content: ev.value(argument, scope, ANYTHING), origin: place };
    case 'Fn::Length': {
      const value = ev.value(argument, scope, ANYTHING);
      if (value.kind !== 'list' || value.rest || value.items.some((item) => item.member !== true))
        return undecided(call.name, place);
      return numberValue(value.items.length, place);
    }
    case 'Fn::ImportValue': {
      const name = textOf(ev.value(argument, scope, ANYTHING));
      const what = 'a value that another stack exports';
      return unknown({ kind: 'not-loaded', what }, place, name === undefined ? undefined : `ImportValue ${name}`);
    }
    case 'Fn::GetAZs':
    case 'Fn::Cidr':
      return unknown({ kind: 'computed', what: call.name }, place);
    case 'Fn::Transform':
      return unknown({ kind: 'unsupported', what: call.name }, place);
    default:
      return unknown({ kind: 'unsupported', what: call.name }, place);
  }
}

/** Of a function whose arguments are not known well enough. */
function undecided(what: string, place: Origin): Value {
  return unknown({ kind: 'undecided', what }, place);
}

function getAttribute(ev: Evaluation, argument: DataNode, scope: Scope, place: Origin): Value {
  const list = listArguments(argument);
  if (list) {
    const [name, attribute] = list.map((part) => textOf(ev.value(part, scope, ANYTHING)));
    if (name === undefined) return unknown({ kind: 'syntax' }, place);
    return attribute === undefined ? undecided('Fn::GetAtt', place) : attributeOf(ev, name, attribute, place);
  }
  const text = argument.kind === 'scalar' ? replaceIdentifiers(argument.text, scope) : '';
  const dot = text.indexOf('.');
  if (dot <= 0 || dot === text.length - 1) return unknown({ kind: 'syntax' }, place);
  return attributeOf(ev, text.slice(0, dot), text.slice(dot + 1), place);
}

function attributeOf(ev: Evaluation, name: string, attribute: string, place: Origin): Value {
  return ev.attribute(name, attribute, place) ?? unknown({ kind: 'no-such', what: name }, place);
}

function choose(ev: Evaluation, list: readonly DataNode[], scope: Scope, expected: Expected, place: Origin): Value {
  const [condition, yes, no] = list;
  if (!condition || !yes || !no) return unknown({ kind: 'syntax' }, place);
  const name = condition.kind === 'scalar' ? replaceIdentifiers(condition.text, scope) : '';
  const truth = ev.condition(name, scope);
  if (truth === true) return ev.value(yes, scope, expected);
  if (truth === false) return ev.value(no, scope, expected);
  return oneOf(
    [ev.value(yes, ev.assume(name, true, scope), expected), ev.value(no, ev.assume(name, false, scope), expected)],
    place,
  );
}

function findInMap(ev: Evaluation, list: readonly DataNode[], scope: Scope, expected: Expected, place: Origin): Value {
  const [mapNode, topNode, secondNode, options] = list;
  if (!mapNode || !topNode || !secondNode) return unknown({ kind: 'syntax' }, place);
  const otherwise = entryOf(options, 'DefaultValue')?.value;
  let found: DataNode[] = ev.template.mappings ? [ev.template.mappings] : [];
  let missed = false;
  for (const keyNode of [mapNode, topNode, secondNode]) {
    const keys = possibleKeys(ev.value(keyNode, scope, ANYTHING));
    const next: DataNode[] = [];
    for (const node of found) {
      const entries = latest(node);
      if (keys === undefined) {
        for (const [name, entry] of entries) if (!name.startsWith('Fn::')) next.push(entry.value);
        missed = true;
      } else {
        for (const key of keys) {
          const entry = entries.get(key);
          if (entry) next.push(entry.value);
          else if (entries.has('Fn::Transform')) return unknown({ kind: 'unsupported', what: 'Fn::Transform' }, place);
          else missed = true;
        }
      }
    }
    if (next.length > MAX_CHOICES) return unknown({ kind: 'limit', what: 'Fn::FindInMap' }, place);
    found = next;
  }
  const values = distinct(found.map((node) => reanchor(ev.value(node, scope, expected), place)));
  if (missed && otherwise) values.push(ev.value(otherwise, scope, expected));
  if (values.length === 0) return unknown({ kind: 'no-such', what: 'the key of Fn::FindInMap' }, place);
  return oneOf(values, place);
}

/** The texts that a key can be; undefined: any. */
function possibleKeys(value: Value): readonly string[] | undefined {
  const texts = (value.kind === 'oneOf' ? value.choices : [value]).map(textOf);
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? known : undefined;
}

/** Without the scalars that are there already: most maps say the same for most regions. */
function distinct(values: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = textOf(value);
    if (text === undefined) return true;
    const key = `${value.kind} ${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function substitute(ev: Evaluation, argument: DataNode, scope: Scope, place: Origin): Value {
  const list = listArguments(argument);
  const template = list ? list[0] : argument;
  if (template?.kind !== 'scalar' || template.tag !== undefined) return unknown({ kind: 'syntax' }, place);
  const variables = latest(list?.[1]);
  const base = firstCharacter(template);
  const parts = subPieces(template.text).map((piece): string | Value => {
    if (piece.kind === 'literal') return replaceAlphanumeric(piece.text, scope);
    const at: Origin =
      base !== undefined && place.kind === 'text'
        ? { ...place, span: spanBeside(place.span, base + piece.start, base + piece.end) }
        : place;
    const variable = variables.get(piece.name);
    if (variable) return ev.value(variable.value, scope, ANYTHING);
    const dot = piece.name.indexOf('.');
    if (dot > 0) return attributeOf(ev, piece.name.slice(0, dot), piece.name.slice(dot + 1), at);
    return ev.refer(piece.name, scope, at);
  });
  return joinText(parts, place);
}

/** The offset of a scalar's first character, where each of its characters has a place of its own. */
export function firstCharacter(node: ScalarNode): number | undefined {
  if (!node.exact || node.alias) return undefined;
  return node.style === 'plain' ? node.span.start : node.span.start + 1;
}

function join(ev: Evaluation, list: readonly DataNode[], scope: Scope, place: Origin): Value {
  const [delimiterNode, listNode] = list;
  if (!delimiterNode || !listNode) return unknown({ kind: 'syntax' }, place);
  const delimiter = textOf(ev.value(delimiterNode, scope, ANYTHING));
  const values = ev.value(listNode, scope, ANYTHING);
  if (delimiter === undefined || values.kind !== 'list') return undecided('Fn::Join', place);
  const parts: (string | Value)[] = [];
  for (const item of values.items) {
    // An element that is perhaps not there takes its delimiter with it.
    if (item.member !== true) return undecided('Fn::Join', place);
    if (parts.length > 0) parts.push(delimiter);
    parts.push(item.value);
  }
  return joinText(values.rest ? [...parts, values.rest] : parts, place);
}

function split(ev: Evaluation, list: readonly DataNode[], scope: Scope, place: Origin): Value {
  const [delimiterNode, textNode] = list;
  if (!delimiterNode || !textNode) return unknown({ kind: 'syntax' }, place);
  const delimiter = textOf(ev.value(delimiterNode, scope, ANYTHING));
  const value = ev.value(textNode, scope, ANYTHING);
  const text = textOf(value);
  if (!delimiter || text === undefined) return undecided('Fn::Split', place);
  const pieces = text.split(delimiter, MAX_SPLIT + 1);
  const rest = pieces.length > MAX_SPLIT ? unknown({ kind: 'limit', what: 'Fn::Split' }, place) : undefined;
  const mark = value.sensitive ? ({ sensitive: true } as const) : {};
  return listValue(
    pieces.slice(0, MAX_SPLIT).map((piece) => ({ ...stringValue(piece, place), ...mark })),
    place,
    rest,
  );
}

function select(ev: Evaluation, list: readonly DataNode[], scope: Scope, place: Origin): Value {
  const [indexNode, listNode] = list;
  if (!indexNode || !listNode) return unknown({ kind: 'syntax' }, place);
  const index = Number(textOf(ev.value(indexNode, scope, ANYTHING)) ?? Number.NaN);
  const values = ev.value(listNode, scope, ANYTHING);
  if (values.kind !== 'list' || !Number.isInteger(index)) return undecided('Fn::Select', place);
  const before: readonly Item[] = values.items.slice(0, index + 1);
  const item = values.items[index];
  if (item && before.every(({ member }) => member === true)) return item.value;
  if (values.rest || item) return undecided('Fn::Select', place);
  return unknown({ kind: 'no-such', what: `element ${index} of the list` }, place);
}
