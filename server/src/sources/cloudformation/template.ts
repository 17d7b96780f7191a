import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin } from '../../values';
import { textOrigin } from '../../values';

/** The sections of a template, as far as they have the shape that CloudFormation asks for; anything else counts as not written. */
export interface Template {
  readonly uri: string;
  readonly parameters: ReadonlyMap<string, MappingNode>;
  readonly mappings: DataNode | undefined;
  readonly conditions: ReadonlyMap<string, DataNode>;
  readonly resources: readonly TemplateResource[];
  readonly resourceNames: ReadonlySet<string>;
  readonly globals: DataNode | undefined;
  /** A macro or a loop makes resources that the template does not show. */
  readonly open: boolean;
  readonly serverless: boolean;
}

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly entry: MappingEntry;
  readonly node: MappingNode;
}

/** Transforms that change only what they are documented to change; any other macro may rewrite everything. */
const HARMLESS = /^AWS::(?:Serverless-|LanguageExtensions$|SecretsManager-|CodeDeployBlueGreen$)/;

export function readTemplate(uri: string, root: DataNode | undefined): Template {
  const resources: TemplateResource[] = [];
  let open = false;
  for (const entry of latest(entryOf(root, 'Resources')?.value).values()) {
    const logicalId = entry.key.text;
    if (logicalId.startsWith('Fn::')) open = true;
    const type = entryOf(entry.value, 'Type')?.value;
    if (entry.value.kind !== 'mapping' || type?.kind !== 'scalar' || type.text === '' || type.tag !== undefined) continue;
    resources.push({ logicalId, type: type.text, entry, node: entry.value });
  }
  const parameters = new Map<string, MappingNode>();
  for (const [name, entry] of latest(entryOf(root, 'Parameters')?.value)) {
    if (entry.value.kind === 'mapping') parameters.set(name, entry.value);
  }
  const conditions = new Map<string, DataNode>();
  for (const [name, entry] of latest(entryOf(root, 'Conditions')?.value)) conditions.set(name, entry.value);
  return {
    uri,
    parameters,
    mappings: entryOf(root, 'Mappings')?.value,
    conditions,
    resources,
    resourceNames: new Set(resources.map((resource) => resource.logicalId)),
    globals: entryOf(root, 'Globals')?.value,
    open: open || transformsOf(root).some((name) => !HARMLESS.test(name)),
    serverless: resources.some((resource) => resource.type.startsWith('AWS::Serverless::')),
  };
}

/** The entries of a mapping by key; of a key that is written twice the last one. */
export function latest(node: DataNode | undefined): ReadonlyMap<string, MappingEntry> {
  const entries = new Map<string, MappingEntry>();
  if (node?.kind === 'mapping') for (const entry of node.entries) entries.set(entry.key.text, entry);
  return entries;
}

function transformsOf(root: DataNode | undefined): readonly string[] {
  const node = entryOf(root, 'Transform')?.value;
  const items = node?.kind === 'sequence' ? node.items : node ? [node] : [];
  return items.map((item) => {
    const name = item.kind === 'mapping' ? entryOf(item, 'Name')?.value : item;
    return name?.kind === 'scalar' ? name.text : '';
  });
}

export function keyOrigin(template: Template, entry: MappingEntry): Origin {
  return textOrigin(template.uri, entry.key.span);
}
