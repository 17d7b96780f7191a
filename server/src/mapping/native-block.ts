import type { Literal } from '../resources';
import type { Refusal } from './inverse';
import type { ListSource, MappingNode, NativeName, Source } from './model';
import type { LiteralMap } from './native-steps';
import { isLiteralMap, isRefusal, mergeLiterals, nativeLiteral, refuse, setIn } from './native-steps';
import { isList } from './read';

/** Attributes and nested blocks that say what a cloud object says. */
export interface Written {
  readonly attributes: LiteralMap;
  readonly blocks: readonly string[];
}

const nothing: Written = { attributes: {}, blocks: [] };

/** Writes the cloud object `value` in the terms of `node`: every key must have a row that can be written. */
export function writeObject(node: MappingNode, value: LiteralMap, fanOut?: ListSource['fanOut']): Written | Refusal {
  let written = nothing;
  for (const [key, inner] of Object.entries(value)) {
    const fan = fanOut?.find((one) => one.property.length === 1 && one.property[0] === key && one.source.at);
    const child = node.props?.[key];
    const one = fan?.source.at?.[0]
      ? { attributes: setIn({}, fan.source.at[0], fan.single ? inner : [inner]), blocks: prefixes(fan.source.at[0]) }
      : child
        ? writeNode(child, inner)
        : refuse(`No Terraform attribute sets ${key}: change it by hand.`);
    if (isRefusal(one)) return one;
    written = join(written, one);
  }
  return written;
}

export function writeNode(node: MappingNode, value: Literal): Written | Refusal {
  const source = writableSource(node.sources ?? []);
  if (source?.at?.[0]) {
    const literal = nativeLiteral(source, value);
    if (literal === undefined) return refuse(`The attribute ${source.at[0].join('.')} has no such value: change it by hand.`);
    return { attributes: setIn({}, source.at[0], literal), blocks: source.object ? [] : prefixes(source.at[0]) };
  }
  if (node.lists && isList(value)) return writeList(node.lists, value);
  if (node.props && isLiteralMap(value)) return writeObject(node, value);
  // What the type implies needs no attribute.
  if (node.sources?.some((one) => one.const !== undefined && JSON.stringify(one.const) === JSON.stringify(value))) return nothing;
  if (node.sources?.some((one) => one.by?.some((choice) => choice.value === value))) return nothing;
  return refuse('No Terraform attribute sets this: change it by hand.');
}

function writableSource(sources: readonly Source[]): Source | undefined {
  return sources.find((source) => source.at && !source.legacy);
}

function writeList(lists: readonly ListSource[], value: readonly Literal[]): Written | Refusal {
  const list = lists.find((one) => !one.legacy && one.each) ?? lists.find((one) => !one.legacy && one.pairs);
  if (!list) return refuse('No Terraform block makes such elements: change it by hand.');
  if (list.pairs) {
    const pairs: Record<string, Literal> = {};
    for (const one of value) {
      const key = isLiteralMap(one) ? one[list.pairs.key] : undefined;
      const content = isLiteralMap(one) ? one[list.pairs.value] : undefined;
      if (typeof key !== 'string' || content === undefined) return refuse('The element has no key: add it by hand.');
      pairs[key] = content;
    }
    return { attributes: setIn({}, list.pairs.at, pairs), blocks: prefixes(list.pairs.at) };
  }
  const each = list.each ?? [];
  if (list.plain) return { attributes: setIn({}, each, value), blocks: prefixes(each) };
  const written: Written[] = [];
  for (const one of value) {
    if (!isLiteralMap(one)) return refuse('Terraform takes a block here: write it by hand.');
    const made = writeObject(list.rows ?? {}, one, list.fanOut);
    if (isRefusal(made)) return made;
    written.push(made);
  }
  const path = each.join('.');
  return {
    attributes: setIn({}, each, written.length === 1 ? (written[0]?.attributes ?? {}) : written.map((one) => one.attributes)),
    blocks: [
      ...prefixes(each),
      ...(list.object ? [] : [path]),
      ...new Set(written.flatMap((one) => one.blocks.map((name) => `${path}.${name}`))),
    ],
  };
}

/** The nested blocks that a dotted name goes through. */
export function prefixes(name: NativeName): string[] {
  return name.slice(0, -1).map((_, i) => name.slice(0, i + 1).join('.'));
}

export function join(a: Written, b: Written): Written {
  return { attributes: mergeLiterals(a.attributes, b.attributes), blocks: [...new Set([...a.blocks, ...b.blocks])] };
}

/** The first required name that a block to be made would lack; names inside blocks that are not made do not count. */
export function missingRequired(written: Written, required: readonly string[] | undefined): string | undefined {
  for (const dotted of required ?? []) {
    const path = dotted.split('.');
    if (!reaches(written.attributes, path)) return dotted;
  }
  return undefined;
}

function reaches(value: Literal | undefined, path: readonly string[]): boolean {
  const [name, ...deeper] = path;
  if (name === undefined) return value !== undefined;
  if (value === undefined) return false;
  if (isList(value)) return value.every((one) => reaches(one, path));
  if (!isLiteralMap(value) || '$reference' in value) return true;
  const inner = value[name];
  // An optional block that is not made demands nothing.
  if (inner === undefined) return deeper.length > 0;
  return deeper.length === 0 || reaches(inner, deeper);
}
