import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import type { Span } from '../../text';
import { callOf } from './call';

/**
 * What a serverless resource gets with the `Globals` of its type: maps merge, lists are concatenated (the global items first), of
 * anything else the resource's own stands. What is inherited is read at `use`, the resource's name. Source: the SAM developer
 * guide, "Globals section of the AWS SAM template".
 */
export function inherit(global: DataNode | undefined, own: DataNode | undefined, use: Span): DataNode | undefined {
  if (!global || global.kind === 'scalar' || callOf(global)) return own;
  if (!own || (own.kind === 'scalar' && own.type === 'missing'))
    return global.kind === 'mapping' ? inherited(global, use) : global;
  return merge(global, own, use);
}

function merge(global: DataNode, own: DataNode, use: Span): DataNode {
  if (callOf(global) || callOf(own)) return own;
  if (global.kind === 'sequence' && own.kind === 'sequence') {
    return { ...own, items: [...global.items.map((item) => ({ ...item, alias: item.alias ?? use })), ...own.items] };
  }
  if (global.kind !== 'mapping' || own.kind !== 'mapping') return own;
  const names = new Map(global.entries.map((entry) => [entry.key.text, entry]));
  const entries = own.entries.map((entry): MappingEntry => {
    const base = names.get(entry.key.text);
    names.delete(entry.key.text);
    return base ? { ...entry, value: merge(base.value, entry.value, use) } : entry;
  });
  return { ...own, entries: [...[...names.values()].map((entry) => inheritedEntry(entry, use)), ...entries] };
}

function inherited(node: MappingNode, use: Span): MappingNode {
  return { ...node, entries: node.entries.map((entry) => inheritedEntry(entry, use)) };
}

function inheritedEntry(entry: MappingEntry, use: Span): MappingEntry {
  return { ...entry, value: { ...entry.value, alias: entry.value.alias ?? use } };
}
