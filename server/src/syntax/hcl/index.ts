import type { SyntaxProblem } from '../problem';
import type { Expression, TemplatePart } from './ast';
import { FragmentParser } from './fragments';

export * from './ast';
export { type LiveHcl, parseLive } from './incremental';
export { parseHcl } from './parse';

/**
 * Parses one expression that makes up the whole text; line breaks between its tokens are allowed.
 * @param offset where the text begins in its document; all spans count from the document's start
 */
export function parseExpression(text: string, offset = 0): { expression: Expression; problems: readonly SyntaxProblem[] } {
  return new FragmentParser(text, 'code', offset).expression();
}

/**
 * Parses a template without delimiters: the value of a string in `.tf.json`, or a template file. Backslashes are ordinary text.
 * @param baseOffset where the text begins in its document; all spans count from the document's start
 */
export function parseTemplate(
  text: string,
  baseOffset: number,
): { parts: readonly TemplatePart[]; problems: readonly SyntaxProblem[] } {
  return new FragmentParser(text, 'bare', baseOffset).template();
}
