import type { Attribute, Block, Body, Expression } from '../../syntax/hcl/ast';
import { childrenOf } from '../../syntax/hcl/walk';
import type { Span } from '../../text';
import { type Explained, type ExplainedValue, MAX_EXPLAINED } from '../explained';
import { iteratorValue } from './body';
import { eachElement } from './collections';
import { type Context, contextOf, originOf, within } from './context';
import { attributeOf } from './declarations';
import { instancesOf } from './instances';
import type { ModuleNode, ModuleTree } from './modules/tree';

/** What is evaluated, and the blocks that lead to it, from the top-level one in. */
interface Target {
  readonly blocks: readonly Block[];
  readonly attribute: Attribute;
  readonly expression: Expression;
  readonly span: Span;
}

interface Place {
  readonly address: string;
  readonly context: Context;
}

/**
 * The value of the innermost expression at an offset, in every module of the configuration that the text belongs to and for every
 * instance of the block that it stands in. Undefined where no expression stands there.
 */
export function explainTerraform(tree: ModuleTree, uri: string, body: Body, offset: number): Explained | undefined {
  const target = targetAt(body, offset, []);
  const top = target?.blocks[0];
  if (!target || !top) return undefined;
  tree.budget.renew();
  const values: ExplainedValue[] = [];
  let more = 0;
  for (const module of tree.opened()) {
    if (!module.place.directory.files.some((file) => file.uri === uri)) continue;
    for (const { address, context } of placesIn(module, uri, target)) {
      if (values.length >= MAX_EXPLAINED) more++;
      else {
        const own = contextOf(context, target.attribute, module);
        values.push({ address, value: module.evaluator.evaluate(target.expression, own) });
      }
    }
  }
  // What was cut short now must not be taken over into the next state.
  if (tree.budget.exhausted) tree.limited = true;
  return { span: target.span, name: nameOf(target), values, more };
}

function nameOf({ attribute, blocks }: Target): string | undefined {
  const [top] = blocks;
  if (top?.type === 'variable' || top?.type === 'output') return top.labels[0]?.text;
  return attribute.name;
}

function targetAt(body: Body, offset: number, blocks: readonly Block[]): Target | undefined {
  for (const item of body.items) {
    if (!covers(item.span, offset)) continue;
    if (item.kind === 'block') return targetAt(item.body, offset, [...blocks, item]);
    // The type of a variable and the names in `lifecycle` and `depends_on` are no values.
    const isName =
      (blocks[0]?.type === 'variable' && item.name === 'type') || item.name === 'depends_on' || item.name === 'providers';
    if (isName || blocks.some((block) => block.type === 'lifecycle')) return undefined;
    if (covers(item.nameSpan, offset)) return { blocks, attribute: item, expression: item.value, span: item.nameSpan };
    const expression = covers(item.value.span, offset) ? innermost(item.value, offset) : undefined;
    return expression && { blocks, attribute: item, expression, span: expression.span };
  }
  return undefined;
}

/** A traversal is taken whole (`var.a.b`), and what stands in a `for` with it: its variable has no one value. */
function innermost(expression: Expression, offset: number): Expression {
  if (expression.kind === 'get-attribute' || expression.kind === 'splat') return expression;
  if (expression.kind === 'template' && expression.parts.some((part) => part.kind === 'for' && covers(part.span, offset)))
    return expression;
  const child = childrenOf(expression).find((each) => covers(each.span, offset));
  if (!child) return expression;
  const isFor = expression.kind === 'for-tuple' || expression.kind === 'for-object';
  if (isFor && child !== expression.collection) return expression;
  if (expression.kind === 'object') {
    const item = expression.items.find((each) => each.key === child);
    if (item) return item.value;
  }
  return innermost(child, offset);
}

function placesIn(module: ModuleNode, uri: string, { blocks, attribute }: Target): readonly Place[] {
  const [top, ...nested] = blocks;
  const base: Context = { uri, frame: undefined };
  const own = module.path.replace(/\.$/, '');
  const isRepetition = nested.length === 0 && (attribute.name === 'count' || attribute.name === 'for_each');
  if (!top || isRepetition) return [{ address: own, context: base }];
  if (top.type === 'resource' || top.type === 'data') {
    const prefix = top.type === 'data' ? 'data.' : '';
    const declared = module.declarations.resources.get(`${prefix}${top.labels[0]?.text}.${top.labels[1]?.text}`);
    const { items } = declared ? module.resources.instancesOf(declared) : { items: [] };
    return items.flatMap(({ address, context }) => inBlocks(module, nested, attribute, { address, context }));
  }
  if (top.type === 'module') {
    const address = `${module.path}module.${top.labels[0]?.text ?? ''}`;
    const { items } = instancesOf(top.body, base, module.evaluator, address, 1000);
    return items.map(({ index, names }) => ({
      address: address + index,
      context: names.size > 0 ? within(base, names, true) : base,
    }));
  }
  return [{ address: own, context: base }];
}

/** Once for every element of the `dynamic` blocks on the way. */
function inBlocks(module: ModuleNode, blocks: readonly Block[], attribute: Attribute, place: Place): readonly Place[] {
  const [block, ...rest] = blocks;
  if (!block) return [place];
  const label = block.labels[0]?.text;
  const each = attributeOf(block.body, 'for_each');
  const isOwn = rest.length === 0 && (attribute.name === 'for_each' || attribute.name === 'iterator');
  if (block.type !== 'dynamic' || label === undefined || !each || isOwn) return inBlocks(module, rest, attribute, place);
  const iterator = attributeOf(block.body, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : label;
  const { evaluator } = module;
  const origin = originOf(place.context, block.typeSpan);
  const elements = eachElement(evaluator.evaluate(each.value, place.context), evaluator, origin);
  if (elements.kind !== 'elements') return [];
  return elements.items.slice(0, 1000).flatMap(({ key, value }, index) => {
    const shown = key.kind === 'string' && !key.sensitive ? JSON.stringify(key.value) : String(index);
    const context = within(place.context, new Map([[name, iteratorValue(key, value, origin)]]), true);
    return inBlocks(module, rest, attribute, { address: `${place.address} ${label}[${shown}]`, context });
  });
}

function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
