import type { Literal } from '../../resources';
import {
  type DataNode,
  entryOf,
  type MappingEntry,
  type MappingNode,
  placeOf,
  type ScalarNode,
  type SequenceNode,
} from '../../syntax/data';
import { indentAt } from '../layout';
import { isList, membersOf, nest, sameLiteral } from '../literal';
import { type Outcome, refuse } from '../result';
import { addBlockEntry, addBlockItem, type Holder, removeBlockEntry, removeBlockItem, replaceEntryValue } from './block';
import { addFlowEntry, addFlowItem, removeFlowMember, render } from './flow';
import { quoteYaml, renderYamlFlow, renderYamlItem } from './render';
import { columnOf, type DataSource } from './style';

export type DataPath = readonly (string | number)[];

/** A node, and what holds it. */
export interface Held {
  readonly node: DataNode;
  readonly holder: Holder;
}

/** Sets the value at a path below a node; keys on the way are made where they lack. An empty path is the node itself. */
export function setInData(source: DataSource, at: Held, path: DataPath, value: Literal): Outcome {
  const found = descend(at, path);
  if ('refused' in found || 'elsewhere' in found) return found;
  const { held, rest } = found;
  const [step, ...after] = rest;
  if (step === undefined) return replaceNode(source, held, value);
  const { node } = held;
  if (isEmptyScalar(node)) {
    const wanted = nest(rest, value);
    return wanted === undefined ? refuse('The list has no such element: change it by hand.') : replaceNode(source, held, wanted);
  }
  const wanted = nest(after, value);
  if (wanted === undefined) return refuse('The list has no such element: change it by hand.');
  if (typeof step === 'number') {
    if (node.kind !== 'sequence' || step !== node.items.length) return refuse('The list has no such element: change it by hand.');
    return addItem(source, held, node, wanted);
  }
  return node.kind === 'mapping'
    ? addEntry(source, held, node, step, wanted)
    : refuse(`What stands there cannot hold ${step}: change it by hand.`);
}

/** Adds an element at the end of the list at a path, which is made where it lacks. */
export function appendInData(source: DataSource, at: Held, path: DataPath, value: Literal): Outcome {
  const found = descend(at, path);
  if ('refused' in found || 'elsewhere' in found) return found;
  const { held, rest } = found;
  if (rest.length > 0 || isEmptyScalar(held.node)) return setInData(source, held, rest, [value]);
  const { node } = held;
  if (node.kind !== 'sequence') {
    // A policy may say one element without a list around it.
    const single = literalOfData(node);
    if (single === undefined) return refuse('The value is not a list: change it by hand.');
    return sameLiteral(single, value) ? [] : replaceNode(source, held, [single, value]);
  }
  if (node.items.some((item) => sameLiteral(literalOfData(item), value))) return [];
  return addItem(source, held, node, value);
}

/** Removes the entry or element at a path; nothing happens where it is not there. */
export function removeInData(source: DataSource, at: Held, path: DataPath): Outcome {
  const last = path[path.length - 1];
  if (last === undefined) return refuse('There is nothing to remove.');
  const found = descend(at, path.slice(0, -1));
  if ('refused' in found || 'elsewhere' in found) return found;
  if (found.rest.length > 0) return [];
  const { node, holder } = found.held;
  if (isIntrinsic(node)) return { elsewhere: placeOf(node) };
  const flow = node.kind !== 'scalar' && (node.flow || source.style.language === 'json');
  if (node.kind === 'mapping' && typeof last === 'string') {
    const entry = entryOf(node, last);
    const index = entry ? node.entries.indexOf(entry) : -1;
    if (index < 0) return [];
    if (entry?.value.alias && isMerge(node, entry))
      return refuse('The value comes through a YAML merge key: change it where it is written.');
    return flow ? removeFlowMember(source, node, index) : removeBlockEntry(source, node, index, holder);
  }
  if (node.kind === 'sequence' && typeof last === 'number') {
    return flow ? removeFlowMember(source, node, last) : removeBlockItem(source, node, last, holder);
  }
  return [];
}

/** An entry that `<<` brought in: its key stands elsewhere than its mapping. */
function isMerge(mapping: MappingNode, entry: MappingEntry): boolean {
  return entry.key.span.start < mapping.span.start || entry.key.span.end > mapping.span.end;
}

/** As far along a path as nodes are there. */
function descend(
  at: Held,
  path: DataPath,
): { held: Held; rest: DataPath } | { refused: string } | { elsewhere: { start: number; end: number } } {
  let held = at;
  for (let i = 0; i < path.length; i++) {
    const { node } = held;
    const step = path[i];
    if (isIntrinsic(node)) return { elsewhere: placeOf(node) };
    if (i > 0 && node.alias) return refuse('Other places share the value through a YAML anchor: write it out here first.');
    if (node.kind === 'mapping' && typeof step === 'string') {
      const entry = entryOf(node, step);
      if (!entry) return { held, rest: path.slice(i) };
      if (isMerge(node, entry)) return refuse('The value comes through a YAML merge key: change it where it is written.');
      held = { node: entry.value, holder: { kind: 'entry', entry } };
    } else if (node.kind === 'sequence' && typeof step === 'number') {
      const item = node.items[step];
      if (!item) return { held, rest: path.slice(i) };
      held = { node: item, holder: { kind: 'item' } };
    } else return { held, rest: path.slice(i) };
  }
  return { held, rest: [] };
}

function replaceNode(source: DataSource, held: Held, value: Literal): Outcome {
  const { node, holder } = held;
  const { style, text } = source;
  if (isIntrinsic(node) && !isNoValue(node)) return { elsewhere: placeOf(node) };
  if (!node.alias && sameLiteral(literalOfData(node), value)) return [];
  const place = placeOf(node);
  const scalar = membersOf(value) === undefined && !isList(value);
  if (style.language === 'json' || isInFlow(source, node)) {
    const rendered = scalar ? renderScalar(source, node, value) : render(source, value, indentAt(text, place.start));
    // Between brackets a value may be left out: `{ a: , b: 1 }`.
    const lead =
      place.start < place.end || /[\s[,]/.test(text[place.start - 1] ?? ' ') ? '' : text[place.start - 1] === ':' ? ' ' : ': ';
    return [{ span: place, newText: lead + rendered }];
  }
  if (holder.kind === 'entry') {
    const onLine = scalar && node.kind === 'scalar' && place.start < place.end && node.style !== 'block';
    if (onLine) return [{ span: place, newText: renderScalar(source, node, value) }];
    return replaceEntryValue(source, holder.entry, value);
  }
  if (scalar) return [{ span: place, newText: renderScalar(source, node, value) }];
  // An item that becomes a collection: laid out as behind a dash in the item's column.
  const dash = ' '.repeat(Math.max(0, columnOf(text, place.start) - 2));
  return [{ span: place, newText: renderYamlItem(value, dash, style).slice(dash.length + 2) }];
}

/** Whether the node stands between brackets. */
function isInFlow(source: DataSource, node: DataNode): boolean {
  return enclosingFlow(source.document.root, node);
}

function enclosingFlow(at: DataNode | undefined, node: DataNode): boolean {
  if (!at || at.kind === 'scalar') return false;
  const children = at.kind === 'sequence' ? at.items : at.entries.map((entry) => entry.value);
  for (const child of children) {
    if (child === node) return at.flow;
    if (child.alias) continue;
    if (child.span.start <= node.span.start && node.span.end <= child.span.end) {
      if (child.kind !== 'scalar' && child.flow) return true;
      if (enclosingFlow(child, node)) return true;
    }
  }
  return false;
}

function renderScalar(source: DataSource, node: DataNode, value: Literal): string {
  const { style } = source;
  if (style.language === 'json') return JSON.stringify(value);
  if (typeof value === 'string' && node.kind === 'scalar') {
    if (node.style === 'single') return quoteYaml(value, "'");
    if (node.style === 'double') return quoteYaml(value, '"');
  }
  return renderYamlFlow(value, style);
}

function addEntry(source: DataSource, held: Held, node: MappingNode, key: string, value: Literal): Outcome {
  if (isIntrinsic(node)) return { elsewhere: placeOf(node) };
  if (node.alias) return refuse('Other places share the value through a YAML anchor: write it out here first.');
  if (source.style.language === 'json') return addFlowEntry(source, node, key, value);
  if (!node.flow) return addBlockEntry(source, node, key, value);
  if (node.entries.length === 0 && held.holder.kind === 'entry' && !isInFlow(source, node) && !node.outer) {
    return replaceEntryValue(source, held.holder.entry, { [key]: value });
  }
  return addFlowEntry(source, node, key, value);
}

function addItem(source: DataSource, held: Held, node: SequenceNode, value: Literal): Outcome {
  if (isIntrinsic(node)) return { elsewhere: placeOf(node) };
  if (node.alias) return refuse('Other places share the value through a YAML anchor: write it out here first.');
  if (source.style.language === 'json') return addFlowItem(source, node, value);
  if (!node.flow) return addBlockItem(source, node, value);
  const collection = typeof value === 'object' && value !== null;
  if (node.items.length === 0 && collection && held.holder.kind === 'entry' && !isInFlow(source, node) && !node.outer) {
    return replaceEntryValue(source, held.holder.entry, [value]);
  }
  return addFlowItem(source, node, value);
}

/** A function of CloudFormation instead of a value: in its tagged form, or as a mapping with one key. */
export function isIntrinsic(node: DataNode): boolean {
  if (node.tag !== undefined) return true;
  const [entry, more] = node.kind === 'mapping' ? node.entries : [];
  return entry !== undefined && !more && /^(?:Ref|Condition|Fn::.+)$/.test(entry.key.text) && !isConditionBlock(entry);
}

/** `Condition` in an IAM statement is a mapping; as a function it names a condition. */
function isConditionBlock(entry: MappingEntry): boolean {
  return entry.key.text === 'Condition' && entry.value.kind !== 'scalar';
}

/** `Ref: AWS::NoValue`: as good as not written. */
function isNoValue(node: DataNode): boolean {
  const ref: DataNode | undefined = node.tag === 'Ref' ? node : entryOf(node, 'Ref')?.value;
  return ref?.kind === 'scalar' && ref.text === 'AWS::NoValue';
}

function isEmptyScalar(node: DataNode): boolean {
  return node.kind === 'scalar' && node.tag === undefined && (node.type === 'missing' || node.type === 'null');
}

/** The value of a node that is wholly written out. */
export function literalOfData(node: DataNode): Literal | undefined {
  if (isIntrinsic(node)) return undefined;
  if (node.kind === 'scalar') return scalarLiteral(node);
  if (node.kind === 'sequence') {
    const items: Literal[] = [];
    for (const item of node.items) {
      const value = literalOfData(item);
      if (value === undefined) return undefined;
      items.push(value);
    }
    return items;
  }
  const members: Record<string, Literal> = {};
  for (const entry of node.entries) {
    const value = literalOfData(entry.value);
    if (value === undefined) return undefined;
    members[entry.key.text] = value;
  }
  return members;
}

function scalarLiteral(node: ScalarNode): Literal | undefined {
  switch (node.type) {
    case 'bool':
      // YAML 1.1 knows more words for it than two.
      return /^(?:true|yes|on)$/i.test(node.text);
    case 'number': {
      const value = Number(node.text);
      return Number.isFinite(value) ? value : node.text;
    }
    case 'string':
      return node.text;
    case 'null':
      return null;
    case 'missing':
      return undefined;
  }
}

/** The node that begins at an offset, with or without its tag and anchor, and what holds it. */
export function nodeStartingAt(root: DataNode, offset: number): Held | undefined {
  let at: Held = { node: root, holder: { kind: 'root' } };
  let found: Held | undefined;
  for (;;) {
    const { node } = at;
    // The root mapping begins where its first key does, which is no node to look for.
    if (node.span.start === offset || node.outer?.start === offset) found ??= at;
    if (node.kind === 'scalar') return found;
    const inside = (child: DataNode) => {
      const place = placeOf(child);
      return place.start <= offset && (offset < place.end || (offset === place.start && place.end === offset));
    };
    let next: Held | undefined;
    if (node.kind === 'mapping') {
      const entry = node.entries.find((candidate) => inside(candidate.value));
      if (entry) next = { node: entry.value, holder: { kind: 'entry', entry } };
    } else {
      const item = node.items.find(inside);
      if (item) next = { node: item, holder: { kind: 'item' } };
    }
    if (!next) return found;
    at = next;
  }
}
