import type { PropertyType } from '../../resources';
import type { DataNode, MappingEntry, MappingNode, ScalarNode, SequenceNode } from '../../syntax/data';
import { entryOf, placeOf } from '../../syntax/data';
import { outlivesEdits } from '../../text';
import type { Entry, Item, Origin, Truth, UnknownValue, Value } from '../../values';
import { absent, numberValue, reanchor, stringValue, unknown } from '../../values';
import { isTrue, plainScalar } from '../plain-value';
import { callOf } from './call';
import { assumeCondition, conditionNamed, OTHER } from './conditions';
import { callFunction, firstCharacter } from './functions';
import { decodeJson } from './json-text';
import type { Budget } from './loops';
import { isLoop, replaceIdentifiers, unroll } from './loops';
import type { Evaluation, Expected, Scope, Template } from './model';
import { parameterValue } from './parameters';
import { emptyScope } from './scope';
import { readTemplate, unrollConditions, unrollResources } from './template';
import { joinText } from './text-value';
import { oneOf } from './value-at';
import { Worlds } from './worlds';

/** The stack around a template, as far as there is one. */
export interface Surroundings {
  /** What is given for a parameter from outside. */
  given?(name: string): Value | undefined;
  /** Of a nested stack: what comes before the names of its resources, as `Network/`. */
  readonly prefix?: string;
  /** The value of `Fn::GetAtt` of a resource that is a nested stack; undefined where that cannot be read. */
  output?(stack: string, attribute: string, use: Origin): Value | undefined;
}

/** Loops over properties make so many passes in one template. */
const MAX_PASSES = 100_000;

/** Pseudo parameters that say the same in nested stacks. */
const SHARED = /^AWS::(?:AccountId|Partition|Region|URLSuffix)$/;

/** Evaluates the values of one template. Never throws; what CloudFormation would refuse is unknown. */
export class Evaluator implements Evaluation {
  readonly worlds: Worlds = new Worlds(this);
  readonly root = emptyScope();
  private readonly parameters = new Map<string, Value>();
  private readonly passes: Budget = { left: MAX_PASSES };
  private read: Template;
  /** What the items of lists are worth that outlive edits of what stands around them (statements of policies). */
  private readonly items = new WeakMap<DataNode, Value>();

  constructor(
    uri: string,
    root: DataNode | undefined,
    private readonly around: Surroundings = {},
  ) {
    this.read = readTemplate(uri, root);
    this.read = { ...this.read, conditions: unrollConditions(this, root, this.root) };
    this.read = { ...this.read, ...unrollResources(this, root, this.root) };
  }

  get template(): Template {
    return this.read;
  }

  value(node: DataNode, scope: Scope, expected: Expected): Value {
    if (node.alias) {
      const { alias, ...anchored } = node;
      return reanchor(this.value(anchored, scope, expected), { kind: 'text', uri: this.template.uri, span: alias });
    }
    const call = callOf(node);
    if (call) {
      const value = callFunction(this, call, this.originOf(node), scope, expected);
      return expected.type === 'json' ? decodeJson(value, exactSub(node, value)) : value;
    }
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node, scope, expected.type);
      case 'sequence':
        return this.list(node, scope, expected);
      case 'mapping':
        return this.isItem(node, scope, expected) ? this.item(node, scope, expected) : this.map(node, scope, expected);
    }
  }

  /** Whether a mapping is worth the same wherever it stands, as long as this evaluator is asked. */
  private isItem(node: MappingNode, { bound, world, assumed }: Scope, { type }: Expected): boolean {
    return type === undefined && bound.size === 0 && !world && assumed.size === 0 && outlivesEdits(node.span);
  }

  private item(node: MappingNode, scope: Scope, expected: Expected): Value {
    let value = this.items.get(node);
    if (!value) {
      value = this.map(node, scope, expected);
      this.items.set(node, value);
    }
    return value;
  }

  refer(name: string, scope: Scope, use: Origin): Value {
    const bound = scope.bound.get(name);
    if (bound) return reanchor(bound, use);
    if (name === 'AWS::NoValue') return absent(use);
    const { world } = scope;
    if (world?.values.has(name)) {
      const chosen = world.values.get(name);
      return chosen ?? unknown({ kind: 'unset', name }, use, `${OTHER}${name}`);
    }
    const value = this.parameter(name);
    if (!value) return this.attribute(name, 'Ref', use) ?? unknown({ kind: 'no-such', what: name }, use);
    const open = value.kind !== 'string' && value.kind !== 'number' && value.kind !== 'bool';
    const narrowed = open && !world && (scope.assumed.size > 0 || this.worlds.hasRules) && this.worlds.narrow(name, scope);
    return reanchor(narrowed || value, use);
  }

  parameter(name: string): Value | undefined {
    const known = this.parameters.get(name);
    if (known) return known;
    const declared = this.template.parameters.get(name);
    const pseudo = name.startsWith('AWS::') && name !== 'AWS::NoValue';
    if (!declared && !pseudo) return undefined;
    const { uri } = this.template;
    const prefix = SHARED.test(name) ? '' : (this.around.prefix ?? '');
    const symbol = `Ref ${prefix}${name}`;
    const value = declared
      ? parameterValue({ uri, name, symbol, declared, given: this.around.given?.(name) })
      : unknown({ kind: 'computed', what: name }, { kind: 'text', uri, span: { start: 0, end: 0 } }, symbol);
    this.parameters.set(name, value);
    return value;
  }

  attribute(name: string, attribute: string, use: Origin): Value | undefined {
    const { resourceNames, serverless, open, gaps } = this.template;
    const output = attribute.startsWith('Outputs.') ? this.around.output?.(name, attribute, use) : undefined;
    if (output) return output;
    if (!resourceNames.has(name) && !serverless && !open && gaps.length === 0) return undefined;
    return { kind: 'reference', address: `${this.around.prefix ?? ''}${name}`, attribute, origin: use };
  }

  condition(name: string, scope: Scope): Truth {
    return conditionNamed(this, name, scope);
  }

  assume(name: string, truth: boolean, scope: Scope): Scope {
    return assumeCondition(this, name, truth, scope);
  }

  originOf(node: DataNode): Origin {
    return { kind: 'text', uri: this.template.uri, span: placeOf(node) };
  }

  private scalar(node: ScalarNode, scope: Scope, type: PropertyType | undefined): Value {
    const origin = this.originOf(node);
    switch (node.type) {
      case 'string': {
        const text = replaceIdentifiers(node.text, scope);
        const value = text.includes('{{resolve:') ? joinText([text], origin) : stringValue(text, origin);
        return type === 'json' ? decodeJson(value, text === node.text ? firstCharacter(node) : undefined) : value;
      }
      case 'number':
        if ((type === 'number' || type === 'integer') && Number.isFinite(Number(node.text))) {
          return numberValue(Number(node.text), origin);
        }
        return plainScalar(node, origin);
      case 'bool':
        // YAML 1.1 reads `OFF` as false; where a string is expected reports differ on which of the two arrives.
        if (type === 'string' && !/^(?:true|false)$/i.test(node.text)) {
          return oneOf([stringValue(node.text, origin), stringValue(String(isTrue(node.text)), origin)], origin);
        }
        return plainScalar(node, origin);
      case 'null':
        return unknown({ kind: 'invalid', what: 'null' }, origin);
      case 'missing':
        return unknown({ kind: 'syntax' }, origin);
    }
  }

  private list(node: SequenceNode, scope: Scope, expected: Expected): Value {
    const { type, definitions } = expected;
    const element: Expected = { type: typeof type === 'object' && 'list' in type ? type.list : undefined, definitions };
    const items: Item[] = [];
    for (const item of node.items) {
      const value = this.value(item, scope, element);
      if (value.kind === 'absent') continue;
      if (value.kind === 'oneOf' && value.choices.some((choice) => choice.kind === 'absent')) {
        const present = value.choices.filter((choice) => choice.kind !== 'absent');
        if (present.length > 0) items.push({ value: oneOf(present, value.origin), member: 'unknown' });
      } else {
        items.push({ value, member: true });
      }
    }
    return { kind: 'list', items, origin: this.originOf(node) };
  }

  private map(node: MappingNode, scope: Scope, expected: Expected): Value {
    const { type, definitions } = expected;
    const properties = typeof type === 'object' && 'object' in type ? definitions[type.object] : undefined;
    const ofMap = typeof type === 'object' && 'map' in type ? type.map : undefined;
    const origin = this.originOf(node);
    const entries = new Map<string, Entry>();
    let rest: UnknownValue | undefined;
    const add = (name: string, entry: MappingEntry, within: Scope): void => {
      const value = this.value(entry.value, within, { type: ofMap ?? properties?.[name], definitions });
      if (value.kind === 'absent') entries.delete(name);
      else entries.set(name, { value, key: this.originOf(entry.key), member: true });
    };
    const transform = node.entries.find((entry) => entry.key.text === 'Fn::Transform');
    if (transform) {
      rest = unknown({ kind: 'unsupported', what: 'Fn::Transform' }, this.originOf(transform.key));
      const macro = entryOf(transform.value, 'Name')?.value;
      // A macro of one's own may rewrite what stands beside it; `AWS::Include` only adds.
      if (macro?.kind !== 'scalar' || macro.text !== 'AWS::Include') return rest;
    }
    if (scope.bound.size > 0 || node.entries.some(isLoop)) {
      const unrolled = unroll(this, node, scope, this.passes);
      for (const { name, entry, scope: within } of unrolled.entries.values()) {
        if (entry !== transform) add(name, entry, within);
      }
      const [gap] = unrolled.gaps;
      if (gap) rest = unknown(gap.reason, gap.at);
    } else {
      for (const entry of node.entries) if (entry !== transform) add(entry.key.text, entry, scope);
    }
    return rest ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
  }
}

/** Of `!Sub '{…}'` without variables: where its text begins. */
function exactSub(node: DataNode, value: Value): number | undefined {
  if (node.tag !== 'Sub' || node.kind !== 'scalar' || value.kind !== 'string' || value.value !== node.text) return undefined;
  return firstCharacter(node);
}
