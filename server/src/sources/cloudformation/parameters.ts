import type { DataDocument, MappingNode, ScalarNode } from '../../syntax/data';
import { entryOf, placeOf } from '../../syntax/data';
import { spanBeside } from '../../text';
import type { Origin, Value } from '../../values';
import { boolValue, listValue, numberValue, stringValue, unknown } from '../../values';
import { isTrue } from '../plain-value';
import { joinText, textOf } from './text-value';
import { oneOf } from './value-at';

const MAX_ALLOWED = 50;
const MAX_LIST = 200;

export interface ParameterInput {
  readonly uri: string;
  readonly name: string;
  /** What stands for the parameter in `Unknown.symbol`. */
  readonly symbol: string;
  readonly declared: MappingNode;
  /** What a parameter file or the parent stack says. */
  readonly given: Value | undefined;
}

/**
 * What a parameter is worth: what is given for it; else its default; else one of its allowed values; else unknown, with an identity.
 * The value of a parameter of an SSM type is the name of what is looked up, so it is unknown. `NoEcho` makes it sensitive.
 */
export function parameterValue(input: ParameterInput): Value {
  const value = worth(input);
  const noEcho = scalarEntry(input.declared, 'NoEcho');
  return noEcho && isTrue(noEcho.text) ? { ...value, sensitive: true } : value;
}

function worth({ uri, name, symbol, declared, given }: ParameterInput): Value {
  const type = scalarEntry(declared, 'Type')?.text ?? 'String';
  const place: Origin = { kind: 'text', uri, span: declared.span };
  if (type.startsWith('AWS::SSM::Parameter::Value')) {
    return unknown({ kind: 'not-loaded', what: `SSM parameter ${name}` }, place, symbol);
  }
  if (given) return givenAs(type, given, symbol);
  const byDefault = scalarEntry(declared, 'Default');
  if (byDefault) return written(uri, type, byDefault);
  const allowed = entryOf(declared, 'AllowedValues')?.value;
  if (allowed?.kind === 'sequence' && allowed.items.length > 0 && allowed.items.length <= MAX_ALLOWED) {
    const choices = allowed.items.filter((item): item is ScalarNode => item.kind === 'scalar' && item.type !== 'missing');
    // Of a list parameter each element is one of them: too many combinations to tell.
    if (choices.length === allowed.items.length && !isList(type)) {
      return oneOf(
        choices.map((choice) => written(uri, type, choice)),
        place,
      );
    }
  }
  return unknown({ kind: 'unset', name }, place, symbol);
}

/** A value from elsewhere, as the parameter's type reads it. */
function givenAs(type: string, given: Value, symbol: string): Value {
  if (given.kind === 'oneOf') {
    return oneOf(
      given.choices.map((choice) => givenAs(type, choice, symbol)),
      given.origin,
    );
  }
  const text = textOf(given);
  const mark = given.sensitive ? ({ sensitive: true } as const) : {};
  if (text !== undefined) {
    const value = isList(type) ? listOf(type, text, given.origin, undefined) : scalarOf(type, given, text, given.origin);
    return { ...value, ...mark };
  }
  if (given.kind === 'absent' || (isList(type) && given.kind !== 'list' && given.kind !== 'unknown')) {
    return unknown({ kind: 'undecided', what: 'a parameter of the stack' }, given.origin, symbol);
  }
  return given.kind === 'unknown' && given.symbol === undefined ? { ...given, symbol } : given;
}

/**
 * What a parameter file gives, by name: `[{ ParameterKey, ParameterValue }]` of the AWS CLI, `["Name=value"]`, or
 * `{ Parameters: { Name: value } }` of CodePipeline. `UsePreviousValue` gives an unknown.
 */
export function readParameterFile(uri: string, document: DataDocument): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  const add = (name: string, node: ScalarNode): void => {
    given.set(name, stringValue(node.text, { kind: 'text', uri, span: placeOf(node) }));
  };
  const { root } = document;
  if (root?.kind === 'sequence') {
    for (const item of root.items) {
      if (item.kind === 'scalar' && item.text.includes('=')) {
        const at = item.text.indexOf('=');
        const start = item.span.start + (item.style === 'plain' ? 0 : 1) + at + 1;
        const end = start + item.text.length - at - 1;
        const span = item.exact ? spanBeside(item.span, start, end) : placeOf(item);
        given.set(item.text.slice(0, at), stringValue(item.text.slice(at + 1), { kind: 'text', uri, span }));
      }
      const name = entryOf(item, 'ParameterKey')?.value;
      const value = entryOf(item, 'ParameterValue')?.value;
      if (name?.kind !== 'scalar') continue;
      if (value?.kind === 'scalar' && value.type !== 'missing') add(name.text, value);
      else given.set(name.text, unknown({ kind: 'unset', name: name.text }, { kind: 'text', uri, span: item.span }));
    }
    return given;
  }
  const parameters = entryOf(root, 'Parameters')?.value;
  if (parameters?.kind !== 'mapping') return given;
  for (const { key, value } of parameters.entries) {
    if (value.kind === 'scalar' && value.type !== 'missing') add(key.text, value);
    else given.set(key.text, unknown({ kind: 'invalid', what: key.text }, { kind: 'text', uri, span: placeOf(value) }));
  }
  return given;
}

/** The names of the parameters that a template declares. */
export function declaredParameters(document: DataDocument): readonly string[] {
  const declared = entryOf(document.root, 'Parameters')?.value;
  return declared?.kind === 'mapping' ? declared.entries.map(({ key }) => key.text) : [];
}

function isList(type: string): boolean {
  return type.startsWith('List<') || type === 'CommaDelimitedList';
}

function written(uri: string, type: string, node: ScalarNode): Value {
  const origin: Origin = { kind: 'text', uri, span: placeOf(node) };
  if (isList(type)) return listOf(type, node.text, origin, node.exact ? node : undefined);
  if (node.type === 'bool' && type !== 'Number' && type !== 'List<Number>') return boolValue(isTrue(node.text), origin);
  return scalarOf(type, undefined, node.text, origin);
}

function scalarOf(type: string, given: Value | undefined, text: string, origin: Origin): Value {
  if (type === 'Number' || type === 'List<Number>') {
    const number = Number(text.trim());
    if (text.trim() !== '' && Number.isFinite(number)) return numberValue(number, origin);
  }
  if (given?.kind === 'bool') return boolValue(given.value, origin);
  return text.includes('{{resolve:') ? joinText([text], origin) : stringValue(text, origin);
}

/** @param exact the scalar, where each of its characters has a place of its own. */
function listOf(type: string, text: string, origin: Origin, exact: ScalarNode | undefined): Value {
  if (text.trim() === '') return listValue([], origin);
  const base = exact ? exact.span.start + (exact.style === 'plain' ? 0 : 1) : 0;
  const items: Value[] = [];
  let at = 0;
  for (const piece of text.split(',', MAX_LIST + 1)) {
    if (items.length === MAX_LIST) return listValue(items, origin, unknown({ kind: 'limit', what: 'a long list' }, origin));
    const element = piece.trim();
    const start = base + at + (piece.length - piece.trimStart().length);
    const place: Origin =
      exact && origin.kind === 'text' ? { ...origin, span: spanBeside(origin.span, start, start + element.length) } : origin;
    items.push(scalarOf(type, undefined, element, place));
    at += piece.length + 1;
  }
  return listValue(items, origin);
}

function scalarEntry(node: MappingNode, key: string): ScalarNode | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && value.type !== 'missing' && value.type !== 'null' ? value : undefined;
}
