import { absent, type Entry, type Item, type Value } from '../../../values';
import { fromBase64 } from '../base64';
import { convert, invalid, isInvalid } from '../convert';
import { decodeJson } from '../json-value';
import { unknownFrom } from '../partial';
import { type FunctionImplementation, type FunctionTable, strict } from './model';

const jsonencode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([content], origin) =>
    content ? { kind: 'encoded', format: 'json', content, origin } : invalid('a value is needed', origin),
  keepsInvalid: true,
};

const yamlencode: FunctionImplementation = {
  ...jsonencode,
  call: ([content], origin) =>
    content ? { kind: 'encoded', format: 'yaml', content, origin } : invalid('a value is needed', origin),
};

/** JSON knows lists and objects only: what comes back is a tuple or an object. */
function withoutForms(value: Value): Value {
  if (value.kind === 'list') {
    const { items, origin, rest } = value;
    const plain = items.map((item): Item => ({ ...item, value: withoutForms(item.value) }));
    return { kind: 'list', items: plain, origin, ...(rest ? { rest } : {}), ...(value.sensitive ? { sensitive: true } : {}) };
  }
  if (value.kind === 'map') {
    const { entries, origin, rest } = value;
    const plain = new Map<string, Entry>();
    for (const [key, entry] of entries) plain.set(key, { ...entry, value: withoutForms(entry.value) });
    return { kind: 'map', entries: plain, origin, ...(rest ? { rest } : {}), ...(value.sensitive ? { sensitive: true } : {}) };
  }
  return value.kind === 'absent' ? absent(value.origin) : value;
}

const jsondecode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([text], origin, evaluating) => {
    if (!text || text.kind === 'absent') return invalid('a text is needed', origin);
    if (text.kind === 'encoded' && text.format === 'json') return withoutForms(text.content);
    if (isInvalid(text) || !['string', 'text', 'number', 'bool'].includes(text.kind)) {
      return text.kind === 'unknown' || text.kind === 'reference'
        ? unknownFrom(text, origin)
        : invalid('a text is needed', origin);
    }
    return decodeJson(text, origin, evaluating.budget);
  },
};

const base64encode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin) => {
    const text = value && convert(value, 'string');
    if (!text || text.kind === 'absent' || isInvalid(text)) return invalid('a text is needed', origin);
    if (text.kind === 'unknown' || text.kind === 'reference') return unknownFrom(text, origin);
    return { kind: 'encoded', format: 'base64', content: text, origin };
  },
};

const base64decode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin, evaluating) => {
    if (value?.kind === 'encoded' && value.format === 'base64') return value.content;
    return strict(['string'], ([text]) => fromBase64(text.replace(/[\r\n]/g, ''))).call(value ? [value] : [], origin, evaluating);
  },
};

export const encodingFunctions: FunctionTable = {
  jsonencode,
  jsondecode,
  yamlencode,
  base64encode,
  base64decode,
  urlencode: strict(['string'], ([text]) =>
    encodeURIComponent(text)
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
};
