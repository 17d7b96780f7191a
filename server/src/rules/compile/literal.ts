import type { Literal } from '../../resources';
import type { SharedList } from '../data';
import type { Problems, RulePlace } from './problem';

/** Shared lists by name, with their file. */
export type Lists = Readonly<Record<string, SharedList>>;

/** A YAML value as a literal, with `$name` replaced by the values of the shared list of that name. */
export function compileLiteral(raw: unknown, lists: Lists, place: RulePlace, problems: Problems): Literal {
  if (raw === null || typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') {
    return typeof raw === 'string' && raw.startsWith('$') ? sharedList(raw.slice(1), lists, place, problems) : raw;
  }
  if (Array.isArray(raw)) {
    const out: Literal[] = [];
    for (const [i, item] of raw.entries()) {
      const literal = compileLiteral(item, lists, [...place, i], problems);
      // A list inside a list is spliced: `[$admin-ports, 8443]`.
      if (typeof item === 'string' && item.startsWith('$') && Array.isArray(literal)) out.push(...literal);
      else out.push(literal);
    }
    return out;
  }
  if (typeof raw === 'object') {
    const out: Record<string, Literal> = {};
    for (const [key, value] of Object.entries(raw)) out[key] = compileLiteral(value, lists, [...place, key], problems);
    return out;
  }
  problems.add(place, 'expected text, a number, true, false, null, a list or a map');
  return null;
}

function sharedList(name: string, lists: Lists, place: RulePlace, problems: Problems): Literal {
  const list = lists[name];
  if (list) return list.values;
  const known = Object.keys(lists).map((one) => `$${one}`);
  problems.add(
    place,
    `there is no list \`$${name}\` in rules/lists/${known.length > 0 ? ` (there are ${known.join(', ')})` : ''}`,
  );
  return [];
}

export function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
