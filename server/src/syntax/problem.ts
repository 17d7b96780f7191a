import type { Span } from '../text';

/** Something that the language's own tools would refuse. The tree is still usable. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** A comment with its markers , of any of HCL's three kinds or YAML's one; `ownLine` when nothing but white space precedes it on its line. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
  readonly ownLine: boolean;
}
