import type { PropertyType } from '../../resources';
import type { DataNode, MappingNode, ScalarNode, SequenceNode } from '../../syntax/data';
import { placeOf } from '../../syntax/data';
import type { Entry, Item, Origin, Truth, UnknownValue, Value } from '../../values';
import { numberValue, reanchor, stringValue, unknown } from '../../values';
import { isTrue, plainScalar } from '../plain-value';
import { callOf } from './call';
import { assumeCondition, conditionNamed } from './conditions';
import { callFunction, firstCharacter, referTo } from './functions';
import { decodeJson } from './json-text';
import { parameterValue } from './parameters';
import type { Evaluation, Expected, Scope } from './scope';
import type { Template } from './template';
import { joinText } from './text-value';
import { oneOf } from './value-at';

/** Evaluates the values of one template. Never throws; what CloudFormation would refuse is unknown. */
export class Evaluator implements Evaluation {
  private readonly parameters = new Map<string, Value>();

  constructor(readonly template: Template) {}

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
        return this.scalar(node, expected.type);
      case 'sequence':
        return this.list(node, scope, expected);
      case 'mapping':
        return this.map(node, scope, expected);
    }
  }

  refer(name: string, scope: Scope, use: Origin): Value {
    const bound = scope.bound.get(name);
    if (bound) return reanchor(bound, use);
    const declared = this.template.parameters.get(name);
    if (!declared) return referTo(this, name, use);
    let value = this.parameters.get(name);
    if (!value) {
      value = parameterValue(this.template.uri, name, declared);
      this.parameters.set(name, value);
    }
    return reanchor(value, use);
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

  private scalar(node: ScalarNode, type: PropertyType | undefined): Value {
    const origin = this.originOf(node);
    switch (node.type) {
      case 'string': {
        const value = node.text.includes('{{resolve:') ? joinText([node.text], origin) : stringValue(node.text, origin);
        return type === 'json' ? decodeJson(value, firstCharacter(node)) : value;
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
    for (const entry of node.entries) {
      const name = entry.key.text;
      const key = this.originOf(entry.key);
      if (name === 'Fn::Transform' || name.startsWith('Fn::ForEach')) {
        rest = unknown({ kind: 'unsupported', what: name }, key);
        continue;
      }
      const value = this.value(entry.value, scope, { type: ofMap ?? properties?.[name], definitions });
      if (value.kind === 'absent') entries.delete(name);
      else entries.set(name, { value, key, member: true });
    }
    return rest ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
  }
}

/** Of `!Sub '{…}'` without variables: where its text begins. */
function exactSub(node: DataNode, value: Value): number | undefined {
  if (node.tag !== 'Sub' || node.kind !== 'scalar' || value.kind !== 'string' || value.value !== node.text) return undefined;
  return firstCharacter(node);
}
