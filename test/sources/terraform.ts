import type { MappingData } from '../../server/src/mapping';
import type { NativeResource, Resource } from '../../server/src/resources';
import { loadTerraform } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { anchorOf, type Origin, type Value } from '../../server/src/values';

export const noMapping: MappingData = { terraform: {}, cloudformation: {}, parts: {}, identifiers: {}, awscc: {}, majors: {} };

/** Loads one file, `main.tf`, as a directory, or several by their names. */
export function load(
  text: string | Readonly<Record<string, string>>,
  options: { lockFile?: string; mapping?: MappingData } = {},
) {
  const texts = typeof text === 'string' ? { 'main.tf': text } : text;
  const configuration = loadTerraform({
    dir: 'file:///m/',
    files: Object.entries(texts).map(([name, content]) => ({ uri: `file:///m/${name}`, tree: parseHcl(content) })),
    mapping: options.mapping ?? noMapping,
    ...(options.lockFile === undefined ? {} : { lockFile: options.lockFile }),
  });
  return {
    ...configuration,
    native: (address: string): NativeResource => {
      const found = configuration.natives.find((native) => native.address === address);
      if (!found) throw new Error(`there is no ${address}`);
      return found;
    },
    resource: (address: string): Resource => {
      const found = configuration.graph.resources.find((resource) => resource.address === address);
      if (!found) throw new Error(`there is no ${address}`);
      return found;
    },
  };
}

/** Evaluates one expression, as the value of an attribute of a resource beside `declarations`. */
export function evaluate(expression: string, declarations = ''): Value {
  const { native } = load(`${declarations}\nresource "x" "y" {\n  a = ${expression}\n}\n`);
  const entry = native('x.y').values.entries.get('a');
  if (!entry) throw new Error(`${expression} could not be read`);
  return entry.value;
}

/**
 * A value in short: JSON for what is known; `?reason`, `&address.attribute`, `one of`, and `…` for what may follow. A set or a
 * typed list reads like any list.
 */
export function show(value: Value): string {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return JSON.stringify(value.value);
    case 'absent':
      return 'null';
    case 'text':
      return `text(${value.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : show(part))).join(' ')})`;
    case 'encoded':
      return `${value.format}(${show(value.content)})`;
    case 'reference':
      return `&${value.address}.${value.attribute}`;
    case 'oneOf':
      return `oneOf(${value.choices.map(show).join(' | ')})`;
    case 'unknown':
      return `?${value.reason.kind}${value.symbol === undefined ? '' : ` ${value.symbol}`}`;
    case 'list': {
      const items = value.items.map((item) => `${item.member === true ? '' : 'maybe '}${show(item.value)}`);
      return `[${[...items, ...(value.rest ? ['…'] : [])].join(', ')}]`;
    }
    case 'map': {
      const entries = [...value.entries].map(
        ([key, entry]) => `${entry.member === true ? '' : 'maybe '}${key} = ${show(entry.value)}`,
      );
      return `{${[...entries, ...(value.rest ? ['…'] : [])].join(', ')}}`;
    }
  }
}

/** The text that an origin stands for. */
export function textAt(text: string, origin: Origin): string {
  if (origin.kind === 'default') return `default at ${textAt(text, origin.of)}`;
  return origin.kind === 'text' ? text.slice(origin.span.start, origin.span.end) : origin.path;
}

export function anchorText(text: string, value: Value): string {
  return textAt(text, anchorOf(value.origin));
}
