import type { DataDocument } from '../../syntax/data';
import type { Expression } from '../../syntax/hcl/ast';
import { parseJson } from '../../syntax/json';

/** Reads the JSON of a heredoc. What is not literal in it is filled up with as many characters, so that offsets stay exact. */
export function embeddedJson(text: string, { parts, contentSpan }: Extract<Expression, { kind: 'template' }>): DataDocument {
  let content = text.slice(contentSpan.start, contentSpan.end);
  for (const { kind, span } of parts) {
    if (kind === 'literal') continue;
    const from = span.start - contentSpan.start;
    const to = span.end - contentSpan.start;
    content = content.slice(0, from) + 'x'.repeat(to - from) + content.slice(to);
  }
  return parseJson(content, contentSpan.start);
}
