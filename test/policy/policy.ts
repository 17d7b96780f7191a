import type { Literal } from '../../server/src/resources';
import type { Entry, Origin, Value } from '../../server/src/values';
import { absent, boolValue, listValue, numberValue, stringValue, unknown } from '../../server/src/values';

/**
 * A value from JSON. Some strings stand for what is not known: `?name` an unset variable, `@a.b` an attribute of a resource,
 * `#name` what the cloud computes; `a+b` with one of them in it is a partly known text; `…` in a list or as a key sets `rest`. `{ '|': [a, b] }` is one of
 * several. Origins are paths: `live` with the path of the value.
 */
export function value(of: Literal, path = ''): Value {
  const origin: Origin = { kind: 'live', id: 'policy', path };
  if (of === null) return absent(origin);
  if (typeof of === 'number') return numberValue(of, origin);
  if (typeof of === 'boolean') return boolValue(of, origin);
  if (typeof of === 'string') return text(of, origin);
  if (isList(of)) {
    const items = of.filter((item) => item !== '…').map((item, i) => value(item, `${path}[${i}]`));
    return listValue(items, origin, items.length < of.length ? unknown({ kind: 'unset', name: 'rest' }, origin) : undefined);
  }
  const choices = of['|'];
  if (choices !== undefined && choices !== null && isList(choices)) {
    return { kind: 'oneOf', choices: choices.map((choice, i) => value(choice, `${path}|${i}`)), origin };
  }
  const entries = new Map<string, Entry>();
  for (const [key, item] of Object.entries(of)) {
    if (key !== '…') entries.set(key, { value: value(item, path === '' ? key : `${path}.${key}`), member: true });
  }
  const rest = unknown({ kind: 'unset', name: 'rest' }, origin);
  return '…' in of ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
}

function isList(of: Literal): of is readonly Literal[] {
  return Array.isArray(of);
}

function text(of: string, origin: Origin): Value {
  const single = (part: string): Value => {
    if (part.startsWith('?')) return unknown({ kind: 'unset', name: part.slice(1) }, origin, part.slice(1));
    if (part.startsWith('#')) return unknown({ kind: 'computed', what: part.slice(1) }, origin, part.slice(1));
    if (part.startsWith('@')) {
      const [address = '', attribute = ''] = part.slice(1).split('.');
      return { kind: 'reference', address, attribute, origin };
    }
    return stringValue(part, origin);
  };
  const parts = of.split('+');
  if (parts.length === 1) return single(of);
  return { kind: 'text', parts: parts.map((part) => (/^[?#@]/.test(part) ? single(part) : part)), origin };
}

export function place(of: Value | undefined): string {
  return of?.origin.kind === 'live' ? of.origin.path : '-';
}
