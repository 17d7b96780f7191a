import { and, type ListValue, type MapValue, not, type TextValue, type Truth, type Value } from '../../values';
import { encodedText } from './json-text';
import { serialise } from './sets';

/** Terraform's `==`: nothing is converted, so `1 == "1"` is false. */
export function equal(a: Value, b: Value): Truth {
  if (a.kind === 'oneOf' || b.kind === 'oneOf') return 'unknown';
  if (a.kind === 'unknown' || b.kind === 'unknown') return sameSymbol(a, b) ? true : 'unknown';
  if (a.kind === 'reference' || b.kind === 'reference') return 'unknown';
  if (a.kind === 'absent' || b.kind === 'absent') return a.kind === b.kind;
  if (isTextual(a) || isTextual(b)) return isTextual(a) && isTextual(b) ? equalText(a, b) : false;
  switch (a.kind) {
    case 'number':
      if (b.kind !== 'number') return false;
      if (!a.approximate && !b.approximate) return a.value === b.value;
      return clearlyApart(a.value, b.value) ? false : 'unknown';
    case 'bool':
      return b.kind === 'bool' && a.value === b.value;
    case 'list':
      return b.kind === 'list' ? equalLists(a, b) : false;
    case 'map':
      return b.kind === 'map' ? equalMaps(a, b) : false;
    default:
      return 'unknown';
  }
}

/** Whether two rounded numbers differ by more than their rounding. */
export function clearlyApart(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a !== b;
  return Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Values of one instance (`each.key`) are not the same in two instances, though they have one symbol. */
function sameSymbol(a: Value, b: Value): boolean {
  return (
    a.kind === 'unknown' &&
    b.kind === 'unknown' &&
    a.symbol !== undefined &&
    a.symbol === b.symbol &&
    !a.symbol.startsWith('instance:')
  );
}

function isTextual(value: Value): value is Extract<Value, { kind: 'string' | 'text' | 'encoded' }> {
  return value.kind === 'string' || value.kind === 'text' || value.kind === 'encoded';
}

function equalText(a: Extract<Value, { kind: 'string' | 'text' | 'encoded' }>, b: typeof a): Truth {
  const x = textOf(a);
  const y = textOf(b);
  if (x === undefined || y === undefined) return 'unknown';
  if (typeof x === 'string' && typeof y === 'string') return x === y;
  const [xStart, xEnd] = ends(x);
  const [yStart, yEnd] = ends(y);
  if (typeof x === 'string' && x.length < knownLength(y)) return false;
  if (typeof y === 'string' && y.length < knownLength(x)) return false;
  const compatible = agree(xStart, yStart, (s, n) => s.slice(0, n)) && agree(xEnd, yEnd, (s, n) => s.slice(s.length - n));
  return compatible ? 'unknown' : false;
}

function textOf(value: Extract<Value, { kind: 'string' | 'text' | 'encoded' }>): string | TextValue | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'text') return value;
  return encodedText(value);
}

function ends(text: string | TextValue): readonly [string, string] {
  if (typeof text === 'string') return [text, text];
  const first = text.parts[0];
  const last = text.parts[text.parts.length - 1];
  return [typeof first === 'string' ? first : '', typeof last === 'string' ? last : ''];
}

function knownLength(text: string | TextValue): number {
  if (typeof text === 'string') return text.length;
  return text.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

function agree(a: string, b: string, cut: (s: string, length: number) => string): boolean {
  const length = Math.min(a.length, b.length);
  return cut(a, length) === cut(b, length);
}

function equalLists(a: ListValue, b: ListValue): Truth {
  if (a.form !== b.form) return a.rest || b.rest ? 'unknown' : false;
  const open = a.rest !== undefined || b.rest !== undefined || [...a.items, ...b.items].some((item) => item.member !== true);
  if (a.form === 'set') {
    const x = serialise(a);
    const y = serialise(b);
    return x === undefined || y === undefined ? 'unknown' : x === y;
  }
  if (open) return 'unknown';
  if (a.items.length !== b.items.length) return false;
  let truth: Truth = true;
  for (let i = 0; i < a.items.length; i++) {
    const x = a.items[i];
    const y = b.items[i];
    if (x && y) truth = and(truth, equal(x.value, y.value));
    if (truth === false) return false;
  }
  return truth;
}

function equalMaps(a: MapValue, b: MapValue): Truth {
  if (a.form !== b.form) return a.rest || b.rest ? 'unknown' : false;
  const open =
    a.rest !== undefined ||
    b.rest !== undefined ||
    [...a.entries.values(), ...b.entries.values()].some((entry) => entry.member !== true);
  if (open) return 'unknown';
  if (a.entries.size !== b.entries.size) return false;
  let truth: Truth = true;
  for (const [key, entry] of a.entries) {
    const other = b.entries.get(key);
    if (!other) return false;
    truth = and(truth, equal(entry.value, other.value));
    if (truth === false) return false;
  }
  return truth;
}

export function notEqual(a: Value, b: Value): Truth {
  return not(equal(a, b));
}
