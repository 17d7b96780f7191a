import type { DataNode } from '../../syntax/data';
import { parseJson } from '../../syntax/json';
import { absent, boolValue, type Entry, type Item, type Origin, stringValue, unknown, type Value } from '../../values';
import type { Budget } from './context';
import { invalid } from './convert';
import { parseNumber } from './numbers';
import { normalised } from './unicode';

/** What `jsondecode` gives for a known text; its parts have the origin of the whole. */
export function decodeJson(text: Value, origin: Origin, budget: Budget): Value {
  if (text.kind === 'text') return unknown({ kind: 'computed', what: 'a text' }, origin);
  const source = text.kind === 'string' || text.kind === 'number' || text.kind === 'bool' ? String(text.value) : '';
  const document = parseJson(source);
  // Of a key that is written twice the last counts.
  const problems = document.problems.filter(({ message }) => !message.startsWith('Duplicate key'));
  if (!document.root || problems.length > 0) return invalid('the text is no JSON', origin);
  return fromNode(document.root, budget, () => text.origin);
}

/** A JSON tree as a value. */
export function fromNode(
  node: DataNode,
  budget: Budget,
  originAt: (node: DataNode) => Origin,
  scalar?: (node: DataNode) => Value | undefined,
): Value {
  const origin = originAt(node);
  if (!budget.spend()) return unknown({ kind: 'limit', what: 'evaluation' }, origin);
  const given = scalar?.(node);
  if (given) return given;
  switch (node.kind) {
    case 'sequence':
      return {
        kind: 'list',
        items: node.items.map((item): Item => ({ value: fromNode(item, budget, originAt, scalar), member: true })),
        origin,
      };
    case 'mapping': {
      const entries = new Map<string, Entry>();
      for (const entry of node.entries) {
        entries.set(entry.key.text, {
          value: fromNode(entry.value, budget, originAt, scalar),
          key: originAt(entry.key),
          member: true,
        });
      }
      return { kind: 'map', entries, origin };
    }
    case 'scalar':
      switch (node.type) {
        case 'string':
          return stringValue(normalised(node.text), origin);
        case 'bool':
          return boolValue(node.text === 'true', origin);
        case 'null':
          return absent(origin);
        case 'number': {
          const number = parseNumber(node.text);
          if (!number) return unknown({ kind: 'limit', what: 'size of a number' }, origin);
          return { kind: 'number', value: number.value, ...(number.approximate ? { approximate: true as const } : {}), origin };
        }
        case 'missing':
          return unknown({ kind: 'syntax' }, origin);
      }
  }
}
