import type { MappingData } from '../../server/src/mapping';
import type { PropertyPath, Resource, ResourceGraph, SchemaData } from '../../server/src/resources';
import { loadTemplate } from '../../server/src/sources/cloudformation';
import type { Configuration } from '../../server/src/sources/configuration';
import type { DataDocument } from '../../server/src/syntax/data';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import type { Origin, Value } from '../../server/src/values';

export const URI = 'file:///t/template.yaml';

export const NO_MAPPING: MappingData = {
  terraform: {},
  cloudformation: {},
  parts: {},
  identifiers: {},
  awscc: {},
  majors: {},
};

export const SCHEMA: SchemaData = {
  'AWS::S3::Bucket': {
    properties: {
      BucketName: 'string',
      Tags: { list: { object: 'Tag' } },
      VersioningConfiguration: { object: 'VersioningConfiguration' },
    },
    definitions: { Tag: { Key: 'string', Value: 'string' }, VersioningConfiguration: { Status: 'string' } },
    attributes: ['Arn'],
  },
  'AWS::IAM::Role': {
    properties: { AssumeRolePolicyDocument: 'json', Policies: { list: { object: 'Policy' } }, Path: 'string' },
    definitions: { Policy: { PolicyName: 'string', PolicyDocument: 'json' } },
    attributes: ['Arn'],
  },
};

export function load(text: string): ResourceGraph {
  return loadTemplate({ uri: URI, document: parse(text), mapping: NO_MAPPING, schema: SCHEMA }).graph;
}

export function parse(text: string): DataDocument {
  return text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? parseJson(text) : parseYaml(text);
}

/** Several templates by their names beside each other; the first is the outermost one. */
export function loadAll(texts: Readonly<Record<string, string>>, parameters?: string): Configuration {
  const [name = ''] = Object.keys(texts);
  const base = 'file:///t/';
  return loadTemplate({
    uri: base + name,
    document: parse(texts[name] ?? ''),
    mapping: NO_MAPPING,
    schema: SCHEMA,
    find: (from, path) => {
      const uri = new URL(path, from).href;
      const text = texts[uri.slice(base.length)];
      return text === undefined ? { uri } : { uri, document: parse(text) };
    },
    ...(parameters === undefined ? {} : { parameters: { uri: `${base}p.json`, document: parse(parameters) } }),
  });
}

/** `literal <- use`, each with the name of its text where that is not the first one's. */
export function placeIn(texts: Readonly<Record<string, string>>, origin: Origin): string {
  if (origin.kind !== 'text') return origin.kind;
  const name = origin.uri.slice(origin.uri.lastIndexOf('/') + 1);
  const own = (texts[name] ?? '').slice(origin.span.start, origin.span.end);
  const place = name === Object.keys(texts)[0] ? own : `${name}: ${own}`;
  return origin.via ? `${place} <- ${placeIn(texts, origin.via)}` : place;
}

export function resource(text: string, address = 'R'): Resource {
  const found = load(text).at(address);
  if (!found) throw new Error(`No resource ${address}`);
  return found;
}

/** The value of property `P` of a resource `R`, written as YAML after `P: `, in a template with further sections. */
export function property(written: string, sections = '', path: PropertyPath = ['P']): Value {
  return resource(`${sections}\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P: ${written}\n`).get(path);
}

/** A value in one line: strings quoted, references `@A.b`, unknowns `?reason`, choices `(a|b)`, parts of texts `«…»`. */
export function show(value: Value): string {
  const mark = value.sensitive ? '~' : '';
  switch (value.kind) {
    case 'string':
      return mark + JSON.stringify(value.value);
    case 'number':
    case 'bool':
      return mark + String(value.value);
    case 'absent':
      return 'absent';
    case 'reference':
      return `@${value.address}.${value.attribute}`;
    case 'unknown':
      return `${mark}?${value.reason.kind}${value.symbol === undefined ? '' : ` ${value.symbol}`}`;
    case 'oneOf':
      return `${mark}(${value.choices.map(show).join('|')})`;
    case 'text':
      return `${mark}«${value.parts.map((part) => (typeof part === 'string' ? part : `{${show(part)}}`)).join('')}»`;
    case 'encoded':
      return `${value.format}(${show(value.content)})`;
    case 'list': {
      const items = value.items.map((item) => `${item.member === true ? '' : 'maybe '}${show(item.value)}`);
      return `[${[...items, ...(value.rest ? ['…'] : [])].join(', ')}]`;
    }
    case 'map': {
      const entries = [...value.entries].map(([key, entry]) => `${key}: ${show(entry.value)}`);
      return `{${[...entries, ...(value.rest ? ['…'] : [])].join(', ')}}`;
    }
  }
}

/** The text at an origin, with the texts that lead to it: `literal <- use`. */
export function textAt(text: string, origin: Origin): string {
  if (origin.kind !== 'text') return origin.kind;
  const own = text.slice(origin.span.start, origin.span.end);
  return origin.via ? `${own} <- ${textAt(text, origin.via)}` : own;
}
