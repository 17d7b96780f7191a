import { invalid, isInvalid } from '../convert';
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

const jsondecode: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([text], origin, evaluating) => {
    if (!text || text.kind === 'absent') return invalid('a text is needed', origin);
    if (text.kind === 'encoded' && text.format === 'json') return text.content;
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
    if (!value || value.kind === 'absent' || value.kind === 'list' || value.kind === 'map')
      return invalid('a text is needed', origin);
    if (value.kind === 'unknown' || value.kind === 'reference') return unknownFrom(value, origin);
    return { kind: 'encoded', format: 'base64', content: value, origin };
  },
};

/** @returns undefined where the text is no base64 of UTF-8. */
export function fromBase64(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

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
