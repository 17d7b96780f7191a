import type { EncodedValue, Value } from '../../values';
import { toBase64 } from './base64';
import { formatNumber } from './numbers';
import { compareText, sortedKeys } from './order';
import { renderYaml } from './yaml-text';

export { compareText, sortedKeys };

const longest = 1_000_000;

/** A wholly known value as Terraform's `jsonencode` writes it: keys sorted, `<`, `>` and `&` escaped. @returns undefined when it is not. */
export function renderJson(value: Value): string | undefined {
  const out: string[] = [];
  return write(value, out) && out.length < longest ? out.join('') : undefined;
}

function write(value: Value, out: string[]): boolean {
  if (out.length >= longest) return false;
  switch (value.kind) {
    case 'string':
      out.push(quoteJson(value.value));
      return true;
    case 'number':
      if (value.approximate) return false;
      out.push(formatNumber(value.value));
      return true;
    case 'bool':
      out.push(String(value.value));
      return true;
    case 'absent':
      out.push('null');
      return true;
    case 'encoded': {
      const text = encodedText(value);
      if (text === undefined) return false;
      out.push(quoteJson(text));
      return true;
    }
    case 'list': {
      if (value.rest) return false;
      out.push('[');
      let first = true;
      for (const item of value.items) {
        if (item.member !== true) return false;
        if (!first) out.push(',');
        first = false;
        if (!write(item.value, out)) return false;
      }
      out.push(']');
      return true;
    }
    case 'map': {
      if (value.rest) return false;
      out.push('{');
      let first = true;
      for (const key of sortedKeys(value.entries.keys())) {
        const entry = value.entries.get(key);
        if (entry?.member !== true) return false;
        if (!first) out.push(',');
        first = false;
        out.push(quoteJson(key), ':');
        if (!write(entry.value, out)) return false;
      }
      out.push('}');
      return true;
    }
    default:
      return false;
  }
}

/** The text of an encoded structure that is wholly known. */
export function encodedText(value: EncodedValue): string | undefined {
  if (value.format === 'json') return renderJson(value.content);
  if (value.format === 'yaml') return renderYaml(value.content, encodedText);
  const { content } = value;
  const text = content.kind === 'encoded' ? encodedText(content) : content.kind === 'string' ? content.value : undefined;
  return text === undefined ? undefined : toBase64(text);
}

/** Go's escapes, which differ from JavaScript's in the characters that HTML gives a meaning. */
export function quoteJson(text: string): string {
  return JSON.stringify(text).replace(/\\.|[<>&\u2028\u2029]/g, (c) => {
    if (c === '\\b') return '\\u0008';
    if (c === '\\f') return '\\u000c';
    if (c.startsWith('\\')) return c;
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
