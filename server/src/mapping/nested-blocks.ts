import type { Guard, ListSource, MappingData, MappingNode, NativeName, Source } from './model';

/**
 * What the mapping knows of the names in a block of one Terraform type: nested blocks with what is nested in them, and `attribute`.
 * Names that no row reads are not there.
 */
export interface NestedNames {
  readonly [name: string]: NestedNames | 'attribute';
}

interface Writable {
  [name: string]: Writable | 'attribute';
}

/**
 * Which names in a block of a Terraform type are nested blocks, as far as rows tell: JSON writes blocks and attributes that are
 * objects alike. Every row counts on which a block's name is no more than a step on the way to its attributes.
 */
export function nestedNames(data: MappingData, type: string): NestedNames {
  const names: Writable = {};
  for (const entry of data.terraform[type] ?? []) {
    addGuards(names, entry.when);
    addNode(names, entry.root);
    for (const emit of entry.emits ?? []) {
      const inner = emit.each ? addBlock(names, emit.each) : names;
      addNode(inner, emit.root);
    }
    for (const dotted of entry.required ?? []) addWay(names, dotted.split('.'));
    if (entry.part) addName(names, entry.part.through);
  }
  return names;
}

function addNode(names: Writable, node: MappingNode): void {
  for (const source of node.sources ?? []) addSource(names, source);
  for (const list of node.lists ?? []) addList(names, list);
  for (const child of Object.values(node.props ?? {})) addNode(names, child);
}

function addSource(names: Writable, source: Source): void {
  addGuards(names, source.if);
  for (const { at } of source.by ?? []) addWay(names, at);
  for (const at of source.at ?? []) {
    if (source.object) addAttribute(names, at.slice(0, 1));
    else if (source.entries) addBlock(names, at);
    else addName(names, at);
  }
}

function addList(names: Writable, list: ListSource): void {
  addGuards(names, list.if);
  if (list.pairs) addName(names, list.pairs.at);
  if (!list.each) {
    for (const { source } of list.fanOut ?? []) addSource(names, source);
    if (list.rows) addNode(names, list.rows);
    return;
  }
  if (list.object || list.plain || list.single) {
    addName(names, list.each);
    return;
  }
  const inner = addBlock(names, list.each);
  for (const { source } of list.fanOut ?? []) addSource(inner, source);
  if (list.rows) addNode(inner, list.rows);
}

function addGuards(names: Writable, guards: readonly Guard[] | undefined): void {
  for (const { at } of guards ?? []) addName(names, at);
}

/** An attribute, and the blocks on the way to it. */
function addName(names: Writable, name: NativeName): void {
  addAttribute(addWay(names, name), name.slice(-1));
}

/** A name that also stands for a block somewhere is one. */
function addAttribute(names: Writable, [name]: NativeName): void {
  if (name !== undefined && name !== '') names[name] ??= 'attribute';
}

/** The blocks on the way to a name. A first step of '' leads out of the element, to where other rows look as well. */
function addWay(names: Writable, name: NativeName): Writable {
  return name[0] === '' ? {} : addBlock(names, name.slice(0, -1));
}

function addBlock(names: Writable, name: NativeName): Writable {
  let at = names;
  for (const step of name) {
    const known = at[step];
    const inner: Writable = known === undefined || known === 'attribute' ? {} : known;
    at[step] = inner;
    at = inner;
  }
  return at;
}
