import type { Literal } from '../../resources';
import { isList, membersOf, referenceOf } from '../literal';
import type { DataStyle } from './style';

/** What follows `key:` in block style: ` scalar`, or lines that begin with a line break. Lines are broken by `\n`. */
export function renderYamlAfterKey(value: Literal, indent: string, style: DataStyle): string {
  if (isList(value) && value.length > 0) {
    const dash = indent + style.dash;
    return value.map((item) => `\n${renderYamlItem(item, dash, style)}`).join('');
  }
  const members = membersOf(value);
  if (members && Object.keys(members).length > 0) {
    return `\n${renderYamlEntries(members, indent + style.unit, style)}`;
  }
  return ` ${renderYamlFlow(value, style)}`;
}

export function renderYamlEntry(key: string, value: Literal, indent: string, style: DataStyle): string {
  return `${indent}${renderYamlKey(key, style, false)}:${renderYamlAfterKey(value, indent, style)}`;
}

function renderYamlEntries(members: { readonly [key: string]: Literal }, indent: string, style: DataStyle): string {
  return Object.entries(members)
    .map(([key, value]) => renderYamlEntry(key, value, indent, style))
    .join('\n');
}

/** `- item`, of which the dash stands at `indent`. */
export function renderYamlItem(value: Literal, indent: string, style: DataStyle): string {
  const inner = `${indent}  `;
  const members = membersOf(value);
  if (members && Object.keys(members).length > 0) {
    return `${indent}- ${renderYamlEntries(members, inner, style).slice(inner.length)}`;
  }
  if (isList(value) && value.length > 0) {
    const items = value.map((item) => renderYamlItem(item, inner, style)).join('\n');
    return `${indent}- ${items.slice(inner.length)}`;
  }
  return `${indent}- ${renderYamlFlow(value, style)}`;
}

/** One line: a scalar, or a flow collection. */
export function renderYamlFlow(value: Literal, style: DataStyle, flow = false): string {
  if (isList(value)) return `[${value.map((item) => renderYamlFlow(item, style, true)).join(', ')}]`;
  if (typeof value === 'string') return renderYamlString(value, style, true);
  const reference = referenceOf(value);
  if (reference !== undefined) return flow ? `{ Ref: ${reference} }` : `!Ref ${reference}`;
  const members = membersOf(value);
  if (!members) return value === null ? 'null' : String(value);
  const entries = Object.entries(members);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${renderYamlKey(key, style, true)}: ${renderYamlFlow(item, style, true)}`).join(', ')} }`;
}

/** Single letters are common keys, and only a YAML 1.1 reader that nobody uses takes `Y` for a boolean. */
export function renderYamlKey(key: string, style: DataStyle, flow: boolean): string {
  return /^[A-Za-z]$/.test(key) ? key : renderYamlString(key, style, flow);
}

/** A string as YAML: plain where every reader takes it for a string, else quoted. */
export function renderYamlString(text: string, style: DataStyle, flow: boolean): string {
  return isPlainSafe(text, flow) ? text : quoteYaml(text, style.quote);
}

export function quoteYaml(text: string, quote: "'" | '"'): string {
  // Single quotes know no escapes, and folding would change line breaks.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (quote === "'" && !/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(text)) return `'${text.replace(/'/g, "''")}'`;
  return JSON.stringify(text);
}

export function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim()) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(text)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`=~]/.test(text) || /:(\s|$)|\s#/.test(text)) return false;
  if (flow && /[,[\]{}]/.test(text)) return false;
  return !readsAsOther(text);
}

/** Whether a YAML 1.1 or 1.2 reader takes the plain text for something else than a string. */
function readsAsOther(text: string): boolean {
  if (/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)) return true;
  if (/^[-+]?\.(?:inf|nan)$/i.test(text) || /^(?:<<|---|\.\.\.)/.test(text)) return true;
  // Numbers of every notation, sexagesimal ones, dates: whatever begins like one and holds nothing but their characters.
  return /^[-+.]?\d[\d_.:eExXoabcdfABCDFTZtz+-]*$/.test(text);
}

export function renderJson(literal: Literal, indent: string, style: DataStyle): string {
  const value = withRefs(literal);
  if (style.compact) return renderJsonInline(value, true);
  const inner = indent + style.unit;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const nested = value.some((item) => typeof item === 'object' && item !== null);
    if (!nested) return renderJsonInline(value, false);
    return `[\n${value.map((item) => inner + renderJson(item, inner, style)).join(',\n')}\n${indent}]`;
  }
  const members = membersOf(value);
  if (!members) return JSON.stringify(value);
  const entries = Object.entries(members);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${renderJson(item, inner, style)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** References in the form that JSON has for them. */
function withRefs(value: Literal): Literal {
  const reference = referenceOf(value);
  if (reference !== undefined) return { Ref: reference };
  if (isList(value)) return value.map(withRefs);
  const members = membersOf(value);
  return members ? Object.fromEntries(Object.entries(members).map(([key, item]) => [key, withRefs(item)])) : value;
}

export function renderJsonInline(literal: Literal, compact: boolean): string {
  const value = withRefs(literal);
  if (compact) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => renderJsonInline(item, false)).join(', ')}]`;
  const members = membersOf(value);
  if (!members) return JSON.stringify(value);
  const entries = Object.entries(members);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${renderJsonInline(item, false)}`).join(', ')} }`;
}
