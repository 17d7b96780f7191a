import type { Literal, PropertyType, TypeSchema } from '../../resources';
import type { Default, Guard, KeyShape, ListSource, NativeName, Scalar, Source } from '../model';
import type { ProviderAttribute, ProviderAttributes, WrittenListSource, WrittenSource } from './grammar';

/** A node under construction. */
export interface Draft {
  props: Map<string, Draft>;
  sources: Source[];
  lists: (Omit<ListSource, 'rows'> & { rows?: Draft })[];
  /** Written by hand as a whole: nothing is added to it by name. */
  explicit: boolean;
  type: PropertyType | undefined;
  open: boolean;
}

export function draft(type: PropertyType | undefined): Draft {
  return { props: new Map(), sources: [], lists: [], explicit: false, type, open: false };
}

/** What went wrong and what deserves a look; each names file, entry and row. */
export interface Notes {
  error(message: string): void;
  warn(message: string): void;
}

/** `.` is the element itself; a leading `/` starts at the block's top. */
export function splitName(name: string): NativeName {
  if (name === '.') return [];
  return name.startsWith('/') ? ['', ...name.slice(1).split('.')] : name.split('.');
}

export function guards(written: Readonly<Record<string, Scalar>> | undefined): readonly Guard[] | undefined {
  return written && Object.entries(written).map(([name, value]) => ({ at: splitName(name), value }));
}

export function asList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** The properties of an object type. */
export function propertiesOf(
  schema: TypeSchema,
  type: PropertyType | undefined,
): Readonly<Record<string, PropertyType>> | undefined {
  return typeof type === 'object' && 'object' in type ? schema.definitions[type.object] : undefined;
}

export function compileSource(written: WrittenSource, type: PropertyType | undefined, schema: TypeSchema, notes: Notes): Source {
  if (written === '$self') return { self: 'id' };
  if (typeof written === 'string') return withDocument({ at: [splitName(written)] }, undefined, type, schema);
  const absentIf = written['absent-if'];
  const source: Source = {
    ...(written.at === undefined ? {} : { at: asList(written.at).map(splitName) }),
    ...(written.const === undefined ? {} : { const: written.const }),
    ...(written.by === undefined
      ? {}
      : { by: Object.entries(written.by).map(([name, value]) => ({ at: splitName(name), value })) }),
    ...(written.none ? { none: true } : {}),
    ...(written.self === undefined ? {} : { self: written.self }),
    ...(written.values === undefined ? {} : { values: written.values }),
    ...(written.document === undefined ? {} : { document: written.document }),
    ...(written.entries === undefined ? {} : { entries: written.entries }),
    ...(written.rename === undefined ? {} : { rename: written.rename }),
    ...(written.default === undefined ? {} : { default: compileDefault(written.default, notes) }),
    ...(written.if === undefined ? {} : { if: guards(written.if) ?? [] }),
    ...(absentIf === undefined ? {} : { absentIf: asList(absentIf) as readonly Scalar[] }),
    ...(written.legacy ? { legacy: true } : {}),
    ...(written.object ? { object: true } : {}),
    ...(written.reference === undefined ? {} : { reference: written.reference }),
  };
  return withDocument(source, written.document, type, schema);
}

function withDocument(source: Source, document: Source['document'], type: PropertyType | undefined, schema: TypeSchema): Source {
  if (document !== 'json') return source;
  const keys = keyShape(type, schema, new Set());
  return keys ? { ...source, keys } : source;
}

/** The schema's spelling of every key in a document; a type inside itself ends the shape. */
function keyShape(type: PropertyType | undefined, schema: TypeSchema, above: ReadonlySet<string>): KeyShape | undefined {
  if (typeof type !== 'object') return undefined;
  if ('list' in type) return keyShape(type.list, schema, above);
  if ('map' in type || above.has(type.object)) return undefined;
  const shape: Record<string, { name: string; keys?: KeyShape }> = {};
  const inside = new Set([...above, type.object]);
  for (const [name, inner] of Object.entries(schema.definitions[type.object] ?? {})) {
    const keys = keyShape(inner, schema, inside);
    shape[name.toLowerCase()] = keys ? { name, keys } : { name };
  }
  return shape;
}

function compileDefault(
  written: Literal | readonly { readonly provider: string; readonly value: Literal }[],
  notes: Notes,
): Default {
  if (written === 'unknown') return { kind: 'unknown' };
  if (written === 'generated') return { kind: 'generated' };
  if (isRanges(written)) {
    return { kind: 'ranges', ranges: written.map(({ provider, value }) => ({ ...range(provider, notes), value })) };
  }
  return { kind: 'literal', value: written };
}

function isRanges(written: unknown): written is readonly { readonly provider: string; readonly value: Literal }[] {
  return (
    Array.isArray(written) &&
    written.length > 0 &&
    written.every((one) => one !== null && typeof one === 'object' && 'provider' in one)
  );
}

/** `>=3`, `<4`, `>=4 <6`, `5`, as majors, both ends included. */
function range(text: string, notes: Notes): { from: number; to: number } {
  let from = 0;
  let to = 99;
  for (const term of text.trim().split(/\s+/)) {
    const match = /^(>=|<=|>|<|=)?(\d+)$/.exec(term);
    if (!match) {
      notes.error(`"${text}" is not a range of provider majors`);
      continue;
    }
    const major = Number(match[2]);
    if (match[1] === '>=') from = major;
    else if (match[1] === '>') from = major + 1;
    else if (match[1] === '<=') to = major;
    else if (match[1] === '<') to = major - 1;
    else [from, to] = [major, major];
  }
  return { from, to };
}

export interface WrittenList {
  readonly source: Exclude<WrittenListSource, string>;
  readonly each?: NativeName;
}

export function normaliseList(written: WrittenListSource): WrittenList {
  const source = typeof written === 'string' ? { each: written } : written;
  return source.each === undefined ? { source } : { source, each: splitName(source.each) };
}

/** The attributes inside a nested block; undefined where the provider list does not know it. */
export function attributesAt(attributes: ProviderAttributes | undefined, name: NativeName): ProviderAttributes | undefined {
  let here = attributes;
  for (const step of name) {
    const next: ProviderAttribute | undefined = here?.[step];
    if (next === undefined || typeof next === 'string') return undefined;
    here = next.nested;
  }
  return here;
}

export function attributeAt(attributes: ProviderAttributes | undefined, name: NativeName): ProviderAttribute | undefined {
  const last = name[name.length - 1];
  return last === undefined ? undefined : attributesAt(attributes, name.slice(0, -1))?.[last];
}

/** Required names, nested ones dotted. */
export function requiredOf(attributes: ProviderAttributes, prefix = ''): string[] {
  const names: string[] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    const path = prefix + name;
    if (typeof attribute === 'string') {
      if (attribute.endsWith('(required)')) names.push(path);
      continue;
    }
    if (attribute.required) names.push(path);
    names.push(...requiredOf(attribute.nested, `${path}.`));
  }
  return names;
}
