import { type DataNode, entryOf } from '../../../syntax/data';
import type { Attribute, Block, Expression } from '../../../syntax/hcl/ast';
import { type Origin, textOrigin } from '../../../values';
import { attributeOf } from '../declarations';
import { headOrigin } from '../language';
import type { ModuleDirectory, ModuleLookup } from '../modules/directory';
import { installedFor } from '../modules/manifest';
import { sourceOf } from '../modules/source';
import type { PlannedResource } from './document';

/** The configuration that a plan was made of. */
export interface PlannedConfiguration {
  readonly root: ModuleDirectory;
  readonly lookup: ModuleLookup;
  /** The text of `.terraform.lock.hcl`. */
  readonly lockFile?: string;
}

/** The block that declares a resource of the plan. */
export interface DeclaredBlock {
  readonly uri: string;
  readonly node: Block;
  fileOf(node: object): string;
}

/** Where the resources of a plan are declared. */
export class PlanPlaces {
  private readonly directories = new Map<string, ModuleDirectory | undefined>();

  constructor(private readonly configuration: PlannedConfiguration | undefined) {}

  blockOf(resource: PlannedResource): DeclaredBlock | undefined {
    const calls = resource.module.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '').match(/(?<=module\.)[^.]+/g) ?? [];
    const directory = this.directoryOf(calls);
    const local = `${resource.mode === 'data' ? 'data.' : ''}${resource.type}.${resource.name}`;
    const declared = directory?.declarations.resources.get(local);
    if (!directory || !declared) return undefined;
    const { elsewhere } = directory.declarations;
    return { uri: declared.uri, node: declared.node, fileOf: (node) => elsewhere.get(node) ?? declared.uri };
  }

  private directoryOf(calls: readonly string[]): ModuleDirectory | undefined {
    const name = calls[calls.length - 1];
    if (name === undefined) return this.configuration?.root;
    const key = calls.join('.');
    if (this.directories.has(key)) return this.directories.get(key);
    const found = this.called(this.directoryOf(calls.slice(0, -1)), name, key);
    this.directories.set(key, found);
    return found;
  }

  private called(from: ModuleDirectory | undefined, name: string, key: string): ModuleDirectory | undefined {
    const call = from?.declarations.modules.get(name);
    const source = call && sourceOf(call.node);
    const { root, lookup } = this.configuration ?? {};
    if (!from || !source || !root || !lookup) return undefined;
    if (source.kind === 'local') return lookup.find(from.dir, source.path);
    const installed = lookup.manifest && installedFor(lookup.manifest, key, source);
    return installed && lookup.find(root.dir, installed.path);
  }
}

/** Where a value of a resource is written. */
export interface WrittenAt {
  readonly origin: Origin;
  /** Whether a literal stands there: then the plan has nothing to add. */
  readonly literal: boolean;
}

/**
 * A way into the text of a block: into nested blocks, objects and lists as far as they are written out. A way that goes further than
 * the text stays at the last thing that is named.
 */
export class Writing {
  private constructor(
    private readonly declared: DeclaredBlock,
    /** The block, or the expression, that the way has led to. */
    private readonly here: Block | Expression,
    /** Nothing of the way further on is written. */
    private readonly ended: boolean,
    private readonly head: Origin,
  ) {}

  static of(declared: DeclaredBlock): Writing {
    return new Writing(declared, declared.node, false, headOrigin(declared.uri, declared.node));
  }

  /** Where the thing itself is named or written. */
  get written(): WrittenAt {
    return { origin: this.head, literal: !this.ended && this.here.kind !== 'block' && isLiteral(this.here) };
  }

  /** A name in a block or an object. Several nested blocks of the name: `index` tells which. */
  step(step: string | number): Writing {
    const { here, declared } = this;
    if (this.ended) return this;
    if (here.kind === 'block') return typeof step === 'number' ? this : this.inBlock(here, step);
    const inner =
      here.kind === 'tuple' && typeof step === 'number'
        ? here.items[step]
        : here.kind === 'object'
          ? here.items.find((item) => item.literalKey === String(step))?.value
          : undefined;
    if (!inner) return new Writing(declared, here, true, this.head);
    const uri = this.head.kind === 'text' ? this.head.uri : declared.uri;
    return new Writing(declared, inner, false, textOrigin(uri, inner.span));
  }

  /** The nested block of a name that makes an element of the plan. @param count of how many elements it is one */
  block(name: string, index: number, count: number, element: DataNode): Writing {
    const { here, declared } = this;
    if (this.ended || here.kind !== 'block') return this.step(name).step(index);
    if (attributeOf(here.body, name)) return this.step(name).step(index);
    const written = nestedBlocks(here, name);
    const dynamic = written.find((block) => block.type === 'dynamic');
    // A set has an order of its own: what is written in a block tells which one it is.
    const alike = dynamic || (written.length === 1 && count === 1) ? written : written.filter((block) => mayMake(block, element));
    const [only, more] = alike;
    if (!only || more) return new Writing(declared, here, true, this.head);
    const content = only.type === 'dynamic' ? nestedBlocks(only, 'content')[0] : only;
    return content
      ? new Writing(declared, content, false, this.named(only))
      : new Writing(declared, here, true, this.named(only));
  }

  /** Whether the name is written: as an attribute, as a block, or by `dynamic`. */
  holds(name: string): boolean {
    const { here } = this;
    return here.kind === 'block' && (attributeOf(here.body, name) !== undefined || nestedBlocks(here, name).length > 0);
  }

  private inBlock(block: Block, name: string): Writing {
    const attribute = attributeOf(block.body, name);
    if (attribute) return new Writing(this.declared, attribute.value, false, this.placeOf(attribute));
    const [nested] = nestedBlocks(block, name);
    return new Writing(this.declared, nested ?? block, true, nested ? this.named(nested) : this.head);
  }

  private placeOf(attribute: Attribute): Origin {
    return textOrigin(this.declared.fileOf(attribute), attribute.value.span);
  }

  private named(block: Block): Origin {
    const label = block.type === 'dynamic' ? block.labels[0] : undefined;
    return textOrigin(this.declared.fileOf(block), label ? label.span : block.typeSpan);
  }
}

/** Whether nothing that is written out in a block contradicts an element of the plan. */
function mayMake(block: Block, element: DataNode): boolean {
  return block.body.items.every((item) => {
    if (item.kind !== 'attribute' || !isLiteral(item.value)) return true;
    const planned = entryOf(element, item.name)?.value;
    return planned === undefined || texts(planned).join('\0') === literals(item.value).join('\0');
  });
}

/** The scalars in a value of the plan, in an order of their own. */
function texts(node: DataNode): readonly string[] {
  if (node.kind === 'scalar') return node.type === 'null' ? [] : [node.text];
  const inner = node.kind === 'sequence' ? node.items : node.entries.map((entry) => entry.value);
  return inner.flatMap(texts).sort();
}

function literals(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [expression.raw];
    case 'bool':
      return [String(expression.value)];
    case 'template':
      return [expression.parts.map((part) => (part.kind === 'literal' ? part.value : '')).join('')];
    case 'unary':
      return literals(expression.operand).map((text) => expression.operator + text);
    case 'tuple':
      return expression.items.flatMap(literals).sort();
    case 'object':
      return expression.items.flatMap((item) => literals(item.value)).sort();
    default:
      return [];
  }
}

function nestedBlocks({ body }: Block, name: string): readonly Block[] {
  return body.items.filter(
    (item): item is Block =>
      item.kind === 'block' && (item.type === name || (item.type === 'dynamic' && item.labels[0]?.text === name)),
  );
}

function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return true;
    case 'template':
      return expression.parts.every((part) => part.kind === 'literal');
    case 'unary':
      return isLiteral(expression.operand);
    case 'tuple':
      return expression.items.every(isLiteral);
    case 'object':
      return expression.items.every((item) => item.literalKey !== undefined && isLiteral(item.value));
    default:
      return false;
  }
}
