import type { MappingNode, ScalarNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin, Value } from '../../values';
import { boolValue, listValue, numberValue, stringValue, unknown } from '../../values';
import { isTrue } from '../plain-value';
import { joinText } from './text-value';
import { oneOf } from './value-at';

const MAX_ALLOWED = 50;
const MAX_LIST = 200;

/**
 * What a parameter is worth: its default; else one of its allowed values; else unknown, with an identity. The default of a
 * parameter of an SSM type is the name of what is looked up, so the value is unknown. `NoEcho` makes it sensitive.
 */
export function parameterValue(uri: string, name: string, node: MappingNode): Value {
  const type = scalarEntry(node, 'Type')?.text ?? 'String';
  const place: Origin = { kind: 'text', uri, span: node.span };
  const value = written(uri, name, type, node, place);
  const noEcho = scalarEntry(node, 'NoEcho');
  return noEcho && isTrue(noEcho.text) ? { ...value, sensitive: true } : value;
}

function written(uri: string, name: string, type: string, node: MappingNode, place: Origin): Value {
  const symbol = `Ref ${name}`;
  if (type.startsWith('AWS::SSM::Parameter::Value')) {
    return unknown({ kind: 'not-loaded', what: `SSM parameter ${name}` }, place, symbol);
  }
  const given = scalarEntry(node, 'Default');
  if (given) return typed(uri, type, given);
  const allowed = entryOf(node, 'AllowedValues')?.value;
  if (allowed?.kind === 'sequence' && allowed.items.length > 0 && allowed.items.length <= MAX_ALLOWED) {
    const choices = allowed.items.filter((item): item is ScalarNode => item.kind === 'scalar' && item.type !== 'missing');
    const isList = type.startsWith('List<') || type === 'CommaDelimitedList';
    // Of a list parameter each element is one of them: too many combinations to tell.
    if (choices.length === allowed.items.length && !isList) {
      return oneOf(
        choices.map((choice) => typed(uri, type, choice)),
        place,
      );
    }
  }
  return unknown({ kind: 'unset', name }, place, symbol);
}

function typed(uri: string, type: string, node: ScalarNode): Value {
  const origin: Origin = { kind: 'text', uri, span: node.span };
  if (type.startsWith('List<') || type === 'CommaDelimitedList') return listOf(uri, type, node, origin);
  return scalarOf(type, node, node.text, origin);
}

function scalarOf(type: string, node: ScalarNode, text: string, origin: Origin): Value {
  if (type === 'Number' || type === 'List<Number>') {
    const number = Number(text.trim());
    if (text.trim() !== '' && Number.isFinite(number)) return numberValue(number, origin);
  }
  if (node.type === 'bool') return boolValue(isTrue(text), origin);
  return text.includes('{{resolve:') ? joinText([text], origin) : stringValue(text, origin);
}

function listOf(uri: string, type: string, node: ScalarNode, origin: Origin): Value {
  const base = node.span.start + (node.style === 'single' || node.style === 'double' ? 1 : 0);
  const items: Value[] = [];
  let at = 0;
  if (node.text.trim() === '') return listValue([], origin);
  for (const piece of node.text.split(',', MAX_LIST + 1)) {
    if (items.length === MAX_LIST) return listValue(items, origin, unknown({ kind: 'limit', what: 'a long list' }, origin));
    const text = piece.trim();
    const start = base + at + (piece.length - piece.trimStart().length);
    const place: Origin = node.exact ? { kind: 'text', uri, span: { start, end: start + text.length } } : origin;
    items.push(scalarOf(type, { ...node, type: 'string' }, text, place));
    at += piece.length + 1;
  }
  return listValue(items, origin);
}

function scalarEntry(node: MappingNode, key: string): ScalarNode | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && value.type !== 'missing' && value.type !== 'null' ? value : undefined;
}
