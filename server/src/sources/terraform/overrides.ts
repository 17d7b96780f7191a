import type { Attribute, Block, Body } from '../../syntax/hcl/ast';

/** Terraform reads such files last and merges them into the others: developer.hashicorp.com/terraform/language/files/override. */
export function isOverrideFile(uri: string): boolean {
  return /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/.test(uri);
}

/** The type of the blocks that a block stands for: a `dynamic` block stands for those of its label. */
function blockType(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.text ?? block.type) : block.type;
}

/** What merges argument by argument, where all other nested blocks are replaced. */
const merging: ReadonlySet<string> = new Set(['lifecycle']);

/** Replaces the attributes of the same names, and the nested blocks of the same types. */
export function mergeBlock(base: Block, override: Block): Block {
  const attributes = new Set<string>();
  const types = new Set<string>();
  for (const item of override.body.items) {
    if (item.kind === 'attribute') attributes.add(item.name);
    else if (!merging.has(item.type)) types.add(blockType(item));
  }
  return withItems(base, [...keptItems(base.body, attributes, types), ...override.body.items]);
}

/** A `terraform` block without what an override says: providers one by one, a backend or `cloud` block as a whole. */
export function mergeSettings(base: Block, override: Block): Block {
  const attributes = new Set<string>();
  const types = new Set<string>();
  const providers = new Set<string>();
  for (const item of override.body.items) {
    if (item.kind === 'attribute') attributes.add(item.name);
    else if (item.type === 'required_providers') for (const provider of item.body.items) addName(provider, providers);
    else if (item.type === 'backend' || item.type === 'cloud') types.add('backend').add('cloud');
  }
  const items = keptItems(base.body, attributes, types).map((item) =>
    item.kind === 'block' && item.type === 'required_providers'
      ? withItems(item, keptItems(item.body, providers, new Set()))
      : item,
  );
  return withItems(base, items);
}

function addName(item: Attribute | Block, names: Set<string>): void {
  if (item.kind === 'attribute') names.add(item.name);
}

function keptItems(body: Body, attributes: ReadonlySet<string>, types: ReadonlySet<string>): (Attribute | Block)[] {
  return body.items.filter((item) => (item.kind === 'attribute' ? !attributes.has(item.name) : !types.has(blockType(item))));
}

function withItems(block: Block, items: readonly (Attribute | Block)[]): Block {
  return { ...block, body: { ...block.body, items } };
}
