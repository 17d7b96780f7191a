import { type DataNode, entryOf, placeOf } from '../../syntax/data';
import { encloses, type Span, span } from '../../text';
import type { WrittenElement, WrittenItem, WrittenList, WrittenStatement } from './statement';

/** The innermost statement of a JSON or YAML tree that encloses a place. */
export function statementInData(root: DataNode | undefined, place: Span): WrittenStatement | undefined {
  let found: WrittenStatement | undefined;
  const visit = (node: DataNode, inList: boolean): void => {
    if (node.alias || !encloses(node.span, place)) return;
    if (node.kind === 'sequence') for (const item of node.items) visit(item, true);
    if (node.kind !== 'mapping') return;
    if (entryOf(node, 'Effect') && (entryOf(node, 'Action') || entryOf(node, 'NotAction'))) {
      const elements = mapOf(node);
      const isFlow = node.flow || elements === undefined;
      if (elements) found = { notation: isFlow ? 'json' : 'indented', span: node.span, inList, elements };
    }
    for (const entry of node.entries) visit(entry.value, false);
  };
  if (root) visit(root, false);
  return found;
}

/** Undefined where a key is written twice, or merged in. */
function mapOf(node: DataNode): ReadonlyMap<string, WrittenElement> | undefined {
  if (node.kind !== 'mapping' || node.tag !== undefined || node.alias) return undefined;
  const map = new Map<string, WrittenElement>();
  for (const { key, value, span: whole } of node.entries) {
    if (map.has(key.text) || key.alias || key.text === '<<' || !encloses(node.span, key.span)) return undefined;
    const list = listOf(value);
    const inner = mapOf(value);
    map.set(key.text, { key: key.span, span: whole, ...(list ? { list } : {}), ...(inner ? { map: inner } : {}) });
  }
  return map;
}

function listOf(node: DataNode): WrittenList | undefined {
  if (node.alias || node.tag !== undefined) return undefined;
  if (node.kind === 'sequence') return { span: node.span, isList: true, indented: !node.flow, items: node.items.map(itemOf) };
  if (node.kind !== 'scalar' || node.type === 'missing' || node.type === 'null' || node.style === 'block') return undefined;
  return { span: node.span, isList: false, indented: false, items: [itemOf(node)] };
}

function itemOf(node: DataNode): WrittenItem {
  const place = placeOf(node);
  const isLiteral = node.kind === 'scalar' && node.tag === undefined && !node.alias && node.style !== 'block';
  return { span: span(place.start, place.end), text: isLiteral ? node.text : undefined };
}
