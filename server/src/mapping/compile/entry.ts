import type { PropertyType, TypeSchema } from '../../resources';
import type { Emit, ListSource, MappingEntry, MappingNode, NativeName } from '../model';
import type { ProviderAttributes, WrittenEmit, WrittenEntry, WrittenListSource, WrittenRows, WrittenSource } from './grammar';
import { entryOptions } from './grammar';
import { fillByName } from './mechanical';
import type { Draft, Notes } from './rows';
import {
  asList,
  attributeAt,
  attributesAt,
  compileSource,
  draft,
  guards,
  normaliseList,
  propertiesOf,
  requiredOf,
  splitName,
} from './rows';

export interface EntryContext {
  /** The Terraform type, or the CloudFormation type of a standalone part. */
  readonly native: string;
  readonly schemaOf: (type: string) => TypeSchema | undefined;
  /** What the provider's list knows of the type. */
  readonly attributes: ProviderAttributes | undefined;
  /** Off for Azure: its names are false friends. */
  readonly mechanical: boolean;
  readonly notes: Notes;
}

export function compileEntry(written: WrittenEntry, context: EntryContext): MappingEntry | undefined {
  const part = written['part-of'];
  const is = written.is ?? part?.is;
  const { notes } = context;
  if (is === undefined) {
    notes.error('has neither is, part-of nor same-as');
    return undefined;
  }
  const schema = context.schemaOf(is);
  if (!schema) {
    notes.error(`${is} is not a known type`);
    return undefined;
  }
  const root = rootOf(schema);
  const mechanical = written.mechanical ?? context.mechanical;
  const builder = new RowBuilder(schema, context.attributes, mechanical, notes);
  const rows = Object.entries(written).filter(([key]) => !entryOptions.has(key));
  const attributes = mechanical ? context.attributes : undefined;
  if (part?.append !== undefined) {
    const list = builder.nodeAt(root, part.append);
    const type = list?.type;
    if (!list || typeof type !== 'object' || !('list' in type)) {
      notes.error(`${part.append} is not a list of ${is}`);
      return undefined;
    }
    list.explicit = true;
    if (part.element !== undefined) {
      builder.checkName(part.element);
      const isList = builder.isList(splitName(part.element));
      list.lists.push({ each: splitName(part.element), plain: true, ...(isList ? {} : { single: true as const }) });
    } else {
      const element = draft(type.list);
      builder.rows(element, Object.fromEntries(rows));
      const inside = propertiesOf(schema, type.list);
      if (attributes && inside) fillByName(element, inside, withoutLink(attributes, part.through), [], schema);
      const fanOut = builder.fanOut(part['fan-out'], type.list);
      list.lists.push({ rows: element, ...(fanOut ? { fanOut } : {}) });
    }
  } else {
    const wrapper = part?.under ?? written.under;
    const base = wrapper === undefined ? root : builder.nodeAt(root, wrapper);
    if (!base) return undefined;
    for (const [path, row] of rows) {
      if (path.startsWith('/')) builder.row(root, path.slice(1), row);
      else builder.row(base, path, row);
    }
    const inside = wrapper === undefined ? schema.properties : propertiesOf(schema, base.type);
    if (attributes && inside) {
      const usable = part ? withoutLink(attributes, part.through) : attributes;
      fillByName(base, inside, usable, [], schema, part ? new Map() : nameOf(is));
      if (base !== root && !part) fillByName(root, outside(schema, wrapper ?? ''), usable, [], schema);
    }
  }
  if (part) builder.checkName(part.through);
  for (const name of Object.keys(written.when ?? {})) builder.checkName(name);
  const emits = written.emits?.map((emit) => compileEmit(emit, context)).filter((emit) => emit !== undefined);
  return {
    is,
    ...(written.when ? { when: guards(written.when) ?? [] } : {}),
    ...(part ? { part: { through: splitName(part.through), ...(part.append === undefined ? {} : { append: true }) } } : {}),
    ...(written.per === undefined ? {} : { per: written.per }),
    root: finish(root, schema, schema.properties),
    ...(emits && emits.length > 0 ? { emits } : {}),
    ...(builder.gone.size > 0 ? { gone: [...builder.gone].sort() } : {}),
    ...(context.attributes ? { required: requiredOf(context.attributes) } : {}),
  };
}

function compileEmit(written: WrittenEmit, context: EntryContext): Emit | undefined {
  const schema = context.schemaOf(written.is);
  if (!schema) {
    context.notes.error(`emits ${written.is}, which is not a known type`);
    return undefined;
  }
  const root = rootOf(schema);
  const inner = written.each === undefined ? context.attributes : attributesAt(context.attributes, splitName(written.each));
  const builder = new RowBuilder(schema, inner, false, context.notes);
  for (const [path, row] of Object.entries(written.rows)) builder.row(root, path, row);
  if (written.mechanical && inner) fillByName(root, schema.properties, inner, [], schema);
  return {
    is: written.is,
    ...(written.if === undefined ? {} : { if: asList(written.if).map(splitName) }),
    ...(written.each === undefined ? {} : { each: splitName(written.each) }),
    root: finish(root, schema, schema.properties),
  };
}

function rootOf(schema: TypeSchema): Draft {
  const root = draft(undefined);
  root.open = Object.keys(schema.properties).length > 0;
  return root;
}

/** The properties beside a wrapper. */
function outside(schema: TypeSchema, wrapper: string): TypeSchema['properties'] {
  const first = wrapper.split('.')[0];
  return Object.fromEntries(Object.entries(schema.properties).filter(([name]) => name !== first));
}

function withoutLink(attributes: ProviderAttributes, through: string): ProviderAttributes {
  const { [through]: _link, ...others } = attributes;
  return others;
}

/** `name` is the `RoleName` of a role, the `DBInstanceName` of a database instance. */
function nameOf(is: string): ReadonlyMap<string, string> {
  const last = is.split(/::|\//).pop() ?? '';
  return new Map([
    [`${last}Name`, 'name'],
    ['Name', 'name'],
  ]);
}

/** Writes rows into drafts, and checks both ends of each. */
class RowBuilder {
  /** Names of the block's own level that the newest provider does not have. */
  readonly gone = new Set<string>();

  constructor(
    private readonly schema: TypeSchema,
    private readonly attributes: ProviderAttributes | undefined,
    private readonly mechanical: boolean,
    private readonly notes: Notes,
  ) {}

  rows(node: Draft, rows: WrittenRows): void {
    for (const [path, row] of Object.entries(rows)) this.row(node, path, row);
  }

  row(base: Draft, path: string, written: unknown): void {
    const isList = path.endsWith('[]');
    const node = this.nodeAt(base, isList ? path.slice(0, -2) : path);
    if (!node) return;
    node.explicit = true;
    if (!isList) {
      for (const one of asList(written as WrittenSource | readonly WrittenSource[])) {
        node.sources.push(compileSource(one, node.type, this.schema, this.notes));
        this.checkSource(one);
      }
      return;
    }
    const type = node.type;
    if (type !== 'json' && (typeof type !== 'object' || !('list' in type))) {
      this.notes.error(`${path}: not a list in the schema`);
      return;
    }
    const elementType = type === 'json' ? 'json' : type.list;
    for (const one of asList(written as WrittenListSource | readonly WrittenListSource[])) this.list(node, one, elementType);
  }

  isList(name: NativeName): boolean {
    const attribute = attributeAt(this.attributes, name);
    return typeof attribute === 'object' || (attribute?.startsWith('list of') ?? true);
  }

  list(node: Draft, written: WrittenListSource, elementType: PropertyType): void {
    if (written === '$self') {
      node.lists.push({ self: 'id' });
      return;
    }
    const { source, each } = normaliseList(written);
    if (source.none) return;
    const common = {
      ...(source.if === undefined ? {} : { if: guards(source.if) ?? [] }),
      ...(source.legacy ? { legacy: true as const } : {}),
      ...(source.object ? { object: true as const } : {}),
    };
    if (source.pairs) {
      const at = source.at ?? 'tags';
      this.checkName(at, source.legacy);
      const [key, value] = source.pairs;
      node.lists.push({ ...common, pairs: { at: splitName(at), key, value } });
      return;
    }
    const inside = propertiesOf(this.schema, elementType);
    if (each) this.checkName(each.join('.'), source.legacy);
    if (each && !inside && !source.rows) {
      const single = this.attributes !== undefined && !this.isList(each);
      node.lists.push({ ...common, each, plain: true, ...(single ? { single: true as const } : {}) });
      return;
    }
    const nested = each ? attributesAt(this.attributes, each) : this.attributes;
    const inner = new RowBuilder(this.schema, nested, this.mechanical, this.notes);
    const rows = draft(elementType);
    if (source.rows) inner.rows(rows, source.rows);
    if (nested && inside && (source.mechanical ?? this.mechanical)) fillByName(rows, inside, nested, [], this.schema);
    const fanOut = inner.fanOut(source['fan-out'], elementType);
    node.lists.push({
      ...common,
      ...(each ? { each } : {}),
      ...(source.implicit ? { implicit: true as const } : {}),
      ...(fanOut ? { fanOut } : {}),
      rows,
    });
  }

  fanOut(
    written: readonly Readonly<Record<string, WrittenSource>>[] | undefined,
    elementType: PropertyType,
  ): ListSource['fanOut'] {
    return written?.flatMap((one) =>
      Object.entries(one).map(([path, source]) => {
        const node = this.nodeAt(draft(elementType), path);
        this.checkSource(source);
        const compiled = compileSource(source, node?.type, this.schema, this.notes);
        const name = compiled.at?.[0];
        const isList = name !== undefined && compiled.self === undefined && this.isList(name);
        return { property: path.split('.'), source: compiled, ...(isList ? {} : { single: true as const }) };
      }),
    );
  }

  /** The draft at a path of names, made on the way; undefined, and noted, where the schema has no such path. */
  nodeAt(base: Draft, path: string): Draft | undefined {
    let node = base;
    for (const name of path.split('.')) {
      const type = this.typeOf(node, name);
      if (type === undefined) {
        this.notes.error(`${path}: the schema has no ${name} there`);
        return undefined;
      }
      const next = node.props.get(name) ?? draft(type);
      node.props.set(name, next);
      node = next;
    }
    return node;
  }

  private typeOf(node: Draft, name: string): PropertyType | undefined {
    if (node.type === undefined) return this.schema.properties[name];
    if (node.type === 'json') return 'json';
    if (typeof node.type === 'object' && 'map' in node.type) return node.type.map;
    return propertiesOf(this.schema, node.type)?.[name];
  }

  private checkSource(written: WrittenSource): void {
    if (typeof written === 'string') {
      if (written !== '$self') this.checkName(written);
      return;
    }
    for (const name of written.at === undefined ? [] : asList(written.at))
      this.checkName(name, written.legacy || asList(written.at ?? []).length > 1);
    for (const name of Object.keys(written.by ?? {})) this.checkName(name, written.legacy);
  }

  checkName(name: string, legacy?: boolean): void {
    if (!this.attributes || name.startsWith('/') || name === '.') return;
    const path = splitName(name);
    const first = path[0];
    if (first !== undefined && !(first in this.attributes)) this.gone.add(first);
    if (legacy) return;
    for (let i = path.length; i > 0; i--) {
      const found = attributeAt(this.attributes, path.slice(0, i));
      if (found === undefined) continue;
      // Inside a free map or a structure that the list does not spell out anything may follow.
      if (i === path.length || found === 'map' || found === 'map (required)') return;
      break;
    }
    this.notes.warn(`${name}: the provider's list does not have it`);
  }
}

function finish(node: Draft, schema: TypeSchema, properties: Readonly<Record<string, PropertyType>> | undefined): MappingNode {
  const props: Record<string, MappingNode> = {};
  for (const [name, child] of node.props) props[name] = finish(child, schema, propertiesOf(schema, child.type));
  const covered = Object.keys(props).length;
  const open = properties !== undefined && covered > 0 && Object.keys(properties).some((name) => !(name in props));
  const lists = node.lists.map((list): ListSource => {
    const { rows, ...others } = list;
    return rows ? { ...others, rows: finish(rows, schema, propertiesOf(schema, rows.type)) } : others;
  });
  return {
    ...(covered > 0 ? { props } : {}),
    ...(node.sources.length > 0 ? { sources: node.sources } : {}),
    ...(lists.length > 0 || (node.explicit && isListType(node.type) && node.sources.length === 0) ? { lists } : {}),
    ...(open ? { open: true } : {}),
  };
}

function isListType(type: PropertyType | undefined): boolean {
  return typeof type === 'object' && 'list' in type;
}
