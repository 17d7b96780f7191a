import type { Attribute, Block, Expression, TemplateExpression } from '../../syntax/hcl/ast';
import { type ListValue, type Origin, type ReferenceValue, type TextOrigin, unknown, type Value } from '../../values';
import { stepName } from './access';
import { evaluateBody, type Presence, presenceOf } from './body';
import { type Context, contextOf, type DocumentNotes, type Names, originOf, type Resolution, type Step, within } from './context';
import { convert, isInvalid } from './convert';
import { attributeOf, type Declarations, type Declared, type DeclaredResource } from './declarations';
import { EmbeddedDocuments } from './embedded';
import { Evaluator } from './evaluate';
import { openCall } from './modules/calls';
import type { ModuleDirectory } from './modules/directory';
import type { Given } from './modules/inputs';
import { type OutputReader, outputsOf } from './modules/outputs';
import type { Call, ModuleFacts, ModuleNode, ModulePlace, ModuleTree } from './modules/tree';
import { renderPolicyDocument } from './policy-document';
import { parseType } from './types';

/** One module's names, each evaluated once, when it is first asked for: a root, or one instance of one call. */
export class Module implements Names, ModuleNode, OutputReader {
  readonly declarations: Declarations;
  readonly evaluator: Evaluator;
  readonly calls = new Map<string, Call>();
  facts: ModuleFacts | undefined;
  private readonly pendingCalls = new Set<string>();
  private readonly notes: Notes;
  private readonly memo = new Map<object, Value>();
  private readonly pending = new Set<object>();
  private readonly presences = new Map<string, Presence>();
  private readonly pendingPresences = new Set<string>();

  constructor(
    readonly place: ModulePlace,
    private tree: ModuleTree,
  ) {
    this.declarations = place.directory.declarations;
    this.notes = new Notes(tree.documents);
    this.evaluator = new Evaluator(this, tree.budget, this.notes);
  }

  static root(directory: ModuleDirectory, tree: ModuleTree, inputs?: Given): Module {
    const place: ModulePlace = {
      ...{ directory, path: '', key: '', within: [directory.dir] },
      ...{ exists: true, otherProviders: false, inputs },
    };
    tree.evaluated.push('');
    const root = new Module(place, tree);
    tree.add(root);
    return root;
  }

  /** What the addresses of its resources begin with. */
  get path(): string {
    return this.place.path;
  }

  adopt(tree: ModuleTree): void {
    this.tree = tree;
    this.notes.moveTo(tree.documents);
    tree.add(this);
    for (const call of this.calls.values()) {
      if (call.kind === 'read') for (const { module } of call.instances) module.adopt(tree);
    }
  }

  resolve(name: string, steps: readonly Step[], use: TextOrigin): Resolution {
    const [first] = steps;
    switch (name) {
      case 'var':
        return this.named(first, use, 'var', (key) => this.variable(key, use));
      case 'local':
        return this.named(first, use, 'local', (key) => this.local(key, use));
      case 'module':
        return this.ofCall(steps, use);
      case 'path':
        // `path.root` is the same everywhere.
        return this.named(first, use, name, (key) =>
          unknown({ kind: 'computed', what: `path.${key}` }, use, `${key === 'module' ? this.path : ''}path.${key}`),
        );
      case 'terraform':
        return this.named(first, use, name, (key) =>
          unknown({ kind: 'computed', what: `${name}.${key}` }, use, `${name}.${key}`),
        );
      case 'each':
      case 'count':
      case 'self':
        return { value: unknown({ kind: 'no-such', what: name }, use), used: steps.length };
      case 'data':
        return this.resource(steps, 'data', use);
      default:
        return this.resource([{ kind: 'attribute', name, span: use.span }, ...steps], 'managed', use);
    }
  }

  private named(step: Step | undefined, use: Origin, kind: string, read: (key: string) => Value): Resolution {
    const key = step && stepName(step);
    // `var` by itself is not an expression, `var[` half typed.
    return key === undefined ? { value: unknown({ kind: 'no-such', what: kind }, use), used: 0 } : { value: read(key), used: 1 };
  }

  /** The default of a variable, converted to its type; without one, it is not set. */
  private variable(name: string, use: Origin): Value {
    const declared = this.declarations.variables.get(name);
    if (!declared) return unknown({ kind: 'no-such', what: `var.${name}` }, use, `${this.path}var.${name}`);
    return this.once(declared.node, `var.${name}`, use, () => this.evaluateVariable(name, declared));
  }

  private evaluateVariable(name: string, { uri, node }: Declared<Block>): Value {
    const context: Context = { uri, frame: undefined };
    const secret = this.literalBool(node, 'sensitive', context) === true ? { sensitive: true as const } : {};
    const fallback = attributeOf(node.body, 'default');
    const label = node.labels[0];
    const place = originOf(context, label ? label.span : node.typeSpan);
    const given = this.place.inputs?.get(name);
    // What may not be null takes its default instead.
    const isGiven = given && !(given.kind === 'absent' && this.literalBool(node, 'nullable', context) === false);
    if (!isGiven && !fallback) return { ...unknown({ kind: 'unset', name }, place, `${this.path}var.${name}`), ...secret };
    const value = isGiven || !fallback ? given : this.evaluator.evaluate(fallback.value, contextOf(context, fallback, this));
    if (!value) return { ...unknown({ kind: 'unset', name }, place, `${this.path}var.${name}`), ...secret };
    const constraint = attributeOf(node.body, 'type');
    const type = constraint && parseType(constraint.value);
    if (type === undefined) return { ...value, ...secret };
    const converted = convert(value, type, (expression: Expression) => this.evaluator.evaluate(expression, context));
    return { ...converted, ...secret };
  }

  private literalBool(block: Block, name: string, context: Context): boolean | undefined {
    const attribute = attributeOf(block.body, name);
    if (!attribute) return undefined;
    const value = this.evaluator.evaluate(attribute.value, contextOf(context, attribute, this));
    return value.kind === 'bool' ? value.value : undefined;
  }

  private local(name: string, use: Origin): Value {
    const declared = this.declarations.locals.get(name);
    if (!declared) return unknown({ kind: 'no-such', what: `local.${name}` }, use, `${this.path}local.${name}`);
    return this.once(declared.node, `local.${name}`, use, () =>
      this.evaluator.evaluate(declared.node.value, { uri: declared.uri, frame: undefined }),
    );
  }

  /** `module.x`, `module.x.y`, `module.x[0].y`: an output is evaluated for itself, without the others. */
  private ofCall(steps: readonly Step[], use: TextOrigin): Resolution {
    const name = steps[0] && stepName(steps[0]);
    if (name === undefined) return { value: unknown({ kind: 'no-such', what: 'module' }, use), used: 0 };
    const symbol = `${this.path}module.${name}`;
    const call = this.call(name);
    if (!call) return { value: unknown({ kind: 'no-such', what: `module.${name}` }, use, symbol), used: 1 };
    if (call.kind === 'unread') return { value: unknown(call.reason, use, symbol), used: 1 };
    return outputsOf(call, `module.${name}`, steps, use);
  }

  /** Opens a call when it is first asked for; undefined where there is none of the name. */
  call(name: string): Call | undefined {
    const known = this.calls.get(name);
    const declared = this.declarations.modules.get(name);
    if (known || !declared) return known;
    if (this.pendingCalls.has(name)) return { kind: 'unread', reason: { kind: 'cycle', what: `module.${name}` } };
    this.pendingCalls.add(name);
    const call = openCall(this, name, declared, this.tree, (place) => new Module(place, this.tree));
    this.pendingCalls.delete(name);
    this.calls.set(name, call);
    return call;
  }

  output(name: string, use: Origin): Value {
    const declared = this.declarations.outputs.get(name);
    if (!declared) return unknown({ kind: 'no-such', what: `output ${name}` }, use);
    const { uri, node } = declared;
    const written = attributeOf(node.body, 'value');
    const context: Context = { uri, frame: undefined };
    if (!written) return unknown({ kind: 'syntax' }, originOf(context, node.typeSpan));
    const value = this.attributeValue(written, context, `output.${name}`, use);
    return this.literalBool(node, 'sensitive', context) === true ? { ...value, sensitive: true } : value;
  }

  /** Evaluates what a name stands for once; a name that needs itself is a cycle. */
  private once(node: object, what: string, use: Origin, evaluate: () => Value): Value {
    const known = this.memo.get(node);
    if (known) return known;
    if (this.pending.has(node)) return unknown({ kind: 'cycle', what }, use);
    this.pending.add(node);
    const value = evaluate();
    this.pending.delete(node);
    this.memo.set(node, value);
    return value;
  }

  /** @param steps type and name first. */
  private resource(steps: readonly Step[], mode: 'managed' | 'data', use: TextOrigin): Resolution {
    const [typeStep, nameStep] = steps;
    const shift = mode === 'managed' ? 1 : 0;
    const type = typeStep && stepName(typeStep);
    const name = nameStep && stepName(nameStep);
    if (type === undefined || name === undefined)
      return { value: unknown({ kind: 'no-such', what: type ?? 'data' }, use), used: steps.length - shift };
    const local = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
    const address = this.path + local;
    if (!this.declarations.resources.has(local)) {
      return { value: unknown({ kind: 'no-such', what: address }, use, address), used: 2 - shift };
    }
    return { value: { kind: 'reference', address, attribute: '', origin: use }, used: 2 - shift };
  }

  /** The resource of an address; undefined where it stands in another module. */
  private declaredAt(address: string): DeclaredResource | undefined {
    return address.startsWith(this.path) ? this.declarations.resources.get(address.slice(this.path.length)) : undefined;
  }

  /** The module that a whole resource stands in, if it is not this one: it came in through a variable or an output. */
  private other(address: string): ModuleNode | undefined {
    const holder = this.tree.holderOf(address);
    return holder === this ? undefined : holder;
  }

  intoResource(whole: ReferenceValue, step: Step, use: Origin): Value {
    const other = this.other(whole.address);
    if (other) return other.intoResource(whole, step, use);
    const declared = this.declaredAt(whole.address);
    if (!declared) return unknown({ kind: 'no-such', what: whole.address }, use, whole.address);
    const presence = this.presence(declared);
    if (step.kind === 'index') {
      if (presence.exists === false) return unknown({ kind: 'invalid', what: `there is no ${whole.address}` }, use);
      // Every instance is written in the one block.
      if (presence.repeats) return whole;
    }
    const name = stepName(step);
    if (name === undefined) return unknown({ kind: 'computed', what: whole.address }, use);
    return this.attribute(declared, name, use);
  }

  /** An attribute of a resource: what is written, or a reference to what will be known later. */
  private attribute(declared: DeclaredResource, name: string, use: Origin): Value {
    const { node } = declared;
    const address = this.path + declared.address;
    const computed: ReferenceValue = { kind: 'reference', address, attribute: name, origin: use };
    const context = this.contextOf(declared);
    const known = this.known(declared, name, use);
    if (known) return known;
    const from = { address, attribute: name };
    const written = attributeOf(node.body, name);
    if (written) {
      const value = this.attributeValue(written, context, `${address}.${name}`, use);
      return value.kind === 'unknown' && !isInvalid(value) ? computed : { ...value, from: value.from ?? from };
    }
    if (
      !node.body.items.some(
        (item) => item.kind === 'block' && (item.type === name || (item.type === 'dynamic' && item.labels[0]?.text === name)),
      )
    ) {
      return computed;
    }
    return this.body(declared).entries.get(name)?.value ?? computed;
  }

  attributeValue(attribute: Attribute, context: Context, what: string, use: Origin): Value {
    return this.once(attribute, what, use, () => this.evaluator.evaluate(attribute.value, contextOf(context, attribute, this)));
  }

  /** Attributes of data sources that are known without asking anyone. */
  private known(declared: DeclaredResource, name: string, use: Origin): Value | undefined {
    if (declared.mode !== 'data') return undefined;
    if (declared.type === 'aws_iam_policy_document' && (name === 'json' || name === 'minified_json')) {
      const document = this.policyDocument(declared, use);
      if (document.kind === 'unknown')
        return { kind: 'reference', address: this.path + declared.address, attribute: name, origin: use };
      return { kind: 'encoded', format: 'json', content: document, origin: document.origin };
    }
    const account = accountFacts[`${declared.type}.${name}`];
    if (account === undefined || declared.node.body.items.length > 0) return undefined;
    // Every such block without arguments asks the same provider for the same thing.
    const asked = this.place.otherProviders ? this.path : '';
    return unknown({ kind: 'computed', what: account }, use, `${asked}data.${declared.type}.${name}`);
  }

  /** What a policy-document data source renders to; unknown where it is repeated. */
  policyDocument(declared: DeclaredResource, use: Origin): Value {
    if (this.presence(declared).repeats === 'for_each') return unknown({ kind: 'computed', what: declared.address }, use);
    return this.once(documentKey(declared), declared.address, use, () =>
      renderPolicyDocument(this.body(declared), originOf({ uri: declared.uri, frame: undefined }, declared.node.span)),
    );
  }

  /** The whole evaluated body of a resource. */
  body(declared: DeclaredResource) {
    const origin = originOf({ uri: declared.uri, frame: undefined }, declared.node.span);
    const value = this.once(declared.node, declared.address, origin, () =>
      evaluateBody(declared.node.body, this.contextOf(declared), this.evaluator, origin, true, (attribute, context) =>
        this.attributeValue(attribute, context, `${declared.address}.${attribute.name}`, origin),
      ),
    );
    return value.kind === 'map'
      ? value
      : { kind: 'map' as const, entries: new Map(), origin, ...(value.kind === 'unknown' ? { rest: value } : {}) };
  }

  contextOf(declared: DeclaredResource): Context {
    const context: Context = { uri: declared.uri, frame: undefined };
    const { names } = this.presence(declared);
    return names.size > 0 ? within(context, names, true) : context;
  }

  presence(declared: DeclaredResource): Presence {
    const known = this.presences.get(declared.address);
    if (known) return known;
    const open: Presence = { exists: 'unknown', names: new Map(), repeats: undefined, certain: false };
    if (this.pendingPresences.has(declared.address)) return open;
    this.pendingPresences.add(declared.address);
    const address = this.path + declared.address;
    const presence = presenceOf(declared.node.body, { uri: declared.uri, frame: undefined }, this.evaluator, address);
    this.pendingPresences.delete(declared.address);
    this.presences.set(declared.address, presence);
    return presence;
  }

  instances(whole: ReferenceValue, use: Origin): Value {
    const other = this.other(whole.address);
    if (other) return other.instances(whole, use);
    const declared = this.declaredAt(whole.address);
    if (!declared) return whole;
    const presence = this.presence(declared);
    if (!presence.repeats) return whole;
    const origin = whole.origin;
    if (presence.exists === false)
      return presence.repeats === 'count' ? { kind: 'list', items: [], origin } : { kind: 'map', entries: new Map(), origin };
    const rest = unknown({ kind: 'computed', what: `the instances of ${whole.address}` }, use);
    const list: ListValue = { kind: 'list', items: [{ value: whole, member: presence.exists }], rest, origin };
    return list;
  }

  fileOf(node: object): string | undefined {
    const { elsewhere } = this.declarations;
    return elsewhere.size === 0 ? undefined : elsewhere.get(node);
  }

  isCertain(address: string): boolean {
    const other = this.other(address);
    if (other) return other.isCertain(address);
    const declared = this.declaredAt(address);
    return declared !== undefined && this.place.exists === true && this.presence(declared).certain;
  }
}

/** Data sources that tell what no text can. */
const accountFacts: Readonly<Record<string, string>> = {
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

function documentKey(declared: DeclaredResource): object {
  return declared.node.body;
}

/** The documents of one module, which stay its own when it is taken over into another state of the configuration. */
class Notes implements DocumentNotes {
  private readonly own = new EmbeddedDocuments();

  constructor(private all: EmbeddedDocuments) {}

  note(uri: string, template: TemplateExpression, pieces: readonly (string | Value)[]): void {
    this.own.note(uri, template, pieces);
    this.all.note(uri, template, pieces);
  }

  moveTo(all: EmbeddedDocuments): void {
    all.addAll(this.own);
    this.all = all;
  }
}
