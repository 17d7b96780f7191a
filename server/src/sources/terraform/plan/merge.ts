import { type Entry, type Item, isWhollyKnown, type ListValue, type MapValue, type Value } from '../../../values';
import { renderJson } from '../json-text';

/**
 * What a plan says of a value, and what its configuration makes of it with the same variables. What the plan knows counts; the
 * configuration knows the places, what refers to what, and the known parts of what is known as a whole after apply only.
 */
export function mergeValues(planned: Value, evaluated: Value | undefined): Value {
  if (!evaluated || evaluated.kind === 'absent') return planned;
  if (planned.kind === 'unknown') return isSecret(planned, evaluated) ? { ...evaluated, sensitive: true } : evaluated;
  const merged = known(planned, evaluated);
  return isSecret(planned, evaluated) ? { ...merged, sensitive: true } : merged;
}

function known(planned: Value, evaluated: Value): Value {
  if (planned.kind === 'map' && evaluated.kind === 'map') return mergeMaps(planned, evaluated);
  if (planned.kind === 'list' && evaluated.kind === 'list') return mergeLists(planned, evaluated);
  if (sameText(planned, evaluated)) return evaluated;
  const from = evaluated.kind === 'reference' ? { address: evaluated.address, attribute: evaluated.attribute } : evaluated.from;
  return from && from.attribute !== '' ? { ...planned, from } : planned;
}

function isSecret(planned: Value, evaluated: Value): boolean {
  return planned.sensitive === true || evaluated.sensitive === true;
}

function mergeMaps(planned: MapValue, evaluated: MapValue): MapValue {
  const entries = new Map<string, Entry>();
  for (const [name, entry] of planned.entries) {
    const other = evaluated.entries.get(name);
    entries.set(name, {
      ...entry,
      ...(other?.key ? { key: other.key } : {}),
      value: mergeValues(entry.value, other?.member === true ? other.value : undefined),
    });
  }
  return { ...planned, entries, origin: evaluated.origin };
}

/** A set has an order of its own: each item is merged with the first that does not contradict it. */
function mergeLists(planned: ListValue, evaluated: ListValue): ListValue {
  const left = evaluated.items.filter((item) => item.member === true);
  const items = planned.items.map((item): Item => {
    const at = left.findIndex(({ value }) => agree(item.value, value));
    const [other] = at < 0 ? [] : left.splice(at, 1);
    return { ...item, value: mergeValues(item.value, other?.value) };
  });
  return { ...planned, items, origin: evaluated.origin };
}

/** Whether two values may be the same, as far as both are known. */
function agree(planned: Value, evaluated: Value): boolean {
  if (planned.kind === 'map' && evaluated.kind === 'map') {
    for (const [name, entry] of planned.entries) {
      const other = evaluated.entries.get(name);
      if (other && !agree(entry.value, other.value)) return false;
    }
    return true;
  }
  if (planned.kind === 'list' && evaluated.kind === 'list') {
    if (!isWhollyKnown(planned) || !isWhollyKnown(evaluated)) return true;
    const left = [...evaluated.items];
    return (
      planned.items.length === left.length &&
      planned.items.every((item) => {
        const at = left.findIndex(({ value }) => agree(item.value, value));
        if (at >= 0) left.splice(at, 1);
        return at >= 0;
      })
    );
  }
  if (!isWhollyKnown(planned) || !isWhollyKnown(evaluated) || evaluated.kind === 'absent') return true;
  return sameText(planned, evaluated);
}

/** Whether both are the same scalar, or the same document. */
function sameText(planned: Value, evaluated: Value): boolean {
  if (planned.kind !== 'string' && planned.kind !== 'number' && planned.kind !== 'bool') return false;
  switch (evaluated.kind) {
    case 'string':
      return evaluated.value === String(planned.value) || sameJson(String(planned.value), evaluated.value);
    case 'number':
    case 'bool':
      return String(evaluated.value) === String(planned.value);
    case 'encoded': {
      const text = evaluated.format === 'json' ? renderJson(evaluated.content) : undefined;
      return text !== undefined && sameJson(String(planned.value), text);
    }
    default:
      return false;
  }
}

/** Providers write documents in a form of their own. */
function sameJson(a: string, b: string): boolean {
  if (!/^\s*[{[]/.test(a) || !/^\s*[{[]/.test(b)) return false;
  try {
    return canonical(JSON.parse(a)) === canonical(JSON.parse(b));
  } catch {
    return false;
  }
}

function canonical(json: unknown): string {
  return JSON.stringify(json, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
