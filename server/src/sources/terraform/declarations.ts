import type { Attribute, Block, Body, HclFile } from '../../syntax/hcl/ast';

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

/** What the files of one directory declare, by name. The first of several declarations of a name counts. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Declared<Block>>;
  readonly locals: ReadonlyMap<string, Declared<Attribute>>;
  readonly outputs: ReadonlyMap<string, Declared<Block>>;
  readonly modules: ReadonlyMap<string, Declared<Block>>;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly providers: readonly Declared<Block>[];
  /** The `terraform` blocks. */
  readonly settings: readonly Declared<Block>[];
}

export function collectDeclarations(files: readonly { readonly uri: string; readonly tree: HclFile }[]): Declarations {
  const variables = new Map<string, Declared<Block>>();
  const locals = new Map<string, Declared<Attribute>>();
  const outputs = new Map<string, Declared<Block>>();
  const modules = new Map<string, Declared<Block>>();
  const resources = new Map<string, DeclaredResource>();
  const providers: Declared<Block>[] = [];
  const settings: Declared<Block>[] = [];
  const named = { variable: variables, output: outputs, module: modules } as const;
  for (const { uri, tree } of files) {
    for (const node of tree.body.items) {
      if (node.kind !== 'block') continue;
      switch (node.type) {
        case 'variable':
        case 'output':
        case 'module': {
          const name = node.labels[0]?.text;
          if (name !== undefined && !named[node.type].has(name)) named[node.type].set(name, { uri, node });
          break;
        }
        case 'locals':
          for (const item of node.body.items) {
            if (item.kind === 'attribute' && !locals.has(item.name)) locals.set(item.name, { uri, node: item });
          }
          break;
        case 'resource':
        case 'data': {
          const [type, name] = node.labels;
          if (!type || !name) break;
          const mode = node.type === 'data' ? 'data' : 'managed';
          const address = mode === 'data' ? `data.${type.text}.${name.text}` : `${type.text}.${name.text}`;
          if (!resources.has(address)) resources.set(address, { uri, node, mode, type: type.text, name: name.text, address });
          break;
        }
        case 'provider':
          providers.push({ uri, node });
          break;
        case 'terraform':
          settings.push({ uri, node });
          break;
      }
    }
  }
  return { variables, locals, outputs, modules, resources, providers, settings };
}

export function attributeOf(body: Body, name: string): Attribute | undefined {
  for (const item of body.items) if (item.kind === 'attribute' && item.name === name) return item;
  return undefined;
}

export function blocksOf(body: Body, type: string): readonly Block[] {
  return body.items.filter((item): item is Block => item.kind === 'block' && item.type === type);
}
