import { CST } from 'yaml';
import type { ScalarNode } from '../data';

const NUMBER = /^[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const BOOL = /^(?:true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:null|Null|NULL|~|)$/;

/**
 * The type of a plain scalar. Booleans are those of YAML 1.1, which CloudFormation reads (an unquoted `YES` in a tag arrives as
 * `true`); a number needs a canonical form: `012345678901` is an account id, `0x1F`, `1_000`, `22:22` and `2012-10-17` are strings.
 */
export function scalarType(text: string): 'string' | 'number' | 'bool' | 'null' {
  const first = text.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)
    return NUMBER.test(text) ? 'number' : 'string';
  if (text.length > 5) return 'string';
  if (BOOL.test(text)) return 'bool';
  return NULL.test(text) ? 'null' : 'string';
}

/** A scalar as it stands in the (perhaps repaired) text. */
export interface Resolved {
  readonly text: string;
  readonly style: ScalarNode['style'];
  readonly exact: boolean;
  /** The length of the source that belongs to the scalar: without the line breaks after a block scalar. */
  readonly length: number;
}

type Report = (offset: number, message: string) => void;

export function resolveFlow(token: CST.FlowScalar, report: Report): Resolved {
  const { source, type } = token;
  const oneLine = source.indexOf('\n') < 0;
  if (type === 'scalar' || type === 'alias') {
    const first = source[0];
    const oddStart = first !== undefined && ',%|>@`\t'.includes(first);
    if (oneLine && !oddStart) return { text: source, style: 'plain', exact: true, length: source.length };
    return { text: fold(token, report), style: 'plain', exact: oneLine, length: source.length };
  }
  const quote = type === 'single-quoted-scalar' ? "'" : '"';
  const style = quote === "'" ? 'single' : 'double';
  const closed = source.length > 1 && source.endsWith(quote);
  if (closed && oneLine) {
    const inner = source.slice(1, -1);
    if (inner.indexOf(quote === "'" ? "'" : '\\') < 0) return { text: inner, style, exact: true, length: source.length };
  }
  if (closed) return { text: fold(token, report), style, exact: false, length: source.length };
  report(token.offset + source.length, `Missing closing ${quote}`);
  const exact = oneLine && source.indexOf(quote === "'" ? "'" : '\\', 1) < 0;
  return { text: fold({ ...token, source: source + quote }, report), style, exact, length: source.length };
}

export function resolveBlock(token: CST.BlockScalar, report: Report): Resolved {
  const text = fold(token, report);
  let headerLength = 0;
  let before = 0;
  for (const part of token.props) {
    if (part.type === 'block-scalar-header') headerLength = part.source.length;
    if ('source' in part && (before > 0 || part.type === 'block-scalar-header')) before += part.source.length;
  }
  const content = token.source.trimEnd();
  return { text, style: 'block', exact: false, length: content === '' ? headerLength : before + content.length };
}

function fold(token: CST.FlowScalar | CST.BlockScalar, report: Report): string {
  const resolved = CST.resolveAsScalar(token, false, (offset, _code, message) => report(offset, message));
  return resolved?.value ?? '';
}

/** The type of content under a standard tag: `!!str 1` is a string. */
export function typeUnderTag(tag: string, type: ScalarNode['type']): ScalarNode['type'] {
  switch (tag) {
    case 'str':
    case 'binary':
    case 'timestamp':
      return 'string';
    case 'int':
    case 'float':
      return 'number';
    case 'bool':
      return 'bool';
    case 'null':
      return 'null';
    default:
      return type;
  }
}
