import { absent, type Entry, type Item, type Origin, unknown, type Value } from '../../../values';
import { base64Bytes, bytesToBase64, fromBase64 } from '../base64';
import { convert, invalid, isInvalid, knownText } from '../convert';
import { decodeJson } from '../json-value';
import { unknownFrom } from '../partial';
import { decodeYaml } from '../yaml-value';
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

/** What encodes a structure, to be read as that again; or the text, where it is known. */
function decoded(value: Value | undefined, format: 'json' | 'yaml', origin: Origin): Value | string {
  if (!value || value.kind === 'absent') return invalid('a text is needed', origin);
  if (value.kind === 'encoded' && value.format === format) return withoutForms(value.content);
  const text = convert(value, 'string');
  if (isInvalid(text)) return invalid('a text is needed', origin);
  return knownText(text) ?? unknownFrom(text, origin);
}

/** Longer texts are not read: what is written by hand is far below. In UTF-16 units. */
const longestYaml = 300_000;

const yamldecode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin, evaluating) => {
    const text = decoded(value, 'yaml', origin);
    if (typeof text === 'string' && text.length > longestYaml) return unknown({ kind: 'limit', what: 'yamldecode' }, origin);
    return typeof text === 'string' ? decodeYaml(text, value?.origin ?? origin, origin, evaluating.budget) : text;
  },
};

/** The encodings of Terraform that are known here, by their names at the IANA in lower case. */
function encodeText(text: string, encoding: string): Uint8Array | 'refused' | 'unsupported' {
  const units = (little: boolean, mark: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer((text.length + (mark ? 1 : 0)) * 2));
    const all = mark ? `\uFEFF${text}` : text;
    for (let i = 0; i < all.length; i++) view.setUint16(i * 2, all.charCodeAt(i), little);
    return new Uint8Array(view.buffer);
  };
  const bytes = (highest: number): Uint8Array | 'refused' => {
    const codes = Array.from(text, (c) => c.codePointAt(0) ?? 0);
    return codes.every((code) => code <= highest) ? Uint8Array.from(codes) : 'refused';
  };
  switch (encoding.toLowerCase()) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-16le':
      return units(true, false);
    case 'utf-16be':
      return units(false, false);
    case 'utf-16':
      return units(false, true);
    case 'iso-8859-1':
    case 'latin1':
      return bytes(0xff);
    case 'us-ascii':
      return bytes(0x7f);
    default:
      return 'unsupported';
  }
}

const textencodebase64 = strict(['string', 'string'], ([text, encoding], _rest, origin) => {
  const bytes = encodeText(text, encoding);
  if (bytes === 'refused') return undefined;
  return bytes === 'unsupported'
    ? unknown({ kind: 'unsupported', what: `the encoding ${encoding}` }, origin)
    : bytesToBase64(bytes);
});

const textdecodebase64 = strict(['string', 'string'], ([source, encoding], _rest, origin) => {
  const bytes = base64Bytes(source.replace(/[\r\n]/g, ''));
  if (!bytes) return undefined;
  const name = encoding.toLowerCase();
  if (name === 'utf-8' || name === 'utf-16le' || name === 'utf-16be') {
    try {
      return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  }
  const highest = name === 'iso-8859-1' || name === 'latin1' ? 0xff : name === 'us-ascii' ? 0x7f : undefined;
  if (highest === undefined) return unknown({ kind: 'unsupported', what: `the encoding ${encoding}` }, origin);
  return bytes.every((byte) => byte <= highest) ? String.fromCharCode(...bytes) : undefined;
});

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
  yamldecode,
  textencodebase64,
  textdecodebase64,
  base64encode,
  base64decode,
  urlencode: strict(['string'], ([text]) =>
    encodeURIComponent(text)
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
};
