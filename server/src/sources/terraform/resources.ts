import type { Attribute, Block } from '../../syntax/hcl/ast';
import { everyExpression, expressionsIn } from '../../syntax/hcl/walk';
import { type Entry, type Item, type MapValue, type Origin, type ReferenceValue, unknown, type Value } from '../../values';
import { stepName } from './access';
import { evaluateBody, type NestedPart } from './body';
import type { Cells } from './cells';
import { type Context, contextOf, type Evaluating, originOf, type Step, within } from './context';
import { invalid, isInvalid } from './convert';
import { attributeOf, type DeclaredResource } from './declarations';
import { instancesOf, type ResourceInstance, type ResourceInstances, type ResourceReader } from './instances';
import { MAX_INSTANCES, type ModuleNode, type ModuleTree } from './modules/tree';
import { oneOf } from './partial';
import { renderPolicyDocument } from './policy-document';

/** More instances than this are not tried one by one where an index is not known. */
const mostTried = 16;

/** The resources and data sources of one module: the instances of each, and their attributes. */
export class ModuleResources implements ResourceReader {
  private readonly pending = new Set<string>();
  private readonly byKey = new WeakMap<ResourceInstances, ReadonlyMap<string, ResourceInstance>>();
  private readonly dependent = new WeakMap<object, boolean>();

  constructor(
    private readonly module: ModuleNode,
    private readonly evaluator: Evaluating,
    private readonly cells: Cells,
    private tree: ModuleTree,
  ) {}

  /** Becomes a part of another state of the configuration. */
  moveTo(tree: ModuleTree): void {
    this.tree = tree;
    this.countInstances();
  }

  /** Tells the tree of the instances that are known already. */
  countInstances(): void {
    for (const address of this.module.declarations.resources.keys()) {
      const known = this.cells.has(address) ? this.cells.at(address).instances : undefined;
      if (known?.repeats && known.listed) this.tree.instances += known.items.length;
    }
  }

  /** What a block makes, as far as it is known. */
  instancesOf(declared: DeclaredResource): ResourceInstances {
    const { address } = declared;
    this.cells.read(address);
    const known = this.cells.at(address).instances;
    if (known) return known;
    const base: Context = { uri: declared.uri, frame: undefined };
    if (this.pending.has(address)) {
      this.cells.tie();
      const item = { declared, address: this.module.path + address, key: undefined, exists: 'unknown', context: base } as const;
      return { repeats: undefined, exists: 'unknown', items: [item], complete: false };
    }
    this.pending.add(address);
    const made = this.cells.within(address, (cell) => {
      cell.instances = this.listInstances(declared, base);
      return cell.instances;
    });
    this.pending.delete(address);
    return made;
  }

  private listInstances(declared: DeclaredResource, base: Context): ResourceInstances {
    const { tree } = this;
    const whole = this.module.path + declared.address;
    const { body, span } = declared.node;
    const room = tree.roomForInstances;
    const found = instancesOf(body, base, this.evaluator, whole, Math.min(MAX_INSTANCES, room));
    // Whether there was room depends on what came before.
    if (found.limited && room < MAX_INSTANCES) tree.limited = true;
    if (found.repeats && !found.limited) {
      tree.instances += found.items.length;
      tree.budget.grant(Math.max(0, found.items.length - 1) * (span.end - span.start));
    }
    const items = found.items.map(({ index, key, names, exists }): ResourceInstance => {
      const suffix = key === undefined && found.items.length > 1 ? '[*]' : index;
      const context = names.size > 0 ? within(base, names, true) : base;
      return { declared, address: whole + suffix, key, exists, context };
    });
    const listed = found.repeats !== undefined && !found.limited;
    return { repeats: found.repeats, exists: found.exists, items, complete: found.complete, ...(listed ? { listed: true } : {}) };
  }

  /** The whole evaluated body of an instance. */
  body(instance: ResourceInstance): MapValue {
    const { declared } = instance;
    const { node } = declared;
    const origin = originOf({ uri: declared.uri, frame: undefined }, node.span);
    const what = declared.address;
    return this.once<MapValue>(
      instance,
      node,
      node,
      () =>
        evaluateBody(node.body, instance.context, this.evaluator, origin, true, {
          attribute: (attribute) => this.attributeValue(instance, attribute, origin),
          nested: (block, evaluate) => this.once<NestedPart | undefined>(instance, block, block, evaluate, () => undefined),
        }),
      () => ({ kind: 'map', entries: new Map(), origin, rest: unknown({ kind: 'cycle', what }, origin) }),
    );
  }

  /**
   * What is evaluated once for a part of a block: for each instance, or for all of them where it says nothing of `each` and `count`.
   * @param key what it is kept by
   */
  private once<T>(instance: ResourceInstance, part: Attribute | Block, key: object, evaluate: () => T, cycle: () => T): T {
    const { address } = instance.declared;
    this.cells.read(address);
    return this.cells.within(address, (cell) => {
      const memo = instance.context.frame && this.dependsOnInstance(part) ? cell.memoOf(instance) : cell.memo;
      return memo.once(key, evaluate, () => {
        this.cells.tie();
        return cycle();
      });
    });
  }

  private attributeValue(instance: ResourceInstance, attribute: Attribute, use: Origin): Value {
    const context = contextOf(instance.context, attribute, this.module);
    return this.once<Value>(
      instance,
      attribute,
      attribute,
      () => this.oneDeeper(() => this.evaluator.evaluate(attribute.value, context), use),
      () => unknown({ kind: 'cycle', what: `${instance.address}.${attribute.name}` }, use),
    );
  }

  /** From resource to resource the way is longer than from expression to expression. */
  private oneDeeper(evaluate: () => Value, use: Origin): Value {
    const { budget } = this.evaluator;
    const value = budget.enter() ? evaluate() : unknown({ kind: 'limit', what: 'depth' }, use);
    budget.leave();
    return value;
  }

  private dependsOnInstance(node: Attribute | Block): boolean {
    let depends = this.dependent.get(node);
    if (depends === undefined) {
      depends = false;
      const visit = (expression: { readonly kind: string; readonly name?: unknown }) => {
        if (expression.kind === 'variable' && (expression.name === 'each' || expression.name === 'count')) depends = true;
      };
      if (node.kind === 'attribute') expressionsIn(node.value, visit);
      else everyExpression(node.body, visit);
      this.dependent.set(node, depends);
    }
    return depends;
  }

  /** The block of an address, and which of its instances is meant, if one is. */
  private find(
    address: string,
  ):
    | { readonly declared: DeclaredResource; readonly all: ResourceInstances; readonly one: ResourceInstance | undefined }
    | undefined {
    const { path, declarations } = this.module;
    if (!address.startsWith(path)) return undefined;
    const local = address.slice(path.length);
    const bracket = local.indexOf('[');
    const name = bracket < 0 ? local : local.slice(0, bracket);
    this.cells.read(name);
    const declared = declarations.resources.get(name);
    if (!declared) return undefined;
    const all = this.instancesOf(declared);
    return { declared, all, one: this.byAddress(all).get(address) };
  }

  private byAddress(all: ResourceInstances): ReadonlyMap<string, ResourceInstance> {
    let index = this.byKey.get(all);
    if (!index) {
      index = new Map(all.items.map((item) => [item.address, item]));
      this.byKey.set(all, index);
    }
    return index;
  }

  /** Goes one step into a whole resource, or into one of its instances. */
  into(whole: ReferenceValue, step: Step, use: Origin): Value {
    const found = this.find(whole.address);
    if (!found) return unknown({ kind: 'no-such', what: whole.address }, use, whole.address);
    const { declared, all, one } = found;
    const isBlock = whole.address === this.module.path + declared.address;
    const name = stepName(step);
    // A block that makes one, or of which nothing is told: that one stands for the block.
    const [only] = all.items;
    const stands = only?.address === whole.address;
    if (step.kind === 'index') {
      if (isBlock && all.exists === false) return invalid(`there is no ${whole.address}`, use);
      if (all.repeats && isBlock) return stands ? whole : this.pick(whole, all, name, use);
    }
    if (name === undefined) return unknown({ kind: 'computed', what: whole.address }, use);
    if (one) return this.attribute(one, name, use);
    if (isBlock && this.byAddress(all).has(this.indexed(whole, all, name))) return this.pick(whole, all, name, use);
    // An instance that is not listed, or which one is not said.
    const address = isBlock ? `${whole.address}[?]` : whole.address;
    return { kind: 'reference', address, attribute: name, origin: use };
  }

  private indexed(whole: ReferenceValue, all: ResourceInstances, key: string): string {
    return `${whole.address}[${all.repeats === 'count' ? key : JSON.stringify(key)}]`;
  }

  /** The instance of a key. @param key undefined where it is not known */
  private pick(whole: ReferenceValue, all: ResourceInstances, key: string | undefined, use: Origin): Value {
    const { origin } = whole;
    const reference = (address: string): ReferenceValue => ({ kind: 'reference', address, attribute: '', origin });
    if (key === undefined) {
      if (!all.complete || all.items.length > mostTried) return reference(`${whole.address}[?]`);
      return oneOf(
        all.items.map((item) => reference(item.address)),
        use,
      );
    }
    const address = this.indexed(whole, all, key);
    const found = this.byAddress(all).get(address);
    if (found || !all.complete) return reference(address);
    return invalid(`there is no ${address}`, use);
  }

  /** An attribute of a resource: what is written, or a reference to what will be known later. */
  private attribute(instance: ResourceInstance, name: string, use: Origin): Value {
    const { address, declared } = instance;
    const { node } = declared;
    const computed: ReferenceValue = { kind: 'reference', address, attribute: name, origin: use };
    const known = this.knownAttribute(instance, name, use);
    if (known) return known;
    const from = { address, attribute: name };
    const written = attributeOf(node.body, name);
    if (written) {
      // As a block it would be a list, as an attribute it need not be.
      if (written.mayBeBlock) return computed;
      const value = this.attributeValue(instance, written, use);
      return value.kind === 'unknown' && !isInvalid(value) ? computed : { ...value, from: value.from ?? from };
    }
    if (
      !node.body.items.some(
        (item) => item.kind === 'block' && (item.type === name || (item.type === 'dynamic' && item.labels[0]?.text === name)),
      )
    ) {
      return computed;
    }
    return this.body(instance).entries.get(name)?.value ?? computed;
  }

  /** Attributes of data sources that are known without asking anyone. */
  private knownAttribute(instance: ResourceInstance, name: string, use: Origin): Value | undefined {
    const { declared, address } = instance;
    if (declared.mode !== 'data') return undefined;
    if (declared.type === 'aws_iam_policy_document' && (name === 'json' || name === 'minified_json')) {
      const document = this.policyDocument(instance, use);
      if (document.kind === 'unknown') return { kind: 'reference', address, attribute: name, origin: use };
      return { kind: 'encoded', format: 'json', content: document, origin: document.origin };
    }
    const account = accountFacts[`${declared.type}.${name}`];
    if (account === undefined || declared.node.body.items.length > 0) return undefined;
    // Every such block without arguments asks the same provider for the same thing.
    const asked = this.module.place.otherProviders ? this.module.path : '';
    return unknown({ kind: 'computed', what: account }, use, `${asked}data.${declared.type}.${name}`);
  }

  /** What a policy-document data source renders to; unknown where it stands for several. */
  policyDocument(instance: ResourceInstance, use: Origin): Value {
    const { declared, key } = instance;
    const { uri, node, address } = declared;
    if (key === undefined && this.instancesOf(declared).repeats === 'for_each')
      return unknown({ kind: 'computed', what: address }, use);
    // The body is a key of its own: the block is that of what it says.
    return this.once<Value>(
      instance,
      node,
      node.body,
      () =>
        renderPolicyDocument(
          this.body(instance),
          originOf({ uri, frame: undefined }, node.span),
          (document) => this.tree.decoder.json(document),
          (block, render) => this.cells.parts.made(block, renderPolicyDocument, uri, () => render(block)),
        ),
      () => unknown({ kind: 'cycle', what: address }, use),
    );
  }

  /** The instances of a whole resource as a collection: a tuple for `count`, an object for `for_each`. */
  collection(whole: ReferenceValue, use: Origin): Value {
    const found = this.find(whole.address);
    if (!found?.all.repeats || whole.address !== this.module.path + found.declared.address) return whole;
    const { all } = found;
    const { origin } = whole;
    if (!this.evaluator.budget.spend(all.items.length)) return unknown({ kind: 'limit', what: 'evaluation' }, use);
    const reference = ({ address }: ResourceInstance): ReferenceValue => ({ kind: 'reference', address, attribute: '', origin });
    const more = all.complete ? {} : { rest: unknown({ kind: 'computed', what: `the instances of ${whole.address}` }, use) };
    const listed = all.items.filter((item) => item.key !== undefined);
    if (all.repeats === 'for_each' && (all.complete || listed.length > 0)) {
      const entries = new Map(
        listed.map((item): [string, Entry] => [String(item.key), { value: reference(item), member: item.exists }]),
      );
      return { kind: 'map', entries, origin, ...more };
    }
    const items = all.items.map((item): Item => ({ value: reference(item), member: item.exists }));
    return { kind: 'list', items, origin, ...more };
  }

  /** Whether what an address names is certainly there, once. */
  isCertain(address: string): boolean {
    const found = this.module.place.exists === true ? this.find(address) : undefined;
    if (found?.one?.exists !== true) return false;
    return found.all.repeats !== 'for_each' || found.one.key !== undefined;
  }
}

/** Data sources that tell what no text can. */
export const accountFacts: Readonly<Record<string, string>> = {
  'aws_caller_identity.account_id': 'the account',
  'aws_caller_identity.id': 'the account',
  'aws_caller_identity.arn': 'who runs Terraform',
  'aws_caller_identity.user_id': 'who runs Terraform',
  'aws_region.name': 'the region',
  'aws_region.id': 'the region',
  'aws_region.region': 'the region',
  'aws_partition.partition': 'the partition',
  'aws_partition.dns_suffix': 'the partition',
};
