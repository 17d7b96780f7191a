import type { DataNode, MappingEntry, ScalarNode } from '../../syntax/data';
import { placeOf } from '../../syntax/data';
import { covers, type Span } from '../../text';
import { callOf, listArguments } from './call';
import { firstCharacter } from './functions';
import { subPieces } from './sub';

/** What is evaluated at a place of a template. */
export type CloudFormationTarget = Shown &
  (
    | { readonly kind: 'parameter' | 'condition' | 'name'; readonly name: string }
    | { readonly kind: 'node'; readonly node: DataNode }
  );

interface Shown {
  readonly span: Span;
  /** What it is a part of. */
  readonly whole: Span;
  /** Whose value it is, and what it refers to. */
  readonly names: readonly string[];
}

/** What is there to be told at an offset inside of an entry of a section; undefined where the text says it itself. */
export function targetIn(section: string, named: MappingEntry, offset: number): CloudFormationTarget | undefined {
  const { key, value } = named;
  const name = key.text;
  const shown = { span: key.span, whole: key.span, names: [name] };
  if (section === 'Parameters') return covers(key.span, offset) ? { kind: 'parameter', name, ...shown } : undefined;
  if (section === 'Conditions') {
    const found = covers(key.span, offset) ? undefined : inNode(value, offset, { entry: named, call: undefined });
    const isValue = found && (found.kind !== 'node' || VALUES.has(callOf(found.node)?.name ?? ''));
    return isValue ? found : { kind: 'condition', name, ...shown };
  }
  if ((section !== 'Resources' && section !== 'Outputs') || covers(key.span, offset)) return undefined;
  return inNode(value, offset, { entry: named, call: undefined });
}

/** The functions of a condition that have a value of their own. */
const VALUES: ReadonlySet<string> = new Set([
  'Ref',
  'Fn::FindInMap',
  'Fn::Select',
  'Fn::Join',
  'Fn::Sub',
  'Fn::Split',
  'Fn::Length',
]);

interface Around {
  readonly entry: MappingEntry;
  /** The innermost call around, whose own arguments are no values by themselves. */
  readonly call: DataNode | undefined;
}

function inNode(node: DataNode, offset: number, around: Around): CloudFormationTarget | undefined {
  const call = callOf(node);
  if (call && (call.name === 'Fn::Sub' || call.name === 'Fn::If')) {
    const found = call.name === 'Fn::Sub' ? inSub(call.argument, offset, around) : inIf(call.argument, offset);
    if (found) return found;
  }
  if (call?.name === 'Condition') return conditionAt(call.argument, offset) ?? wholeOf(node, around);
  const inner: Around = call ? { ...around, call: node } : around;
  if (node.kind === 'sequence') {
    const item = node.items.find((each) => covers(placeOf(each), offset));
    if (item) return inNode(item, offset, inner);
  }
  if (node.kind === 'mapping') {
    const entry = node.entries.find(({ key, value }) => covers(key.span, offset) || covers(placeOf(value), offset));
    if (entry && !(call && covers(entry.key.span, offset))) return inEntry(entry, offset, inner);
  }
  return wholeOf(call ? node : (around.call ?? node), around);
}

function inEntry(entry: MappingEntry, offset: number, around: Around): CloudFormationTarget | undefined {
  const { key, value } = entry;
  if (key.text === 'Condition' && value.kind === 'scalar' && value.tag === undefined) {
    const found = conditionAt(value, offset);
    if (found) return found;
  }
  const inner = around.call ? around : { ...around, entry };
  if (!covers(key.span, offset)) return inNode(value, offset, inner);
  if (saysItself(value)) return undefined;
  return { kind: 'node', node: value, span: key.span, whole: entry.span, names: [key.text, ...namesIn(value)] };
}

function wholeOf(node: DataNode, { entry }: Around): CloudFormationTarget | undefined {
  // Between the lines of a mapping there is nothing that one points at.
  if (saysItself(node) || (node.kind !== 'scalar' && !callOf(node))) return undefined;
  return { kind: 'node', node, span: placeOf(node), whole: entry.span, names: [entry.key.text, ...namesIn(node)] };
}

/** A name in the text of `Fn::Sub`; what stands in its own list of values takes its place there. */
function inSub(argument: DataNode, offset: number, { entry }: Around): CloudFormationTarget | undefined {
  const text = argument.kind === 'scalar' ? argument : undefined;
  const first = text?.exact ? firstCharacter(text) : undefined;
  if (!text || first === undefined) return undefined;
  for (const piece of subPieces(text.text)) {
    if (piece.kind !== 'name') continue;
    const span = { start: first + piece.start, end: first + piece.end };
    if (covers(span, offset))
      return { kind: 'name', name: piece.name, span, whole: entry.span, names: [entry.key.text, piece.name] };
  }
  return undefined;
}

function inIf(argument: DataNode, offset: number): CloudFormationTarget | undefined {
  const condition = listArguments(argument)?.[0];
  return condition && conditionAt(condition, offset);
}

function conditionAt(node: DataNode, offset: number): CloudFormationTarget | undefined {
  if (node.kind !== 'scalar' || !covers(node.span, offset)) return undefined;
  return { kind: 'condition', name: node.text, span: node.span, whole: node.span, names: [] };
}

/** What a reference or a text refers to by name. */
function namesIn(node: DataNode): readonly string[] {
  const call = callOf(node);
  const [first] = (call && listArguments(call.argument)) ?? [];
  const text: ScalarNode | undefined =
    call?.argument.kind === 'scalar' ? call.argument : first?.kind === 'scalar' ? first : undefined;
  if (!call || !text) return [];
  if (call.name === 'Ref') return [text.text];
  if (call.name !== 'Fn::Sub') return [];
  return subPieces(text.text).flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []));
}

/** Nothing in it has to be evaluated. */
function saysItself(node: DataNode): boolean {
  if (callOf(node)) return false;
  switch (node.kind) {
    case 'scalar':
      // In a loop a text may hold its identifier.
      return !/[$&]\{/.test(node.text);
    case 'sequence':
      return node.items.every(saysItself);
    case 'mapping':
      return node.entries.every(({ key, value }) => !key.text.startsWith('Fn::') && saysItself(value));
  }
}
