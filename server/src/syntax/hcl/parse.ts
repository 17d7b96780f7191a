import type { SyntaxProblem } from '../problem';
import type { HclFile } from './ast';
import { BodyParser } from './bodies';
import { recover } from './recovery';
import { Scanner } from './scanner';

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
