import type { Attribute, Block, Expression } from '../../syntax/hcl/ast';
import { type ListValue, type Origin, type ReferenceValue, type TextOrigin, unknown, type Value } from '../../values';
import { stepName } from './access';
import { evaluateBody, type Presence, presenceOf } from './body';
import {
  type Budget,
  type Context,
  contextOf,
  type DocumentNotes,
  type Names,
  originOf,
  type Resolution,
  type Step,
  within,
} from './context';
import { convert, isInvalid } from './convert';
import { attributeOf, type Declarations, type Declared, type DeclaredResource } from './declarations';
import { Evaluator } from './evaluate';
import { renderPolicyDocument } from './policy-document';
import { parseType } from './types';

/** One module's names, each evaluated once, when it is first asked for. */
export class Module implements Names {
  readonly evaluator: Evaluator;
  private readonly memo = new Map<object, Value>();
  private readonly pending = new Set<object>();
  private readonly presences = new Map<string, Presence>();
  private readonly pendingPresences = new Set<string>();

  constructor(
    readonly declarations: Declarations,
    budget: Budget,
    documents: DocumentNotes,
  ) {
    this.evaluator = new Evaluator(this, budget, documents);
  }

  resolve(name: string, steps: readonly Step[], use: TextOrigin): Resolution {
    const [first] = steps;
    switch (name) {
      case 'var':
        return this.named(first, use, 'var', (key) => this.variable(key, use));
      case 'local':
        return this.named(first, use, 'local', (key) => this.local(key, use));
      case 'module':
        return this.named(first, use, 'module', (key) => this.moduleOutput(key, use));
      case 'path':
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
    if (!declared) return unknown({ kind: 'no-such', what: `var.${name}` }, use, `var.${name}`);
    return this.once(declared.node, `var.${name}`, use, () => this.evaluateVariable(name, declared));
  }

  private evaluateVariable(name: string, { uri, node }: Declared<Block>): Value {
    const context: Context = { uri, frame: undefined };
    const secret = this.literalBool(node, 'sensitive', context) === true ? { sensitive: true as const } : {};
    const fallback = attributeOf(node.body, 'default');
    const label = node.labels[0];
    const place = originOf(context, label ? label.span : node.typeSpan);
    if (!fallback) return { ...unknown({ kind: 'unset', name }, place, `var.${name}`), ...secret };
    const value = this.evaluator.evaluate(fallback.value, contextOf(context, fallback, this));
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
    if (!declared) return unknown({ kind: 'no-such', what: `local.${name}` }, use, `local.${name}`);
    return this.once(declared.node, `local.${name}`, use, () =>
      this.evaluator.evaluate(declared.node.value, { uri: declared.uri, frame: undefined }),
    );
  }

  private moduleOutput(name: string, use: Origin): Value {
    const reason = this.declarations.modules.has(name)
      ? ({ kind: 'not-loaded', what: `module.${name}` } as const)
      : ({ kind: 'no-such', what: `module.${name}` } as const);
    return unknown(reason, use, `module.${name}`);
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
    const address = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
    if (!this.declarations.resources.has(address)) {
      return { value: unknown({ kind: 'no-such', what: address }, use, address), used: 2 - shift };
    }
    return { value: { kind: 'reference', address, attribute: '', origin: use }, used: 2 - shift };
  }

  intoResource(whole: ReferenceValue, step: Step, use: Origin): Value {
    const declared = this.declarations.resources.get(whole.address);
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
    const { address, node } = declared;
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
      if (document.kind === 'unknown') return { kind: 'reference', address: declared.address, attribute: name, origin: use };
      return { kind: 'encoded', format: 'json', content: document, origin: document.origin };
    }
    const account = accountFacts[`${declared.type}.${name}`];
    if (account === undefined || declared.node.body.items.length > 0) return undefined;
    // Every such block without arguments asks the same provider for the same thing.
    return unknown({ kind: 'computed', what: account }, use, `data.${declared.type}.${name}`);
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
    const presence = presenceOf(declared.node.body, { uri: declared.uri, frame: undefined }, this.evaluator, declared.address);
    this.pendingPresences.delete(declared.address);
    this.presences.set(declared.address, presence);
    return presence;
  }

  instances(whole: ReferenceValue, use: Origin): Value {
    const declared = this.declarations.resources.get(whole.address);
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
    const declared = this.declarations.resources.get(address);
    return declared !== undefined && this.presence(declared).certain;
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
