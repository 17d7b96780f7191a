import type { DataNode, ScalarNode } from '../syntax/data';
import { placeOf } from '../syntax/data';
import type { Entry, Origin, Value } from '../values';
import { absent, boolValue, listValue, numberValue, reanchor, stringValue, unknown } from '../values';

/**
 * The value of a tree without any language in it: a policy document, JSON inside of a string.
 * `originOf` tells where a node stands; null is absent, a value that is not typed yet unknown. `known` tells the value of a node that has
 * one already.
 */
export function plainValue(
  node: DataNode,
  originOf: (node: DataNode) => Origin,
  known?: (node: DataNode) => Value | undefined,
): Value {
  const before = known?.(node);
  if (before) return before;
  if (node.alias) {
    const { alias: _alias, ...anchored } = node;
    return reanchor(plainValue(anchored, originOf, known), originOf(node));
  }
  const origin = originOf(node);
  switch (node.kind) {
    case 'scalar':
      return plainScalar(node, origin);
    case 'sequence':
      return listValue(
        node.items.map((item) => plainValue(item, originOf, known)),
        origin,
      );
    case 'mapping': {
      const entries = new Map<string, Entry>();
      for (const entry of node.entries) {
        entries.set(entry.key.text, { value: plainValue(entry.value, originOf, known), key: originOf(entry.key), member: true });
      }
      return { kind: 'map', entries, origin };
    }
  }
}

/** A number whose text is not its canonical form (`1.10`, 20 digits) stays a string: nothing of it gets lost. */
export function plainScalar(node: ScalarNode, origin: Origin): Value {
  switch (node.type) {
    case 'string':
      return stringValue(node.text, origin);
    case 'number': {
      const number = Number(node.text);
      return String(number) === node.text ? numberValue(number, origin) : stringValue(node.text, origin);
    }
    case 'bool':
      return boolValue(isTrue(node.text), origin);
    case 'null':
      return absent(origin);
    case 'missing':
      return unknown({ kind: 'syntax' }, origin);
  }
}

/** Of a scalar of type bool. */
export function isTrue(text: string): boolean {
  return /^(?:true|yes|on)$/i.test(text);
}

export function originIn(uri: string): (node: DataNode) => Origin {
  return (node) => ({ kind: 'text', uri, span: placeOf(node) });
}
