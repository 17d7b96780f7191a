import type { Literal } from '../../resources';
import { isList, membersOf } from '../literal';
import { renderHcl } from './literal';

/** What a new block holds, in the order in which it is written: attributes, then nested blocks. */
export interface Content {
  readonly attributes: readonly (readonly [name: string, value: Literal])[];
  readonly blocks: readonly (readonly [type: string, content: Content])[];
}

/** Splits members into attributes and nested blocks; `blocks` names the latter by dotted path from `prefix`. */
export function contentOf(members: { readonly [name: string]: Literal }, blocks: readonly string[], prefix = ''): Content {
  const attributes: [string, Literal][] = [];
  const nested: [string, Content][] = [];
  for (const [name, value] of Object.entries(members)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (!blocks.includes(path)) {
      attributes.push([name, value]);
      continue;
    }
    for (const item of isList(value) ? value : [value]) nested.push([name, contentOf(membersOf(item) ?? {}, blocks, path)]);
  }
  return { attributes, blocks: nested };
}

/** The text between a block's braces and around them: from its header to its `}`. Lines are broken by `\n`. */
export function renderBlock(header: string, content: Content, indent: string, unit: string): string {
  if (content.attributes.length === 0 && content.blocks.length === 0) return `${header} {}`;
  return `${header} {\n${renderContent(content, indent + unit, unit)}${indent}}`;
}

export function renderContent(content: Content, indent: string, unit: string): string {
  const groups: string[] = [];
  const attributes = content.attributes.map(([name, value]) => `${indent}${name} = ${renderHcl(value, indent, unit)}\n`);
  if (attributes.length > 0) groups.push(attributes.join(''));
  for (const [type, nested] of content.blocks) groups.push(`${indent}${renderBlock(type, nested, indent, unit)}\n`);
  return groups.join('\n');
}
