import type { Attribute, Block, Body } from '../../syntax/hcl/ast';
import { textOrigin, type Value } from '../../values';
import { type Explained, type ExplainedValue, MAX_EXPLAINED } from '../explained';
import { iteratorValue } from './body';
import { eachElement } from './collections';
import { type Context, contextOf, originOf, within } from './context';
import { attributeOf } from './declarations';
import { type Target, targetAt } from './explain-target';
import { instancesOf } from './instances';
import { MAX_INSTANCES, type ModuleNode, type ModuleTree } from './modules/tree';

interface Place {
  readonly address: string;
  readonly context: Context;
}

/**
 * The value of the innermost expression at an offset, in every module of the configuration that the text belongs to and for every
 * instance of the block that it stands in. Undefined where no expression stands there, or one that says all itself.
 */
export function explainTerraform(tree: ModuleTree, uri: string, body: Body, offset: number): Explained | undefined {
  const target = targetAt(body, offset);
  if (!target) return undefined;
  tree.budget.renew();
  const modules = [...tree.opened()];
  for (const module of modules) module.cells.beginAnswer();
  try {
    const values: ExplainedValue[] = [];
    let more = 0;
    for (const module of modules) {
      if (!module.place.directory.files.some((file) => file.uri === uri)) continue;
      for (const { address, context } of placesIn(module, uri, target)) {
        if (values.length >= MAX_EXPLAINED || tree.budget.exhausted) more++;
        else values.push({ address, value: evaluated(target, module, context) });
      }
    }
    return { span: target.span, within: target.whole, names: target.names, values, more };
  } finally {
    for (const module of modules) module.cells.endAnswer(tree.budget.exhausted);
  }
}

function evaluated(target: Target, module: ModuleNode, context: Context): Value {
  const { evaluator } = module;
  if (target.kind === 'expression') return evaluator.evaluate(target.expression, contextOf(context, target.attribute, module));
  const use = textOrigin(context.uri, target.span);
  return evaluator.names.resolve('var', [{ kind: 'attribute', name: target.name, span: target.span }], use).value;
}

function placesIn(module: ModuleNode, uri: string, target: Target): readonly Place[] {
  const base: Context = { uri, frame: undefined };
  const own = module.path.replace(/\.$/, '');
  if (target.kind === 'variable') return [{ address: own, context: base }];
  const { blocks, attribute } = target;
  const [top, ...nested] = blocks;
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
    const { items } = instancesOf(top.body, base, module.evaluator, address, MAX_INSTANCES);
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
  const isOwn = rest.length === 0 && attribute.name === 'for_each';
  if (block.type !== 'dynamic' || label === undefined || !each || isOwn) return inBlocks(module, rest, attribute, place);
  const iterator = attributeOf(block.body, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : label;
  const { evaluator } = module;
  const origin = originOf(place.context, block.typeSpan);
  const elements = eachElement(evaluator.evaluate(each.value, place.context), evaluator, origin);
  if (elements.kind !== 'elements') return [];
  return elements.items.slice(0, MAX_INSTANCES).flatMap(({ key, value }, index) => {
    const shown = key.kind === 'string' && !key.sensitive ? JSON.stringify(key.value) : String(index);
    const context = within(place.context, new Map([[name, iteratorValue(key, value, origin)]]), true);
    return inBlocks(module, rest, attribute, { address: `${place.address} ${label}[${shown}]`, context });
  });
}
