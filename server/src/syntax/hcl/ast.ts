import type { Span } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';

/** The tree of one HCL file. Every node has the exact span of its text, without surrounding white space or comments. */
export interface HclFile {
  readonly body: Body;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
}

/** The content of a file or a block. Attributes and blocks keep the order of the text. */
export interface Body {
  readonly kind: 'body';
  /** Between the braces of a block; the whole text of a file. */
  readonly span: Span;
  readonly items: readonly (Attribute | Block)[];
}

export interface Attribute {
  readonly kind: 'attribute';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
  /** In JSON: what stands there may as well be nested blocks of this name. */
  readonly mayBeBlock?: true;
}

export interface Block {
  readonly kind: 'block';
  readonly span: Span;
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** `{ attr = value }` on one line. */
  readonly oneLine: boolean;
  /** True when recovery closed the block: its closing brace is not in the text. */
  readonly unclosed: boolean;
  /** What stands for the block as a whole, where it is not all from the first label to the last: in JSON labels are keys far apart. */
  readonly head?: Span;
}

export interface Label {
  readonly text: string;
  /** With the quotes, where there are any. */
  readonly span: Span;
  readonly quoted: boolean;
}

export type Expression =
  | NumberExpression
  | BoolExpression
  | NullExpression
  | TemplateExpression
  | TupleExpression
  | ObjectExpression
  | VariableExpression
  | GetAttributeExpression
  | IndexExpression
  | SplatExpression
  | CallExpression
  | ConditionalExpression
  | BinaryExpression
  | UnaryExpression
  | ForTupleExpression
  | ForObjectExpression
  | ParenthesesExpression
  | MissingExpression;

interface Node {
  readonly span: Span;
}

export interface NumberExpression extends Node {
  readonly kind: 'number';
  readonly value: number;
  /** As written: HCL numbers are arbitrary precision. */
  readonly raw: string;
}
export interface BoolExpression extends Node {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NullExpression extends Node {
  readonly kind: 'null';
}

/** A quoted string or a heredoc. A plain literal has one literal part, or none when it is empty. */
export interface TemplateExpression extends Node {
  readonly kind: 'template';
  readonly form: 'quoted' | 'heredoc' | 'indented-heredoc';
  readonly parts: readonly TemplatePart[];
  /** Between the quotes; of a heredoc, from the first content line's start to the terminator line's start. */
  readonly contentSpan: Span;
}

export type TemplatePart =
  | {
      readonly kind: 'literal';
      readonly span: Span;
      /** With escapes resolved, and `<<-` indentation and trim markers (`~`) applied. */
      readonly value: string;
    }
  | { readonly kind: 'interpolation'; readonly span: Span; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly span: Span;
      readonly condition: Expression;
      readonly then: readonly TemplatePart[];
      readonly otherwise: readonly TemplatePart[];
    }
  | {
      readonly kind: 'for';
      readonly span: Span;
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
    };

export interface TupleExpression extends Node {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
}
export interface ObjectExpression extends Node {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
}
export interface ObjectItem {
  readonly span: Span;
  /** A bare identifier key is a `variable` expression here; `(expr)` is `parentheses`. See `literalKey`. */
  readonly key: Expression;
  /** The key's text when it is a bare identifier, a plain string, or a number; otherwise undefined. */
  readonly literalKey: string | undefined;
  readonly value: Expression;
}
/** A root name: `var`, `local`, `each`, a resource type, a `for` variable. */
export interface VariableExpression extends Node {
  readonly kind: 'variable';
  readonly name: string;
}
export interface GetAttributeExpression extends Node {
  readonly kind: 'get-attribute';
  readonly target: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}
/** `target[key]`, and the legacy `target.0` (whose key is a number). */
export interface IndexExpression extends Node {
  readonly kind: 'index';
  readonly target: Expression;
  readonly key: Expression;
  readonly legacy: boolean;
}
/** `target.*.a` (attribute) or `target[*].a` (full). `each` is applied to every element; its innermost target is the element. */
export interface SplatExpression extends Node {
  readonly kind: 'splat';
  readonly form: 'attribute' | 'full';
  readonly target: Expression;
  readonly each: readonly SplatStep[];
}
export type SplatStep =
  | { readonly kind: 'get-attribute'; readonly name: string; readonly nameSpan: Span }
  | { readonly kind: 'index'; readonly key: Expression; readonly span: Span }
  /** Inside a full splat (`a[*].b[*].c`): applied to every element in turn, with all that follows it; always the last step. */
  | { readonly kind: 'splat'; readonly form: 'attribute' | 'full'; readonly each: readonly SplatStep[]; readonly span: Span };
export interface CallExpression extends Node {
  readonly kind: 'call';
  /** With its namespace, as in `provider::aws::arn_parse`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandLast: boolean;
}
export interface ConditionalExpression extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';
export interface BinaryExpression extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface UnaryExpression extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}
export interface ForTupleExpression extends Node {
  readonly kind: 'for-tuple';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  readonly value: Expression;
  readonly condition: Expression | undefined;
}
export interface ForObjectExpression extends Node {
  readonly kind: 'for-object';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  readonly key: Expression;
  readonly value: Expression;
  /** `=> value...` groups values by key. */
  readonly group: boolean;
  readonly condition: Expression | undefined;
}
export interface ParenthesesExpression extends Node {
  readonly kind: 'parentheses';
  readonly expression: Expression;
}
/** What is not typed yet, or could not be read. Its span may be empty. Evaluates to unknown. */
export interface MissingExpression extends Node {
  readonly kind: 'missing';
}
