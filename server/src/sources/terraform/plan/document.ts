import { type DataDocument, type DataNode, entryOf, type MappingNode } from '../../../syntax/data';

/**
 * Whether a text is what `terraform show -json` says of a plan, told without parsing it. A state has no planned values.
 * The format: developer.hashicorp.com/terraform/internals/json-format.
 */
export function looksLikePlan(text: string): boolean {
  return (
    /^\ufeff?\s*\{/.test(text) &&
    /"format_version"\s*:/.test(text) &&
    (/"planned_values"\s*:/.test(text) || /"resource_changes"\s*:/.test(text)) &&
    !/"(?:AWSTemplateFormatVersion|Resources)"\s*:\s*[{"]/.test(text.slice(0, 2_000))
  );
}

/** An instance of a resource as it will be when the plan has been carried out. */
export interface PlannedResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: 'managed' | 'data';
  /** `module.a["k"].`; empty in the root module. */
  readonly module: string;
  readonly key: string | number | undefined;
  readonly provider: string;
  readonly node: MappingNode;
  readonly values: MappingNode | undefined;
  /** In the shape of the values: `true` for what is known after apply, and for what must not be shown. */
  readonly unknown: DataNode | undefined;
  readonly sensitive: readonly DataNode[];
  readonly actions: readonly string[];
}

export interface PlanDocument {
  readonly resources: readonly PlannedResource[];
  /** The types of which something will be gone. */
  readonly deleted: readonly string[];
  /** `configuration.root_module`. */
  readonly configuration: DataNode | undefined;
  /** The values of the root module's variables, by name. */
  readonly variables: MappingNode | undefined;
  /** Version constraints of providers by their full names. */
  readonly constraints: ReadonlyMap<string, string>;
  /** False where the plan says that it leaves something out. */
  readonly complete: boolean;
  /** Why nothing of it can be read. */
  readonly problem?: string;
}

const NOTHING: PlanDocument = {
  resources: [],
  deleted: [],
  configuration: undefined,
  variables: undefined,
  constraints: new Map(),
  complete: false,
};

export function readPlan({ root }: DataDocument): PlanDocument {
  const version = textOf(root, 'format_version');
  if (version === undefined) return { ...NOTHING, problem: 'This is no plan: it has no "format_version".' };
  if (!/^[01]\./.test(version)) {
    return { ...NOTHING, problem: `Plans of format ${version.slice(0, 20)} are not known: this reads formats 0 and 1.` };
  }
  const changes = new Map<string, DataNode>();
  for (const change of items(at(root, 'resource_changes'))) {
    const address = textOf(change, 'address');
    // An object that a failed replacement left behind has the address of its successor.
    if (address !== undefined && textOf(change, 'deposed') === undefined) changes.set(address, change);
  }
  const planned = at(root, 'planned_values', 'root_module');
  const resources = planned
    ? [...resourcesIn(planned, changes), ...dataIn(at(root, 'prior_state', 'values', 'root_module'), changes)]
    : [...changes.values()].flatMap((change) => fromChange(change));
  return {
    resources,
    deleted: [...changes.values()].flatMap((change) => {
      const isGone = items(at(change, 'change', 'actions')).every((each) => each.kind === 'scalar' && each.text === 'delete');
      return isGone ? (textOf(change, 'type') ?? []) : [];
    }),
    configuration: at(root, 'configuration', 'root_module'),
    variables: variablesIn(at(root, 'variables')),
    constraints: constraintsIn(at(root, 'configuration', 'provider_config')),
    complete: boolOf(root, 'complete') !== false && boolOf(root, 'errored') !== true,
  };
}

function* resourcesIn(module: DataNode, changes: ReadonlyMap<string, DataNode>, depth = 0): Generator<PlannedResource> {
  for (const node of items(at(module, 'resources'))) {
    const change = changes.get(textOf(node, 'address') ?? '');
    const made = resourceOf(node, node, at(node, 'values'), at(node, 'sensitive_values'), change);
    if (made) yield made;
  }
  if (depth > 100) return;
  for (const child of items(at(module, 'child_modules'))) yield* resourcesIn(child, changes, depth + 1);
}

/** Data sources that were read while the plan was made. */
function* dataIn(module: DataNode | undefined, changes: ReadonlyMap<string, DataNode>): Generator<PlannedResource> {
  if (!module) return;
  for (const resource of resourcesIn(module, changes)) if (resource.mode === 'data') yield resource;
}

/** Of a plan without planned values: what each change leads to. */
function fromChange(change: DataNode): readonly PlannedResource[] {
  const after = at(change, 'change', 'after');
  const made = after?.kind === 'mapping' ? resourceOf(change, change, after, undefined, change) : undefined;
  return made ? [made] : [];
}

function resourceOf(
  node: DataNode,
  facts: DataNode,
  values: DataNode | undefined,
  sensitive: DataNode | undefined,
  change: DataNode | undefined,
): PlannedResource | undefined {
  const [address, type, name] = [textOf(facts, 'address'), textOf(facts, 'type'), textOf(facts, 'name')];
  if (node.kind !== 'mapping' || address === undefined || type === undefined || name === undefined) return undefined;
  const index = at(facts, 'index');
  return {
    ...{ address, type, name, node, provider: textOf(facts, 'provider_name') ?? '' },
    mode: textOf(facts, 'mode') === 'data' ? 'data' : 'managed',
    module: modulePath(address),
    key: index?.kind !== 'scalar' ? undefined : index.type === 'number' ? Number(index.text) : index.text,
    values: values?.kind === 'mapping' ? values : undefined,
    unknown: at(change, 'change', 'after_unknown'),
    sensitive: [sensitive, at(change, 'change', 'after_sensitive')].filter((each) => each !== undefined),
    actions: items(at(change, 'change', 'actions')).flatMap((action) => (action.kind === 'scalar' ? [action.text] : [])),
  };
}

const MODULES = /^(?:module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/;

/** What of an address leads to its module. */
export function modulePath(address: string): string {
  return MODULES.exec(address)?.[0] ?? '';
}

/** `{ "x": { "value": 1 } }` as `{ "x": 1 }`. */
function variablesIn(node: DataNode | undefined): MappingNode | undefined {
  if (node?.kind !== 'mapping') return undefined;
  const entries = node.entries.flatMap((entry) => {
    const value = at(entry.value, 'value');
    return value ? [{ ...entry, value }] : [];
  });
  return { ...node, entries };
}

function constraintsIn(providers: DataNode | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { value } of providers?.kind === 'mapping' ? providers.entries : []) {
    const [name, constraint] = [textOf(value, 'full_name'), textOf(value, 'version_constraint')];
    if (name !== undefined && constraint !== undefined) found.set(name, constraint);
  }
  return found;
}

export function at(node: DataNode | undefined, ...path: readonly string[]): DataNode | undefined {
  return path.reduce<DataNode | undefined>((inner, key) => entryOf(inner, key)?.value, node);
}

export function items(node: DataNode | undefined): readonly DataNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}

export function textOf(node: DataNode | undefined, key: string): string | undefined {
  const value = at(node, key);
  return value?.kind === 'scalar' && value.type === 'string' ? value.text : undefined;
}

function boolOf(node: DataNode | undefined, key: string): boolean | undefined {
  const value = at(node, key);
  return value?.kind === 'scalar' && value.type === 'bool' ? value.text === 'true' : undefined;
}

export function isTrue(node: DataNode | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'bool' && node.text === 'true';
}
