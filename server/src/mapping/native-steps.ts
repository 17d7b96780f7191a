import type { Literal } from '../resources';
import type { NativeEdit, NativePath, Refusal } from './inverse';
import type { NativeName, Source } from './model';
import type { Scope } from './read';
import { isList, presenceOf, readName } from './read';

type Step = 'block' | 'object' | 'index';
export type LiteralMap = { readonly [name: string]: Literal };

export function refuse(reason: string): Refusal {
  return { refused: reason };
}

export function isRefusal(outcome: object): outcome is Refusal {
  return 'refused' in outcome;
}

export function isLiteralMap(value: Literal): value is LiteralMap {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** How Terraform writes each step but the last: as it stands in the text, else as a nested block. */
export function stepsOf(scope: Scope, path: NativePath, object: boolean): Step[] {
  return path.slice(0, -1).map((step, i): Step => {
    if (typeof step === 'number') return 'index';
    const name = path.slice(0, i + 1).filter((one): one is string => typeof one === 'string');
    const value = readName({ block: scope.block, path: [] }, name);
    if (value.kind === 'map' || (value.kind === 'list' && value.items[0] && value.items[0].value.kind !== 'map')) return 'object';
    return object && presenceOf(value) === false ? 'object' : 'block';
  });
}

/** The path of a name in its block; inside an element the names follow the element's own path. */
export function pathOf(scope: Scope, name: NativeName): NativePath {
  return name[0] === '' ? name.slice(1) : [...scope.path, ...name];
}

/** The name that is written: the one that is present, else the newest. */
export function nameToWrite(scope: Scope | undefined, source: Source): NativeName | undefined {
  const names = source.at ?? [];
  if (scope) for (const name of names) if (presenceOf(readName(scope, name)) !== false) return name;
  return names[0];
}

/** The attribute's literal for the cloud's; undefined where the mapping has none. */
export function nativeLiteral(source: Source, value: Literal): Literal | undefined {
  if (isLiteralMap(value) && '$reference' in value) return value;
  if (source.values) {
    if (isList(value)) {
      const all = value.map((one) => nativeLiteral(source, one));
      return all.every((one) => one !== undefined) ? all : undefined;
    }
    for (const [native, cloud] of Object.entries(source.values)) {
      if (String(cloud) !== String(value)) continue;
      if (native === 'true' || native === 'false') return native === 'true';
      return native;
    }
    return undefined;
  }
  if (source.document === 'json' && typeof value === 'object' && value !== null) return { $json: value };
  if (source.document === 'base64' || source.document === 'text') return undefined;
  return value;
}

/** The attribute that a reference is written with, by the name of the attribute that takes it. */
export function referenceAttribute(source: Source | undefined, name: NativeName): string {
  if (source?.reference !== undefined) return source.reference;
  const last = name[name.length - 1] ?? '';
  if (/(^|_)arns?$/.test(last)) return 'arn';
  if (/(^|_)names?$/.test(last) || ['user', 'role', 'group', 'users', 'roles', 'groups'].includes(last)) return 'name';
  return 'id';
}

/** `module.a.aws_s3_bucket.b` as its own module writes it. */
export function localAddress(address: string): string {
  return address.replace(/^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)+/, '');
}

/** Puts a value at a path of names, beside what is there. */
export function setIn(map: LiteralMap, path: readonly string[], value: Literal): LiteralMap {
  const [name, ...deeper] = path;
  if (name === undefined) return map;
  if (deeper.length === 0) return { ...map, [name]: value };
  const inner = map[name];
  return { ...map, [name]: setIn(inner !== undefined && isLiteralMap(inner) ? inner : {}, deeper, value) };
}

export function mergeLiterals(a: LiteralMap, b: LiteralMap): LiteralMap {
  const out: Record<string, Literal> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = out[key];
    out[key] = old !== undefined && isLiteralMap(old) && isLiteralMap(value) ? mergeLiterals(old, value) : value;
  }
  return out;
}

/** Several edits that create the same block become one. */
export function mergeCreates(edits: readonly NativeEdit[]): NativeEdit[] {
  const merged: NativeEdit[] = [];
  for (const edit of edits) {
    const at = merged.findIndex(
      (one) => one.kind === 'create' && edit.kind === 'create' && one.type === edit.type && one.after === edit.after,
    );
    const old = merged[at];
    if (old?.kind === 'create' && edit.kind === 'create') {
      merged[at] = {
        ...old,
        attributes: mergeLiterals(old.attributes, edit.attributes),
        blocks: [...new Set([...old.blocks, ...edit.blocks])],
      };
    } else merged.push(edit);
  }
  return merged;
}
