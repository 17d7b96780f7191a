import type { Attribute, Block, Body, Expression, HclFile } from '../../syntax/hcl/ast';
import { expressionsIn } from '../../syntax/hcl/walk';
import { encloses, type Span } from '../../text';
import { embeddedJson } from '../hcl/embedded-json';
import { statementInData } from './read-data';
import type { WrittenElement, WrittenItem, WrittenList, WrittenStatement } from './statement';

/** The innermost statement of an HCL text that encloses a place: in `jsonencode`, a heredoc, or `aws_iam_policy_document`. */
export function statementInHcl(file: HclFile, text: string, place: Span): WrittenStatement | undefined {
  return inBody(file.body, text, place, false);
}

function inBody(body: Body, text: string, place: Span, isDocument: boolean): WrittenStatement | undefined {
  for (const item of body.items) {
    if (!encloses(item.span, place)) continue;
    if (item.kind === 'attribute') return inExpression(item.value, text, place);
    if (item.unclosed) return undefined;
    if (isDocument && item.type === 'statement') return fromBlock(item);
    const [type] = item.labels;
    return inBody(item.body, text, place, item.type === 'data' && type?.text === 'aws_iam_policy_document');
  }
  return undefined;
}

function inExpression(outer: Expression, text: string, place: Span): WrittenStatement | undefined {
  let found: WrittenStatement | undefined;
  const inTuple = new Set<Expression>();
  expressionsIn(outer, (expression) => {
    if (!encloses(expression.span, place)) return;
    if (expression.kind === 'tuple') for (const item of expression.items) inTuple.add(item);
    if (expression.kind === 'template' && expression.form !== 'quoted') found = inHeredoc(expression, text, place) ?? found;
    if (expression.kind !== 'object') return;
    const elements = mapOf(expression);
    if (elements?.has('Effect') && (elements.has('Action') || elements.has('NotAction')))
      found = { notation: 'object', span: expression.span, inList: inTuple.has(expression), elements };
  });
  return found;
}

/** A policy in JSON in which interpolations stand for parts of texts. */
function inHeredoc(template: Extract<Expression, { kind: 'template' }>, text: string, place: Span): WrittenStatement | undefined {
  const { parts, contentSpan } = template;
  if (!encloses(contentSpan, place) || !parts.every(({ kind }) => kind === 'literal' || kind === 'interpolation'))
    return undefined;
  const holes = parts.filter(({ kind }) => kind === 'interpolation').map(({ span }) => span);
  const document = embeddedJson(text, template);
  const found = document.problems.length === 0 ? statementInData(document.root, place) : undefined;
  return found && { ...found, elements: dimmed(found.elements, (at) => holes.some((hole) => encloses(at, hole))) };
}

/** What holds an interpolation is no literal. */
function dimmed(
  elements: ReadonlyMap<string, WrittenElement>,
  isDim: (at: Span) => boolean,
): ReadonlyMap<string, WrittenElement> {
  const items = (list: WrittenList): WrittenList => ({
    ...list,
    items: list.items.map((item) => (isDim(item.span) ? { span: item.span, text: undefined } : item)),
  });
  return new Map(
    [...elements].map(([name, { list, map, ...rest }]) => [
      name,
      { ...rest, ...(list ? { list: items(list) } : {}), ...(map ? { map: dimmed(map, isDim) } : {}) },
    ]),
  );
}

/** `actions` and `not_resources` by the names of JSON; blocks are kept under their own type, the first of each. */
function fromBlock(block: Block): WrittenStatement | undefined {
  const elements = new Map<string, WrittenElement>();
  for (const item of block.body.items) {
    if (item.kind === 'block') {
      const name = BLOCKS[item.type] ?? item.type;
      const known = elements.get(name);
      const map = name.endsWith('Principal') ? principalsOf(item, known?.map) : undefined;
      if (map) elements.set(name, { key: item.typeSpan, span: item.span, map });
      else if (!known) elements.set(name, { key: item.typeSpan, span: item.span });
    } else {
      const name = NAMES[item.name] ?? item.name;
      elements.set(name, elementOf(item));
    }
  }
  return { notation: 'block', span: block.span, inList: true, elements };
}

const BLOCKS: Readonly<Record<string, string>> = {
  condition: 'Condition',
  principals: 'Principal',
  not_principals: 'NotPrincipal',
};

/** The principals by kind, with those of the blocks before; of one whose kind is not literal under a kind that there is not. */
function principalsOf(block: Block, before: WrittenElement['map']): ReadonlyMap<string, WrittenElement> {
  const elements = new Map<string, WrittenElement>(before);
  const attribute = (name: string): WrittenElement | undefined => {
    const found = block.body.items.find((item) => item.kind === 'attribute' && item.name === name);
    return found?.kind === 'attribute' ? elementOf(found) : undefined;
  };
  const kind = attribute('type')?.list?.items[0]?.text ?? '';
  const identifiers = attribute('identifiers');
  // Two blocks of a kind are one list, which stands nowhere.
  const isSingle = identifiers !== undefined && !elements.has(kind);
  elements.set(kind, isSingle ? identifiers : { key: block.typeSpan, span: block.span });
  return elements;
}

const NAMES: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  not_actions: 'NotAction',
  resources: 'Resource',
  not_resources: 'NotResource',
};

function elementOf({ nameSpan, span, value }: Attribute): WrittenElement {
  const list = listOf(value);
  return { key: nameSpan, span, ...(list ? { list } : {}) };
}

function mapOf(expression: Expression): ReadonlyMap<string, WrittenElement> | undefined {
  if (expression.kind !== 'object') return undefined;
  const map = new Map<string, WrittenElement>();
  for (const { key, literalKey, value, span } of expression.items) {
    if (literalKey === undefined || map.has(literalKey)) return undefined;
    const list = listOf(value);
    const inner = mapOf(value);
    map.set(literalKey, { key: key.span, span, ...(list ? { list } : {}), ...(inner ? { map: inner } : {}) });
  }
  return map;
}

function listOf(value: Expression): WrittenList | undefined {
  if (value.kind === 'tuple') return { span: value.span, isList: true, indented: false, items: value.items.map(itemOf) };
  const item = itemOf(value);
  // Of an expression nothing says that it is one value: it may be a list.
  return value.kind === 'template' ? { span: value.span, isList: false, indented: false, items: [item] } : undefined;
}

function itemOf(value: Expression): WrittenItem {
  const isLiteral = value.kind === 'template' && value.form === 'quoted' && value.parts.every(({ kind }) => kind === 'literal');
  if (!isLiteral) return { span: value.span, text: undefined };
  const texts = value.parts.map((part) => (part.kind === 'literal' ? part.value : ''));
  return { span: value.span, text: texts.join('') };
}
