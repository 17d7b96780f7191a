import type {
  BinaryExpression,
  Block,
  CallExpression,
  ConditionalExpression,
  Expression,
  ObjectExpression,
} from '../../syntax/hcl/ast';
import { outlivesEdits } from '../../text';
import {
  absent,
  boolValue,
  type Entry,
  type Item,
  numberValue,
  type TextOrigin,
  type UnknownValue,
  unknown,
  type Value,
} from '../../values';
import { access } from './access';
import type { Cells } from './cells';
import { evaluateForObject, evaluateForTuple, evaluateSplat } from './collections';
import {
  type Budget,
  type Context,
  type DocumentNotes,
  type Evaluating,
  findName,
  type Names,
  originOf,
  type Step,
} from './context';
import { convert, invalid, isInvalid, toKey } from './convert';
import type { ModuleFiles } from './files';
import { callFunction } from './functions';
import { parseNumber } from './numbers';
import { applyBinary, applyUnary, toTruth } from './operators';
import { findInvalid, markedBy, oneOf, unknownFrom } from './partial';
import { accountFacts } from './resources';
import { evaluateTemplate } from './template';
import { refusedAs, sameType, type Type, typeOf } from './types';
import { unify } from './unify';

/**
 * Evaluates Terraform's expressions as far as they are known. Never throws; what Terraform would refuse is unknown for the reason
 * `invalid`, what is not known yet is unknown for its own reason.
 */
export class Evaluator implements Evaluating {
  constructor(
    readonly names: Names,
    readonly budget: Budget,
    readonly documents: DocumentNotes,
    readonly files: ModuleFiles | undefined,
    readonly inTemplate = false,
    /** Of the module whose expressions these are. */
    private readonly cells?: Cells,
  ) {}

  part<T>(node: Expression | Block, context: Context, evaluate: () => T, lasting: (part: T) => readonly Value[]): T {
    const { cells, budget } = this;
    if (!cells || context.frame || context.place || !outlivesEdits(node.span)) return evaluate();
    const { refusals } = budget;
    const isWhole = () => budget.refusals === refusals;
    const part = cells.withinPart(node, evaluate, isWhole);
    for (const value of lasting(part)) cells.parts.lasts(value);
    return part;
  }

  within(names: Names, documents: DocumentNotes): Evaluating {
    return new Evaluator(names, this.budget, documents, this.files, true);
  }

  evaluate(expression: Expression, context: Context): Value {
    if (!this.budget.spend()) return unknown({ kind: 'limit', what: 'evaluation' }, originOf(context, expression.span));
    if (!this.budget.enter()) {
      this.budget.leave();
      return unknown({ kind: 'limit', what: 'depth' }, originOf(context, expression.span));
    }
    const value = this.dispatch(expression, context);
    this.budget.leave();
    return value;
  }

  private dispatch(expression: Expression, context: Context): Value {
    switch (expression.kind) {
      case 'number': {
        const origin = originOf(context, expression.span);
        const number = parseNumber(expression.raw);
        if (!number) return unknown({ kind: 'limit', what: 'size of a number' }, origin);
        return number.approximate
          ? { kind: 'number', value: number.value, approximate: true, origin }
          : numberValue(number.value, origin);
      }
      case 'bool':
        return boolValue(expression.value, originOf(context, expression.span));
      case 'null':
        return absent(originOf(context, expression.span));
      case 'template':
        return evaluateTemplate(expression, context, this);
      case 'tuple':
        return {
          kind: 'list',
          items: expression.items.map((item): Item => ({ value: this.evaluate(item, context), member: true })),
          origin: originOf(context, expression.span),
        };
      case 'object':
        return this.part(expression, context, () => this.object(expression, context), itself);
      case 'variable':
      case 'get-attribute':
      case 'index':
        return this.traversal(expression, context);
      case 'splat':
        return evaluateSplat(expression, this.evaluate(expression.target, context), context, this);
      case 'call':
        return this.call(expression, context);
      case 'conditional':
        return this.conditional(expression, context);
      case 'binary':
        return this.binary(expression, context);
      case 'unary':
        return applyUnary(expression.operator, this.evaluate(expression.operand, context), originOf(context, expression.span));
      case 'for-tuple':
        return evaluateForTuple(expression, context, this);
      case 'for-object':
        return evaluateForObject(expression, context, this);
      case 'parentheses':
        return this.evaluate(expression.expression, context);
      case 'missing':
        return unknown({ kind: 'syntax' }, originOf(context, expression.span));
    }
  }

  private object(expression: ObjectExpression, context: Context): Value {
    const entries = new Map<string, Entry>();
    let rest: UnknownValue | undefined;
    for (const item of expression.items) {
      const value = this.evaluate(item.value, context);
      if (item.literalKey !== undefined) {
        entries.set(item.literalKey, { value, key: originOf(context, item.key.span), member: true });
        continue;
      }
      const key = toKey(this.evaluate(item.key, context));
      if (findInvalid(key) || key.kind === 'absent') return invalid('a key is a string', originOf(context, item.key.span));
      if (key.kind === 'string') entries.set(key.value, { value, key: originOf(context, item.key.span), member: true });
      else rest ??= unknownFrom(key, key.origin);
    }
    const origin = originOf(context, expression.span);
    if (!rest) return { kind: 'map', entries, origin };
    // A key that is not known may be one of those that are: the later one wins.
    return { kind: 'map', entries, rest, origin };
  }

  private binary(expression: BinaryExpression, context: Context): Value {
    const left = this.evaluate(expression.left, context);
    return applyBinary(expression.operator, left, this.evaluate(expression.right, context), originOf(context, expression.span));
  }

  /** The branch that is taken, converted to the type that both share; both, where the condition is not decided. */
  private conditional(expression: ConditionalExpression, context: Context): Value {
    const origin = originOf(context, expression.span);
    const condition = this.evaluate(expression.condition, context);
    const truth = toTruth(condition);
    const then = this.evaluate(expression.then, context);
    const otherwise = this.evaluate(expression.otherwise, context);
    const type = commonType(then, otherwise);
    if (type === undefined) return invalid('the branches have no common type', origin);
    if (truth === undefined) return refusedAs(invalid('a condition is true or false', origin), type);
    const value =
      truth === 'unknown'
        ? oneOf([convert(then, type), convert(otherwise, type)], origin)
        : truth
          ? taken(then, type, otherwise)
          : taken(otherwise, type, then);
    return markedBy(value, [condition]);
  }

  private call(expression: CallExpression, context: Context): Value {
    const origin = originOf(context, expression.span);
    if (expression.name === 'try') return this.try(expression, context);
    if (expression.name === 'can') {
      const [argument] = expression.args;
      if (!argument || expression.args.length > 1) return invalid('can takes one argument', origin);
      const value = this.evaluate(argument, context);
      if (findInvalid(value)) return boolValue(false, origin);
      return this.isSure(value) ? boolValue(true, origin) : unknownFrom(value, origin);
    }
    if (isTemplateFunction(expression.name)) {
      const refused = this.refusesTemplate(expression, origin);
      if (refused) return refused;
    }
    const args = expression.args.map((argument) => this.evaluate(argument, context));
    if (!expression.expandLast) return callFunction(expression.name, args, origin, this);
    const last = args.pop();
    if (!last) return invalid('there is nothing to expand', origin);
    if (last.kind !== 'list')
      return isInvalid(last) || last.kind === 'map' ? invalid('only a list expands', origin) : unknownFrom(last, origin);
    if (last.rest || last.items.some((item) => item.member !== true)) {
      return callFunction(expression.name, args, origin, this, last);
    }
    return callFunction(expression.name, [...args, ...last.items.map((item) => item.value)], origin, this);
  }

  /** A template reads no further template, and `templatestring` takes what has a name, not a text of its own. */
  private refusesTemplate({ name, args }: CallExpression, origin: TextOrigin): Value | undefined {
    if (this.inTemplate) return invalid('a template reads no other template', origin);
    let [root] = args;
    if (!name.endsWith('templatestring') || !root) return undefined;
    while (root.kind === 'get-attribute' || root.kind === 'index') root = root.target;
    return root.kind === 'variable' ? undefined : invalid('templatestring takes a reference', origin);
  }

  private try(expression: CallExpression, context: Context): Value {
    const origin = originOf(context, expression.span);
    const choices: Value[] = [];
    for (const value of this.tried(expression, context)) {
      if (findInvalid(value)) continue;
      choices.push(value);
      if (this.isSure(value)) return oneOf(choices, origin);
    }
    const [first] = choices;
    if (!first) return invalid('none of the tries has a value', origin);
    return choices.length === 1 ? first : oneOf(choices, origin);
  }

  /** The values of the tries, each evaluated when the one before has failed. What is expanded is evaluated as a whole. */
  private *tried({ args, expandLast }: CallExpression, context: Context): Generator<Value> {
    for (const [i, argument] of args.entries()) {
      const value = this.evaluate(argument, context);
      const known = expandLast && i === args.length - 1 && value.kind === 'list' && !value.rest;
      if (known && value.items.every((item) => item.member === true)) yield* value.items.map((item) => item.value);
      else yield value;
    }
  }

  /** Whether Terraform would certainly not refuse the expression that gave this value. */
  private isSure(value: Value): boolean {
    switch (value.kind) {
      case 'reference':
        return this.names.isCertain(value.address);
      case 'unknown':
        return isThere(value);
      case 'list':
        return !value.rest && value.items.every((item) => this.isSure(item.value));
      case 'map':
        return !value.rest && [...value.entries.values()].every((entry) => this.isSure(entry.value));
      case 'text':
        return value.parts.every((part) => typeof part === 'string' || this.isSure(part));
      case 'encoded':
        return this.isSure(value.content);
      case 'oneOf':
        return value.choices.every((choice) => this.isSure(choice));
      default:
        return true;
    }
  }

  /** A name and the steps after it. What it leads to stands where it is written, and is used here. */
  private traversal(expression: Expression, context: Context): Value {
    const steps: Step[] = [];
    let root = expression;
    while (root.kind === 'get-attribute' || root.kind === 'index') {
      if (root.kind === 'get-attribute') steps.push({ kind: 'attribute', name: root.name, span: root.nameSpan });
      else steps.push({ kind: 'index', key: this.evaluate(root.key, context), span: root.key.span });
      root = root.target;
    }
    steps.reverse();
    const origin = originOf(context, expression.span);
    if (root.kind !== 'variable') {
      const whole = this.evaluate(root, context);
      const found = steps.reduce((value, step) => access(value, step, this.names, origin), whole);
      const refused = steps.length > 0 ? findInvalid(whole) : undefined;
      return refused ? refusedAs(unknown(refused.reason, origin), typeOf(found)) : found;
    }
    const local = findName(context, root.name);
    if (local) {
      const value = steps.reduce((at, step) => access(at, step, this.names, origin), local.value);
      return local.anchored ? this.budget.reanchor(value, origin, this.cells?.parts) : value;
    }
    const found = this.names.resolve(root.name, steps, origin);
    const value = steps.slice(found.used).reduce((at, step) => access(at, step, this.names, origin), found.value);
    return value.origin === origin ? value : this.budget.reanchor(value, origin, this.cells?.parts);
  }
}

/** Whether what is not known is a value all the same: a variable as such, the account, the path of a module. */
function isThere({ reason, symbol = '' }: UnknownValue): boolean {
  if (reason.kind === 'unset') return symbol === `var.${reason.name}` || symbol.endsWith(`.var.${reason.name}`);
  if (reason.kind !== 'computed') return false;
  const name = /(?:^|\.)(?:data\.(aws_\w+\.\w+)|((?:path|terraform)\.\w+))$/.exec(symbol);
  return name !== null && (name[2] !== undefined || (name[1] ?? '') in accountFacts);
}

function isTemplateFunction(name: string): boolean {
  return /^(?:core::)?template(?:file|string)$/.test(name);
}

/** The branch that is taken, in the type of both. Beside a list of what has no type yet a tuple's items must be of one type. */
function taken(branch: Value, type: Type, other: Value): Value {
  const own = typeOf(branch);
  const mixed =
    typeof own === 'object' && own.kind === 'tuple' && own.items.some((item) => !sameType(item, own.items[0] ?? 'any'));
  const beside = typeOf(other);
  const open =
    typeof type === 'object' &&
    type.kind === 'list' &&
    type.element === 'null' &&
    typeof beside === 'object' &&
    beside.kind === 'list';
  return open && mixed ? invalid('the items have no common type', branch.origin) : convert(branch, type);
}

/** The type of a conditional: a bare null takes the other's; beside what has no type yet nothing is converted. */
function commonType(then: Value, otherwise: Value): Type | undefined {
  const a = typeOf(then);
  const b = typeOf(otherwise);
  if (then.kind === 'absent' && a === 'null') return b;
  if (otherwise.kind === 'absent' && b === 'null') return a;
  return a === 'null' || b === 'null' ? 'null' : unify([a, b]);
}

function itself(value: Value): readonly Value[] {
  return [value];
}
