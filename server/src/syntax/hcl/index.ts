import type { SyntaxProblem } from '../problem';
import type { Expression, HclFile, TemplatePart } from './ast';
import { BodyParser } from './bodies';
import { FragmentParser } from './fragments';
import { recover } from './recovery';
import { Scanner } from './scanner';

export * from './ast';

/**
 * Parses a file in HCL's native syntax: Terraform, OpenTofu, `.tfvars`, Packer. Never throws. A file that HashiCorp's parser
 * accepts has no problems, one that it refuses has at least one; the tree then holds what could be read.
 */
export function parseHcl(text: string): HclFile {
  const scanner = new Scanner(text);
  scanner.run();
  let problems = scanner.problems as readonly SyntaxProblem[];
  if (!scanner.failed) {
    const parser = new BodyParser(scanner, false, 0);
    const items = parser.parseFile();
    if (!parser.failed) {
      return {
        body: { kind: 'body', span: { start: 0, end: text.length }, items },
        problems: parser.problems,
        comments: scanner.comments,
      };
    }
    problems = parser.problems;
  }
  const recovered = recover(text);
  if (recovered.problems.length > 0) problems = recovered.problems;
  return {
    body: { kind: 'body', span: { start: 0, end: text.length }, items: recovered.items },
    problems,
    comments: recovered.comments,
  };
}

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
