import type { DataNode } from '../../server/src/syntax/data';
import { entryOf, placeOf } from '../../server/src/syntax/data';
import { parseHcl } from '../../server/src/syntax/hcl';
import type { Block, Body, Expression } from '../../server/src/syntax/hcl/ast';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import type { Span } from '../../server/src/text';
import type { Language } from './example';

/** A place where a whole expression stands, so that another may take its place. */
export interface Slot {
  readonly span: Span;
  /** A string, number or boolean without anything to evaluate in it. */
  readonly literal: boolean;
}

/** Every expression of a text that is worth a variable: in Terraform outside of declarations, in templates below `Properties`. */
export function slotsOf(language: Language, name: string, text: string): readonly Slot[] {
  if (language === 'terraform') return name.endsWith('.tf') ? hclSlots(text) : [];
  if (language === 'cloudformation') return templateSlots(parseYaml(text).root);
  return language === 'cloudformation-json' ? templateSlots(parseJson(text).root) : [];
}

const CONTENT = new Set(['resource', 'data', 'module', 'locals', 'provider']);

function hclSlots(text: string): readonly Slot[] {
  const slots: Slot[] = [];
  for (const item of parseHcl(text).body.items) {
    if (item.kind === 'block' && CONTENT.has(item.type)) collectBody(item.body, slots);
  }
  return slots;
}

function collectBody(body: Body, slots: Slot[]): void {
  for (const item of body.items) {
    if (item.kind === 'attribute') collectExpression(item.value, slots);
    // What `lifecycle` holds are names, and `dynamic` needs its iterator.
    else if (item.type !== 'lifecycle') collectBody(item.body, slots);
  }
}

function collectExpression(expression: Expression, slots: Slot[]): void {
  slots.push({ span: expression.span, literal: isLiteral(expression) });
  switch (expression.kind) {
    case 'tuple':
      for (const item of expression.items) collectExpression(item, slots);
      break;
    case 'object':
      for (const item of expression.items) collectExpression(item.value, slots);
      break;
    case 'call':
      for (const argument of expression.args) collectExpression(argument, slots);
      break;
    case 'conditional':
      for (const part of [expression.condition, expression.then, expression.otherwise]) collectExpression(part, slots);
      break;
    case 'parentheses':
      collectExpression(expression.expression, slots);
      break;
    default:
      break;
  }
}

function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'template')
    return expression.form === 'quoted' && expression.parts.every((part) => part.kind === 'literal');
  return expression.kind === 'number' || expression.kind === 'bool';
}

function templateSlots(root: DataNode | undefined): readonly Slot[] {
  const slots: Slot[] = [];
  const resources = entryOf(root, 'Resources')?.value;
  if (resources?.kind !== 'mapping') return slots;
  for (const { value } of resources.entries) collectNode(entryOf(value, 'Properties')?.value, slots, false);
  return slots;
}

function collectNode(node: DataNode | undefined, slots: Slot[], itself = true): void {
  if (!node || node.alias) return;
  const literal =
    node.kind === 'scalar' && node.tag === undefined && node.style !== 'block' && node.type !== 'null' && node.type !== 'missing';
  // A reference on one line fits wherever a scalar or a flow collection stood.
  const replaceable = node.kind === 'scalar' ? node.style !== 'block' : node.flow;
  if (itself && replaceable) slots.push({ span: placeOf(node), literal });
  if (node.tag !== undefined || isIntrinsic(node)) return;
  if (node.kind === 'mapping') for (const { value } of node.entries) collectNode(value, slots);
  else if (node.kind === 'sequence') for (const item of node.items) collectNode(item, slots);
}

function isIntrinsic(node: DataNode): boolean {
  return node.kind === 'mapping' && node.entries.length === 1 && /^(?:Ref|Fn::|Condition$)/.test(node.entries[0]?.key.text ?? '');
}

/** The bodies whose items each stand on lines of their own, so that their order can be changed: resource and data blocks. */
export function reorderable(language: Language, text: string): readonly (readonly Span[])[] {
  if (language === 'terraform') {
    const blocks = parseHcl(text).body.items.filter((item): item is Block => item.kind === 'block');
    return blocks
      .filter((block) => block.type === 'resource' && !block.oneLine)
      .map((block) => block.body.items.map((item) => item.span));
  }
  if (language !== 'cloudformation') return [];
  const resources = entryOf(parseYaml(text).root, 'Resources')?.value;
  if (resources?.kind !== 'mapping') return [];
  return resources.entries.flatMap(({ value }) => {
    const properties = entryOf(value, 'Properties')?.value;
    return properties?.kind === 'mapping' && !properties.flow ? [properties.entries.map((entry) => entry.span)] : [];
  });
}
