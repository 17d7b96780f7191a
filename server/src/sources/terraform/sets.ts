import type { Item, ListValue, Value } from '../../values';
import { compareText, encodedText, sortedKeys } from './json-text';
import { formatNumber } from './numbers';

/**
 * The items of a set in Terraform's order, each once. Strings and numbers sort by value, null comes last, and everything else
 * by cty's serialisation of it. What is not wholly known follows what is.
 */
export function orderSet(list: ListValue): ListValue {
  const seen = new Map<string, Item>();
  const open: Item[] = [];
  for (const item of list.items) {
    const key = serialise(item.value);
    if (key === undefined) {
      open.push(item);
      continue;
    }
    const before = seen.get(key);
    if (!before || (before.member !== true && item.member === true)) seen.set(key, item);
  }
  const keyed = [...seen].sort(([a, x], [b, y]) => compareItems(a, x.value, b, y.value));
  return { ...list, form: 'set', items: [...keyed.map(([, item]) => item), ...open] };
}

function compareItems(a: string, x: Value, b: string, y: Value): number {
  if (x.kind === 'absent' || y.kind === 'absent') return (x.kind === 'absent' ? 1 : 0) - (y.kind === 'absent' ? 1 : 0);
  if (x.kind === 'string' && y.kind === 'string') return compareText(x.value, y.value);
  if (x.kind === 'number' && y.kind === 'number') return x.value - y.value;
  if (x.kind === 'bool' && y.kind === 'bool') return Number(x.value) - Number(y.value);
  return compareText(a, b);
}

/** cty's bytes for a set's element. @returns undefined when the value is not wholly known. */
export function serialise(value: Value): string | undefined {
  switch (value.kind) {
    case 'absent':
      return '~';
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
      return value.approximate ? undefined : formatNumber(value.value);
    case 'bool':
      return value.value ? 'T' : 'F';
    case 'encoded': {
      const text = encodedText(value);
      return text === undefined ? undefined : JSON.stringify(text);
    }
    case 'list': {
      if (value.rest || value.items.some((item) => item.member !== true)) return undefined;
      const items = value.items.map((item) => serialise(item.value));
      if (items.includes(undefined)) return undefined;
      const [open, close] = value.form ? ['[', ']'] : ['<', '>'];
      return `${open}${items.map((item) => `${item};`).join('')}${close}`;
    }
    case 'map': {
      if (value.rest) return undefined;
      let out = '';
      for (const key of sortedKeys(value.entries.keys())) {
        const entry = value.entries.get(key);
        const text = entry?.member === true ? serialise(entry.value) : undefined;
        if (text === undefined) return undefined;
        // An object's attribute names are part of its type, except where the elements were never unified.
        out += value.form ? `${JSON.stringify(key)}:${text};` : `${text};`;
      }
      return value.form ? `{${out}}` : `<${out}>`;
    }
    default:
      return undefined;
  }
}
