import type { NativePath } from '../../mapping/inverse';
import type { Literal } from '../../resources';
import type { Block } from '../../syntax/hcl/ast';
import type { Span } from '../../text';
import { membersOf, nest, sameLiteral } from '../literal';
import { type Outcome, refuse } from '../result';
import { insertAttribute, insertBlock, removeItem, setAttribute } from './body';
import { appendInExpression, removeInExpression, setInExpression } from './collection';
import { type Content, contentOf } from './content';
import { literalOf } from './literal';
import { attributeOf, blocksOf, dynamicBlocksOf, type HclSource } from './source';

export type Step = 'block' | 'object' | 'index';

/**
 * Which of several nested blocks a path means where some of them are made by `dynamic`: the offset of its type keyword, or of
 * anything inside of it. Undefined: not known.
 */
export type Locate = (path: NativePath) => number | undefined;

/** Sets an attribute in a block, or in what is nested in it; blocks and objects along the path are made where they lack. */
export function setPath(
  source: HclSource,
  block: Block,
  path: NativePath,
  steps: readonly Step[],
  value: Literal,
  locate: Locate,
): Outcome {
  const place = descend(block, path, steps, locate);
  if ('refused' in place) return place;
  const [name, ...rest] = place.rest;
  if (typeof name !== 'string') return refuse('Ashlar finds no attribute to change here: change it by hand.');
  if (place.steps[0] === 'block') return createBlocks(source, place, value);
  if (rest.length === 0) return setAttribute(source, place.block, name, value);
  const existing = attributeOf(place.block.body, name);
  if (existing) return setInExpression(source, existing.value, rest, value);
  const wanted = nest(rest, value);
  return wanted === undefined
    ? refuse('The list has no such element: change it by hand.')
    : insertAttribute(source, place.block, name, wanted);
}

/** Adds an element to a list, or a nested block. */
export function appendPath(
  source: HclSource,
  block: Block,
  path: NativePath,
  steps: readonly Step[],
  value: Literal,
  as: 'block' | 'element',
  locate: Locate,
  blocks?: readonly string[],
): Outcome {
  if (as === 'block') return appendBlock(source, block, path, steps, value, locate, blocks);
  const place = descend(block, path, steps, locate);
  if ('refused' in place) return place;
  const [name, ...rest] = place.rest;
  if (typeof name !== 'string') return refuse('Ashlar finds no attribute to change here: change it by hand.');
  if (place.steps[0] === 'block') return createBlocks(source, place, [value]);
  const existing = attributeOf(place.block.body, name);
  if (existing) return appendInExpression(source, existing.value, rest, value);
  const wanted = nest(rest, [value]);
  return wanted === undefined
    ? refuse('The list has no such element: change it by hand.')
    : insertAttribute(source, place.block, name, wanted);
}

function appendBlock(
  source: HclSource,
  block: Block,
  path: NativePath,
  steps: readonly Step[],
  value: Literal,
  locate: Locate,
  blocks: readonly string[] | undefined,
): Outcome {
  const names = path.filter((step): step is string => typeof step === 'string');
  const type = names[names.length - 1];
  if (type === undefined) return refuse('Ashlar finds no block to change here: change it by hand.');
  const outer = path.slice(0, path.lastIndexOf(type));
  // The steps of the appended block itself do not count: it is made anew.
  const place = descend(block, [...outer, type], steps.slice(0, outer.length), locate);
  if ('refused' in place) return place;
  const members = membersOf(value) ?? {};
  const content = contentOf(members, blocks ?? nestedBlockNames(members));
  if (place.steps[0] === 'block') {
    const [first, ...rest] = place.rest.filter((step): step is string => typeof step === 'string');
    if (first === undefined) return refuse('Ashlar finds no block to change here: change it by hand.');
    return insertBlock(source, place.block, first, wrap(rest, content));
  }
  const same = blocksOf(place.block.body, type).some((existing) => holdsExactly(existing, members));
  return same ? [] : insertBlock(source, place.block, type, content);
}

/** In an appended block an object member is written as a nested block: providers have no other use for it there. */
function nestedBlockNames(members: { readonly [name: string]: Literal }, prefix = ''): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(members)) {
    const nested = membersOf(value);
    if (!nested) continue;
    const path = prefix + name;
    names.push(path, ...nestedBlockNames(nested, `${path}.`));
  }
  return names;
}

function holdsExactly(block: Block, members: { readonly [name: string]: Literal }): boolean {
  const { items } = block.body;
  return (
    items.length === Object.keys(members).length &&
    items.every((item) => {
      if (item.kind === 'attribute') return sameLiteral(literalOf(item.value), members[item.name]);
      const nested = membersOf(members[item.type] ?? null);
      return nested !== undefined && holdsExactly(item, nested);
    })
  );
}

/** Removes an attribute, a nested block, a key or a list element; nothing happens where it is not there. */
export function removePath(source: HclSource, block: Block, path: NativePath, locate: Locate): Outcome {
  let at = block;
  for (let i = 0; i < path.length; i++) {
    const name = path[i];
    if (typeof name !== 'string') return refuse('Ashlar finds no attribute to change here: change it by hand.');
    const attribute = attributeOf(at.body, name);
    if (attribute) {
      const rest = path.slice(i + 1);
      return rest.length === 0 ? removeItem(source, at, attribute) : removeInExpression(source, attribute.value, rest);
    }
    const found = findBlock(at, path.slice(0, i + 2), name, locate);
    if (found === undefined) return [];
    if ('refused' in found) return found;
    const indexed = typeof path[i + 1] === 'number';
    const isLast = i + (indexed ? 2 : 1) >= path.length;
    if (isLast && !indexed) return removeBlocks(source, at, name);
    if (isLast)
      return found.dynamic
        ? refuse(`A dynamic block makes ${name}: change what it iterates over.`)
        : removeItem(source, at, found.block);
    at = found.body;
    if (indexed) i++;
  }
  return refuse('There is nothing to remove.');
}

/** Removes all blocks of a name. */
function removeBlocks(source: HclSource, block: Block, name: string): Outcome {
  if (dynamicBlocksOf(block.body, name).length > 0) return refuse(`A dynamic block makes ${name}: change what it iterates over.`);
  const spans: Span[] = [];
  for (const { span } of blocksOf(block.body, name).flatMap((one) => removeItem(source, block, one))) {
    const last = spans[spans.length - 1];
    // Both may want the blank line between them.
    if (last && span.start <= last.end) spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else spans.push(span);
  }
  return spans.map((span) => ({ span, newText: '' }));
}

interface Place {
  readonly block: Block;
  /** What is left of path and steps: begins with an attribute, or with a block that is not there yet. */
  readonly rest: NativePath;
  readonly steps: readonly Step[];
}

/** Follows the nested blocks that are there. */
function descend(block: Block, path: NativePath, steps: readonly Step[], locate: Locate): Place | { refused: string } {
  let at = block;
  let i = 0;
  while (i < path.length - 1 && steps[i] === 'block') {
    const name = path[i];
    if (typeof name !== 'string') return refuse('Ashlar finds no block to change here: change it by hand.');
    const indexed = typeof path[i + 1] === 'number';
    const attribute = attributeOf(at.body, name);
    if (attribute) {
      // Some providers let a block be written as an attribute (`ingress = [{ … }]`).
      return { block: at, rest: path.slice(i), steps: ['object', ...steps.slice(i + 1)] };
    }
    const found = findBlock(at, path.slice(0, i + (indexed ? 2 : 1)), name, locate);
    if (found === undefined) {
      if (indexed && Number(path[i + 1]) > 0 && blocksOf(at.body, name).length === 0)
        return refuse(`There is no such ${name} block: change it by hand.`);
      return { block: at, rest: path.slice(i), steps: steps.slice(i) };
    }
    if ('refused' in found) return found;
    at = found.body;
    i += indexed ? 2 : 1;
  }
  return { block: at, rest: path.slice(i), steps: steps.slice(i) };
}

interface Found {
  readonly block: Block;
  /** Where its attributes stand: the block itself, or the `content` of a dynamic one. */
  readonly body: Block;
  readonly dynamic: boolean;
}

/** The nested block that a path means; undefined when there is none. */
function findBlock(parent: Block, path: NativePath, name: string, locate: Locate): Found | { refused: string } | undefined {
  const last = path[path.length - 1];
  const index = typeof last === 'number' ? last : 0;
  const written = blocksOf(parent.body, name);
  const dynamic = dynamicBlocksOf(parent.body, name);
  if (dynamic.length === 0) {
    const block = written[index];
    if (block) return { block, body: block, dynamic: false };
    return index > 0 && written.length > 0 ? refuse(`There is no such ${name} block: change it by hand.`) : undefined;
  }
  const offset = locate(path);
  const inside = (block: Block) => offset !== undefined && block.span.start <= offset && offset < block.span.end;
  const candidates = [...written, ...dynamic];
  const block = candidates.find(inside) ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (!block) return refuse(`Which of the ${name} blocks is meant cannot be told: change it by hand.`);
  if (block.type !== 'dynamic' || name === 'dynamic') return { block, body: block, dynamic: false };
  const [content] = blocksOf(block.body, 'content');
  return content
    ? { block, body: content, dynamic: true }
    : refuse(`The dynamic block of ${name} has no content: complete it first.`);
}

/** Makes the missing blocks of a path with the attribute at its end in the innermost one. */
function createBlocks(source: HclSource, place: Place, value: Literal): Outcome {
  const { rest: path, steps, block } = place;
  const names: string[] = [];
  let i = 0;
  while (i < path.length - 1 && (steps[i] === 'block' || steps[i] === 'index')) {
    const step = path[i];
    if (typeof step === 'number' && step > 0) return refuse('The list has no such element: change it by hand.');
    if (typeof step === 'string') names.push(step);
    i++;
  }
  const [first, ...inner] = names;
  const [name, ...keys] = path.slice(i);
  if (first === undefined || typeof name !== 'string')
    return refuse('Ashlar finds no attribute to change here: change it by hand.');
  const wanted = nest(keys, value);
  if (wanted === undefined) return refuse('The list has no such element: change it by hand.');
  return insertBlock(source, block, first, wrap(inner, { attributes: [[name, wanted]], blocks: [] }));
}

function wrap(names: readonly string[], content: Content): Content {
  let wrapped = content;
  for (const name of [...names].reverse()) wrapped = { attributes: [], blocks: [[name, wrapped]] };
  return wrapped;
}
