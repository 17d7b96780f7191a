import type { DataNode } from '../../syntax/data';

/** A call of an intrinsic function, in its short or its long form. */
export interface Call {
  /** The long name: `Ref`, `Condition`, `Fn::GetAtt`. */
  readonly name: string;
  readonly argument: DataNode;
}

/**
 * The call that a node is: a tag (`!Sub …`, `!Ref …`) or a mapping with the one key `Ref` or `Fn::…`. `{ Condition: … }` is one
 * only where a condition is expected, because policies have a key of that name.
 */
export function callOf(node: DataNode, inCondition = false): Call | undefined {
  if (node.tag !== undefined) {
    const name = node.tag === 'Ref' || node.tag === 'Condition' ? node.tag : `Fn::${node.tag}`;
    const { tag: _tag, alias: _alias, ...argument } = node;
    return { name, argument };
  }
  if (node.kind !== 'mapping' || node.entries.length !== 1) return undefined;
  const [entry] = node.entries;
  if (!entry) return undefined;
  const name = entry.key.text;
  if (name === 'Ref' || (name.startsWith('Fn::') && !name.startsWith('Fn::ForEach')) || (inCondition && name === 'Condition')) {
    return { name, argument: entry.value };
  }
  return undefined;
}

/** The arguments of a function that takes a list. */
export function listArguments(node: DataNode): readonly DataNode[] | undefined {
  return node.kind === 'sequence' && node.tag === undefined ? node.items : undefined;
}
