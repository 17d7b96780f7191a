import type { Attribute, Block, Body, HclFile } from '../../syntax/hcl/ast';
import { isOverrideFile, mergeBlock, mergeSettings } from './overrides';

/** A block or an attribute, and the file that it stands in. */
export interface Declared<T> {
  readonly uri: string;
  readonly node: T;
}

/** A `resource` or `data` block. */
export interface DeclaredResource extends Declared<Block> {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** `aws_s3_bucket.b`, `data.aws_ami.a`. */
  readonly address: string;
}

/** What the files of one directory declare, by name. The first of several declarations of a name counts; override files are merged in. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Declared<Block>>;
  readonly locals: ReadonlyMap<string, Declared<Attribute>>;
  readonly outputs: ReadonlyMap<string, Declared<Block>>;
  readonly modules: ReadonlyMap<string, Declared<Block>>;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly providers: readonly Declared<Block>[];
  /** The `terraform` blocks. */
  readonly settings: readonly Declared<Block>[];
  /** The file of an attribute or a nested block that an override file has brought into a block of another. */
  readonly elsewhere: ReadonlyMap<object, string>;
}

interface SourceTree {
  readonly uri: string;
  readonly tree: HclFile;
}

export function collectDeclarations(files: readonly SourceTree[]): Declarations {
  const collector = new Collector();
  for (const file of files) if (!isOverrideFile(file.uri)) collector.add(file, false);
  const overriding = files.filter(({ uri }) => isOverrideFile(uri)).sort((a, b) => (a.uri < b.uri ? -1 : 1));
  for (const file of overriding) collector.add(file, true);
  return collector;
}

class Collector implements Declarations {
  readonly variables = new Map<string, Declared<Block>>();
  readonly locals = new Map<string, Declared<Attribute>>();
  readonly outputs = new Map<string, Declared<Block>>();
  readonly modules = new Map<string, Declared<Block>>();
  readonly resources = new Map<string, DeclaredResource>();
  readonly providers: Declared<Block>[] = [];
  readonly settings: Declared<Block>[] = [];
  readonly elsewhere = new Map<object, string>();
  private readonly named = { variable: this.variables, output: this.outputs, module: this.modules } as const;

  add({ uri, tree }: SourceTree, overrides: boolean): void {
    for (const node of tree.body.items) {
      if (node.kind !== 'block') continue;
      switch (node.type) {
        case 'variable':
        case 'output':
        case 'module': {
          const name = node.labels[0]?.text;
          if (name === undefined) break;
          const known = this.named[node.type].get(name);
          if (!known) this.named[node.type].set(name, { uri, node });
          else if (overrides) this.named[node.type].set(name, { uri: known.uri, node: this.merge(known, node, uri) });
          break;
        }
        case 'locals':
          for (const item of node.body.items) {
            if (item.kind === 'attribute' && (overrides || !this.locals.has(item.name)))
              this.locals.set(item.name, { uri, node: item });
          }
          break;
        case 'resource':
        case 'data':
          this.addResource(node, node.type === 'data' ? 'data' : 'managed', uri, overrides);
          break;
        case 'provider':
          this.addProvider(node, uri, overrides);
          break;
        case 'terraform':
          if (overrides) {
            for (const [i, base] of this.settings.entries()) this.settings[i] = { ...base, node: mergeSettings(base.node, node) };
          }
          this.settings.push({ uri, node });
          break;
      }
    }
  }

  private addResource(node: Block, mode: 'managed' | 'data', uri: string, overrides: boolean): void {
    const [type, name] = node.labels;
    if (!type || !name) return;
    const address = mode === 'data' ? `data.${type.text}.${name.text}` : `${type.text}.${name.text}`;
    const known = this.resources.get(address);
    if (!known) this.resources.set(address, { uri, node, mode, type: type.text, name: name.text, address });
    else if (overrides) this.resources.set(address, { ...known, node: this.merge(known, node, uri) });
  }

  private addProvider(node: Block, uri: string, overrides: boolean): void {
    const known = overrides ? this.providers.findIndex((other) => providerKey(other.node) === providerKey(node)) : -1;
    const base = this.providers[known];
    if (base) this.providers[known] = { uri: base.uri, node: this.merge(base, node, uri) };
    else this.providers.push({ uri, node });
  }

  private merge(base: Declared<Block>, override: Block, uri: string): Block {
    if (uri !== base.uri) for (const item of override.body.items) this.elsewhere.set(item, uri);
    return mergeBlock(base.node, override);
  }
}

/** A provider's name and its alias, which is always written out. */
function providerKey(block: Block): string {
  const alias = attributeOf(block.body, 'alias')?.value;
  const part = alias?.kind === 'template' ? alias.parts[0] : undefined;
  return `${block.labels[0]?.text ?? ''}.${part?.kind === 'literal' ? part.value : ''}`;
}

export function attributeOf(body: Body, name: string): Attribute | undefined {
  for (const item of body.items) if (item.kind === 'attribute' && item.name === name) return item;
  return undefined;
}

export function blocksOf(body: Body, type: string): readonly Block[] {
  return body.items.filter((item): item is Block => item.kind === 'block' && item.type === type);
}
