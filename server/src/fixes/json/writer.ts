import type { NativeEdit, NativePath } from '../../mapping/inverse';
import { type DataNode, entryOf, type MappingEntry } from '../../syntax/data';
import { removeFlowMember, render } from '../data/flow';
import type { DataSource } from '../data/style';
import { appendInData, type DataPath, type Held, removeInData, setInData } from '../data/writer';
import { indentAt } from '../layout';
import { type Outcome, refuse } from '../result';
import { jsonLiteral } from './literal';
import { holdsTemplate, type JsonBody } from './place';

type Change = Exclude<NativeEdit, { kind: 'create' }>;

/** Carries out a change of a block in Terraform's JSON syntax. @param path the change's, in today's indices */
export function writeJson(source: DataSource, body: JsonBody, change: Change, path: NativePath): Outcome {
  if (change.kind === 'remove' && path.length === 0) return removeBlock(source, body);
  const found = descend(body.held, path, change.kind === 'remove' ? undefined : change.steps);
  if ('refused' in found || 'elsewhere' in found) return found;
  switch (change.kind) {
    case 'set':
      return found.node && holdsTemplate(found.node)
        ? { elsewhere: found.node.span }
        : setInData(source, body.held, found.path, jsonLiteral(change.value));
    case 'append':
      return append(source, body.held, found, change);
    case 'remove':
      return remove(source, body.held, found);
  }
}

interface Found {
  /** The path in the JSON text. */
  readonly path: DataPath;
  /** What stands there, where something does. */
  readonly node: DataNode | undefined;
}

/**
 * The path that a native one is in the JSON text, where a block that stands alone may be an object or an array of one, and one that
 * is not there becomes an object.
 */
function descend(body: Held, path: NativePath, steps: readonly ('block' | 'object' | 'index')[] | undefined): Found | NoPlace {
  const out: (string | number)[] = [];
  let node: DataNode | undefined = body.node;
  let isBlock = true;
  for (const [i, step] of path.entries()) {
    if (node?.kind === 'scalar' && holdsTemplate(node)) return { elsewhere: node.span };
    if (typeof step === 'number') {
      if (node?.kind === 'mapping' || (node === undefined && isBlock)) {
        if (step > 0) return refuse('There is no such block: change it by hand.');
        continue;
      }
      out.push(step);
      node = node?.kind === 'sequence' ? node.items[step] : undefined;
      continue;
    }
    if (node?.kind === 'sequence') {
      const [only, more]: readonly DataNode[] = node.items;
      if (!only || more) return refuse(`Which of the blocks is meant cannot be told: change it by hand.`);
      out.push(0);
      node = only;
    }
    if (isBlock && node && isDynamic(node, step)) return refuse(`A dynamic block makes ${step}: change what it iterates over.`);
    out.push(step);
    node = node && entryOf(node, step)?.value;
    isBlock = steps === undefined ? node?.kind !== 'scalar' : steps[i] === 'block';
  }
  return { path: out, node };
}

type NoPlace = { readonly refused: string } | { readonly elsewhere: { readonly start: number; readonly end: number } };

function isDynamic(node: DataNode, name: string): boolean {
  const dynamic = entryOf(node, 'dynamic')?.value;
  const all = dynamic?.kind === 'sequence' ? dynamic.items : dynamic ? [dynamic] : [];
  return all.some((each) => entryOf(each, name) !== undefined);
}

function append(source: DataSource, body: Held, { path, node }: Found, change: Extract<Change, { kind: 'append' }>): Outcome {
  const value = jsonLiteral(change.value);
  if (node?.kind === 'scalar' && node.type === 'string' && holdsTemplate(node)) return { elsewhere: node.span };
  if (change.as === 'element') return appendInData(source, body, path, value);
  // A block beside the one that stands there alone.
  if (node?.kind === 'mapping') {
    const added = render(source, value, indentAt(source.text, node.span.start));
    return [
      { span: { start: node.span.start, end: node.span.start }, newText: '[' },
      { span: { start: node.span.end, end: node.span.end }, newText: `, ${added}]` },
    ];
  }
  return node?.kind === 'sequence' ? appendInData(source, body, path, value) : setInData(source, body, path, value);
}

function remove(source: DataSource, body: Held, { path, node }: Found): Outcome {
  if (!node) return [];
  const last = path[path.length - 1];
  // The last of several blocks goes with the key.
  if (typeof last === 'number') {
    const parent = nodeAt(body.node, path.slice(0, -1));
    const isBlocks = parent?.kind === 'sequence' && parent.items.every((item) => item.kind === 'mapping');
    if (isBlocks && parent.items.length === 1) return removeInData(source, body, path.slice(0, -1));
  }
  return removeInData(source, body, path);
}

function nodeAt(node: DataNode, path: DataPath): DataNode | undefined {
  return path.reduce<DataNode | undefined>(
    (at, step) => (typeof step === 'number' ? (at?.kind === 'sequence' ? at.items[step] : undefined) : entryOf(at, step)?.value),
    node,
  );
}

/** Takes a block out, with the keys above it that would hold nothing else. */
function removeBlock(source: DataSource, { way, held }: JsonBody): Outcome {
  if (held.holder.kind === 'item' && way[way.length - 1]?.value !== held.node && !isAlone(way[way.length - 1])) {
    return refuse('The block stands in an array: remove it by hand.');
  }
  for (let i = way.length - 1; i >= 0; i--) {
    const entry = way[i];
    const mapping = i === 0 ? source.document.root : way[i - 1]?.value;
    if (!entry || mapping?.kind !== 'mapping') return refuse('The block stands in an array: remove it by hand.');
    if (mapping.entries.length > 1 || i === 0) return removeFlowMember(source, mapping, mapping.entries.indexOf(entry));
  }
  return [];
}

function isAlone(entry: MappingEntry | undefined): boolean {
  return entry?.value.kind === 'sequence' && entry.value.items.length === 1;
}
