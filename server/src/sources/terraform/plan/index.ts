import type { MappingData, NestedNames } from '../../../mapping';
import { nestedNames, translate } from '../../../mapping';
import { buildGraph, type NativeResource } from '../../../resources';
import type { DataDocument, DataNode } from '../../../syntax/data';
import { entryOf } from '../../../syntax/data';
import { type Entry, type MapValue, type Origin, textOrigin, unknown, type Value } from '../../../values';
import type { Configuration } from '../../configuration';
import { Budget } from '../context';
import { JsonDecoder } from '../decoder';
import { headOrigin } from '../language';
import { loadTerraform, type TerraformConfiguration } from '../load';
import { pinnedMajor } from '../providers';
import { type PlanDocument, type PlannedResource, readPlan } from './document';
import { mergeValues } from './merge';
import { type PlannedConfiguration, PlanPlaces, Writing } from './places';
import { PlanConfiguration } from './references';
import { argumentOf, keysOf, type PlannedPlace, plannedValue, referring } from './values';

export { looksLikePlan } from './document';
export type { PlannedConfiguration } from './places';

export interface PlanInput {
  readonly uri: string;
  readonly document: DataDocument;
  readonly mapping: MappingData;
  /** What the plan was made of, where it is there: findings then stand in it. */
  readonly configuration?: PlannedConfiguration;
}

export interface PlanConfigurationGraph extends Configuration {
  readonly natives: readonly NativeResource[];
}

/** The resources of a plan as they will be when it has been carried out, in the cloud's types. */
export function loadPlan(input: PlanInput): PlanConfigurationGraph {
  const plan = readPlan(input.document);
  const evaluated = evaluate(input, plan);
  const reader = new PlanReader(input, plan, new Map(evaluated?.natives.map((native) => [native.address, native])));
  const natives = plan.resources.map((resource) => reader.native(resource));
  const decoder = evaluated?.tree.decoder ?? new JsonDecoder(new Budget());
  const { resources, aliases } = translate(natives, input.mapping, decoder);
  // Providers tell which account the resources are in.
  const providers = evaluated?.graph.ofType('Ashlar::Terraform::Provider') ?? [];
  const graph = buildGraph({
    resources: [...resources, ...providers],
    aliases,
    ...(plan.complete ? {} : { incomplete: 'all' as const }),
  });
  const problems = plan.problem === undefined ? [] : [{ span: { start: 0, end: 1 }, message: plan.problem }];
  return { graph, needs: [], natives, problems };
}

/** The configuration, evaluated with the plan's own variables. */
function evaluate({ uri, document, mapping, configuration }: PlanInput, plan: PlanDocument): TerraformConfiguration | undefined {
  if (!configuration || plan.resources.length === 0) return undefined;
  const { root, lookup, lockFile } = configuration;
  return loadTerraform({
    ...{ dir: root.dir, files: root.files, directory: root, mapping, modules: lookup },
    ...(plan.variables ? { variables: [{ uri, tree: { ...document, root: plan.variables }, chosen: true }] } : {}),
    ...(lockFile === undefined ? {} : { lockFile }),
  });
}

class PlanReader {
  private readonly configuration: PlanConfiguration;
  private readonly places: PlanPlaces;
  private readonly nested = new Map<string, NestedNames>();
  private readonly links = new Map<string, ReadonlySet<string>>();
  /** Cloud types of which a part changes with the plan, so that what was read of their resources before need not hold. */
  private readonly changing: ReadonlySet<string>;

  constructor(
    private readonly input: PlanInput,
    private readonly plan: PlanDocument,
    private readonly evaluated: ReadonlyMap<string, NativeResource>,
  ) {
    this.configuration = new PlanConfiguration(plan.configuration);
    this.places = new PlanPlaces(input.configuration);
    this.changing = this.typesWithChangingParts();
  }

  native(resource: PlannedResource): NativeResource {
    const { uri } = this.input;
    const declared = this.places.blockOf(resource);
    const address = entryOf(resource.node, 'address')?.value ?? resource.node;
    const origin = declared ? headOrigin(declared.uri, declared.node) : textOrigin(uri, address.span);
    const bodyOrigin = declared ? textOrigin(declared.uri, declared.node.span) : textOrigin(uri, resource.node.span);
    const constraint = this.plan.constraints.get(resource.provider);
    return {
      ...{ type: resource.type, address: resource.address, name: resource.name, mode: resource.mode, module: resource.module },
      ...{ origin, bodyOrigin, exists: true },
      values: this.values(resource, declared && Writing.of(declared), origin),
      providerMajor:
        this.evaluated.get(resource.address)?.providerMajor ?? (constraint === undefined ? undefined : pinnedMajor(constraint)),
    };
  }

  private values(resource: PlannedResource, writing: Writing | undefined, origin: Origin): MapValue {
    const top: PlannedPlace = {
      ...{ uri: this.input.uri, node: resource.values, unknown: resource.unknown, sensitive: resource.sensitive },
      ...{
        nested: this.nestedIn(resource.type),
        writing,
        holder: origin,
        what: resource.address,
        byDefault: false,
        inner: false,
      },
    };
    const expressions = this.configuration.expressionsOf(resource);
    const entries = new Map<string, Entry>();
    for (const name of new Set([...keysOf(resource.values), ...keysOf(resource.unknown)])) {
      const value = this.argument(resource, top, name, writing, expressions);
      if (value) entries.set(name, { value, member: true });
    }
    return { kind: 'map', entries, origin };
  }

  private argument(
    resource: PlannedResource,
    top: PlannedPlace,
    name: string,
    writing: Writing | undefined,
    expressions: DataNode | undefined,
  ): Value | undefined {
    const evaluated = this.evaluated.get(resource.address)?.values.entries.get(name);
    // A plan does not list what `dynamic` makes; the configuration does.
    const isWritten =
      !expressions || evaluated !== undefined || entryOf(expressions, name) !== undefined || writing?.holds(name) === true;
    const isNew = resource.actions.includes('create');
    const place = argumentOf(top, name, !isWritten && isNew);
    const value = plannedValue(place);
    if (!value) return undefined;
    if (isWritten) return evaluated ? mergeValues(value, evaluated.value) : this.withReference(resource, name, value);
    if (value.kind === 'unknown') return typeof place.nested === 'object' && !writing ? value : undefined;
    if (isNew || !this.mayBeOutdated(resource)) return value;
    return unknown({ kind: 'undecided', what: `${place.what}, of which another resource changes a part` }, value.origin);
  }

  /** Marks a value that is an attribute of another resource. */
  private withReference(resource: PlannedResource, name: string, value: Value): Value {
    const target = this.configuration.reference(resource, name);
    if (!target) return value;
    // A plan does not say what else an argument is made of: only what is there to name something is nothing else.
    const isName = /_(?:id|arn)s?$/.test(name) && /^(?:id|arn)$/.test(target.attribute);
    if (!isName && !this.linksOf(resource.type).has(name)) return value;
    const [only, more] = value.kind === 'list' ? value.items : [];
    if (value.kind === 'list' && only && !more)
      return { ...value, items: [{ ...only, value: referring(only.value, target.address, target.attribute) }] };
    return referring(value, target.address, target.attribute);
  }

  private mayBeOutdated(resource: PlannedResource): boolean {
    return this.input.mapping.terraform[resource.type]?.some((entry) => this.changing.has(entry.is)) ?? false;
  }

  private typesWithChangingParts(): ReadonlySet<string> {
    const changing = new Set<string>();
    for (const { type, actions } of this.plan.resources) {
      if (actions.every((action) => action === 'no-op' || action === 'read')) continue;
      for (const entry of this.input.mapping.terraform[type] ?? []) if (entry.part || entry.per) changing.add(entry.is);
    }
    for (const type of this.plan.deleted)
      for (const entry of this.input.mapping.terraform[type] ?? []) if (entry.part || entry.per) changing.add(entry.is);
    return changing;
  }

  private nestedIn(type: string): NestedNames {
    let names = this.nested.get(type);
    if (!names) {
      names = nestedNames(this.input.mapping, type);
      this.nested.set(type, names);
    }
    return names;
  }

  /** The arguments of a type by which it is tied to another resource. */
  private linksOf(type: string): ReadonlySet<string> {
    let names = this.links.get(type);
    if (!names) {
      names = new Set((this.input.mapping.terraform[type] ?? []).flatMap((entry) => entry.part?.through[0] ?? []));
      this.links.set(type, names);
    }
    return names;
  }
}
