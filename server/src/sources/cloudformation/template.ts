import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin } from '../../values';
import { textOrigin } from '../../values';
import { replaceIdentifiers, unroll } from './loops';
import type { Evaluation, Scope, Template, TemplateCondition, TemplateResource, TemplateRule } from './model';

/** Transforms that change only what they are documented to change; any other macro may rewrite everything. */
const HARMLESS = /^AWS::(?:Serverless-|LanguageExtensions$|SecretsManager-|CodeDeployBlueGreen$)/;

/** CloudFormation takes 500 resources, outputs and conditions; what loops make beyond is not unrolled. */
const MAX_UNROLLED = 2000;

/** What can be read without evaluating anything. */
export function readTemplate(uri: string, root: DataNode | undefined): Template {
  const parameters = new Map<string, MappingNode>();
  for (const [name, entry] of latest(entryOf(root, 'Parameters')?.value)) {
    if (entry.value.kind === 'mapping') parameters.set(name, entry.value);
  }
  const transforms = transformsOf(root);
  const included = entryOf(root, 'Fn::Transform') !== undefined || entryOf(root, 'Modules') !== undefined;
  return {
    uri,
    parameters,
    mappings: entryOf(root, 'Mappings')?.value,
    rules: rulesOf(entryOf(root, 'Rules')?.value),
    conditions: new Map(),
    resources: [],
    resourceNames: new Set(),
    outputs: new Map(),
    globals: entryOf(root, 'Globals')?.value,
    open: included || transforms.some((name) => !HARMLESS.test(name)),
    hidden: new Set(),
    gaps: [],
    serverless: transforms.some((name) => name.startsWith('AWS::Serverless-')),
  };
}

/** The conditions with their loops unrolled; `ev` evaluates what loops run over. */
export function unrollConditions(ev: Evaluation, root: DataNode | undefined, scope: Scope): Template['conditions'] {
  const { entries } = unroll(ev, entryOf(root, 'Conditions')?.value, scope, { left: MAX_UNROLLED });
  const conditions = new Map<string, TemplateCondition>();
  for (const { name, entry, scope: within } of entries.values()) {
    conditions.set(name, { node: entry.value, bound: within.bound });
  }
  return conditions;
}

type Unfolded = Pick<Template, 'resources' | 'resourceNames' | 'outputs' | 'open' | 'hidden' | 'gaps' | 'serverless'>;

/** Resources and outputs with their loops unrolled. */
export function unrollResources(ev: Evaluation, root: DataNode | undefined, scope: Scope): Unfolded {
  const { entries, gaps } = unroll(ev, entryOf(root, 'Resources')?.value, scope, { left: MAX_UNROLLED });
  const resources: TemplateResource[] = [];
  let open = ev.template.open;
  for (const { name, entry, scope: within } of entries.values()) {
    if (name.startsWith('Fn::')) open = true;
    const type = entryOf(entry.value, 'Type')?.value;
    if (entry.value.kind !== 'mapping' || type?.kind !== 'scalar' || type.text === '' || type.tag !== undefined) continue;
    const ofType = replaceIdentifiers(type.text, within);
    if (ofType.endsWith('::MODULE')) open = true;
    resources.push({ logicalId: name, type: ofType, entry, node: entry.value, scope: within });
  }
  const types = gaps.map((gap) => typesIn(gap.body));
  const hidden = types.every((each) => each !== undefined) ? new Set(types.flatMap((each) => [...each])) : undefined;
  return {
    resources,
    resourceNames: new Set(resources.map((resource) => resource.logicalId)),
    outputs: unroll(ev, entryOf(root, 'Outputs')?.value, scope, { left: MAX_UNROLLED }).entries,
    open,
    hidden,
    gaps,
    serverless: ev.template.serverless || resources.some((resource) => resource.type.startsWith('AWS::Serverless::')),
  };
}

/** The types of the resources that a loop repeats; undefined where they cannot be told. */
function typesIn(body: DataNode | undefined): ReadonlySet<string> | undefined {
  const types = new Set<string>();
  let complete = body?.kind === 'mapping';
  const visit = (node: DataNode | undefined): void => {
    if (node?.kind !== 'mapping') return;
    for (const entry of node.entries) {
      const inner = entry.value.kind === 'sequence' ? entry.value.items[2] : undefined;
      const type = entryOf(entry.value, 'Type')?.value;
      if (entry.key.text.startsWith('Fn::ForEach') && inner) visit(inner);
      else if (type?.kind === 'scalar' && type.tag === undefined && !/[$&]\{|^AWS::Serverless::|::MODULE$/.test(type.text)) {
        types.add(type.text);
      } else complete = false;
    }
  };
  visit(body);
  return complete ? types : undefined;
}

function rulesOf(section: DataNode | undefined): readonly TemplateRule[] {
  return [...latest(section).values()].map(({ value }) => {
    const assertions = entryOf(value, 'Assertions')?.value;
    const asserted = (assertions?.kind === 'sequence' ? assertions.items : []).flatMap((item) => {
      const assertion = entryOf(item, 'Assert')?.value;
      return assertion ? [assertion] : [];
    });
    return { condition: entryOf(value, 'RuleCondition')?.value, assertions: asserted };
  });
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
