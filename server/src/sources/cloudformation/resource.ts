import type { PropertyPath, Resource, SchemaData } from '../../resources';
import type { DataNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin, Value } from '../../values';
import { absent, mapValue, textOrigin, unknown } from '../../values';
import type { Evaluator } from './evaluate';
import type { Expected, Scope } from './model';
import { ANYTHING } from './scope';
import type { Declared } from './serverless-row';
import { keyOrigin } from './template';
import { valueAt } from './value-at';

/**
 * A resource of a template. Besides its properties `get` answers for what stands beside `Properties`, under a `$`:
 * `['$DeletionPolicy']`, `$UpdateReplacePolicy`, `$DependsOn`, `$CreationPolicy`, `$UpdatePolicy`, `$Metadata`, `$Condition`, and
 * `$Type`, the type as it is written (`AWS::Serverless::Function` of what `type` calls `AWS::Lambda::Function`).
 */
export class TemplateEntry implements Resource {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly source = 'cloudformation';
  readonly origin: Origin;
  readonly body: Origin;
  readonly declared = true;
  private evaluated: Value | undefined;

  constructor(
    private readonly from: Declared,
    private readonly evaluator: Evaluator,
    private readonly scope: Scope,
    private readonly schema: SchemaData,
    readonly exists: true | 'unknown',
    prefix = '',
  ) {
    this.type = from.type;
    this.address = `${prefix}${from.logicalId}`;
    this.name = from.name;
    this.origin = keyOrigin(evaluator.template, from.entry);
    this.body = textOrigin(evaluator.template.uri, from.entry.span);
  }

  get(path: PropertyPath): Value {
    const [first] = path;
    if (typeof first === 'string' && first.startsWith('$')) {
      const node = entryOf(this.from.node, first.slice(1))?.value;
      if (!node) return absent(this.origin);
      return valueAt(this.evaluator.value(node, this.scope, ANYTHING), path, this.origin, 1);
    }
    const value = valueAt(this.properties(), path, this.origin);
    if (value.kind === 'absent' && entryOf(this.from.node, 'Fn::Transform')) {
      return unknown({ kind: 'unsupported', what: 'Fn::Transform' }, this.origin);
    }
    // What the serverless transform makes of properties that it does not pass on is not known.
    const { supplied } = this.from;
    if (value.kind === 'absent' && supplied && typeof first === 'string' && !supplied.has(first)) {
      return unknown({ kind: 'not-mapped', path: path.join('.') }, this.origin);
    }
    return value;
  }

  private properties(): Value {
    this.evaluated ??= this.evaluate(this.from.properties);
    return this.evaluated;
  }

  private evaluate(node: DataNode | undefined): Value {
    if (!node) return mapValue([], this.origin);
    const schema = this.schema[this.type];
    const expected: Expected = schema
      ? { type: { object: '' }, definitions: { ...schema.definitions, '': schema.properties } }
      : ANYTHING;
    const value = this.evaluator.value(node, this.scope, expected);
    if (value.kind === 'map' || value.kind === 'oneOf' || value.kind === 'unknown') return value;
    return unknown({ kind: 'invalid', what: 'Properties' }, value.origin);
  }
}
