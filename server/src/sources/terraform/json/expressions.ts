import type { DataNode, MappingNode, ScalarNode } from '../../../syntax/data';
import { parseExpression, parseTemplate } from '../../../syntax/hcl';
import type { Expression, ObjectItem, TemplateExpression } from '../../../syntax/hcl/ast';
import type { SyntaxProblem } from '../../../syntax/problem';
import { parseInString } from './strings';

/** Makes expressions of JSON values: developer.hashicorp.com/terraform/language/syntax/json, "Expression Mapping". */
export class ExpressionReader {
  constructor(
    private readonly source: string,
    private readonly problems: SyntaxProblem[],
  ) {}

  /** A value in which strings are templates: one that is a single `${…}` is that expression. */
  value(node: DataNode): Expression {
    return this.convert(node, (string) => this.template(string));
  }

  /** A value in which strings are what they say, as that of a variable's default. */
  literal(node: DataNode): Expression {
    return this.convert(node, literalText);
  }

  /** A value whose strings name things: `aws.west`, `aws_s3_bucket.b`, a type constraint. Anything else is taken as a value. */
  reference(node: DataNode): Expression {
    return this.convert(node, (string) => this.expression(string), literalText);
  }

  private convert(node: DataNode, string: (node: ScalarNode) => Expression, key = string): Expression {
    const { span } = node;
    switch (node.kind) {
      case 'sequence':
        return { kind: 'tuple', items: node.items.map((item) => this.convert(item, string, key)), span };
      case 'mapping':
        return { kind: 'object', items: this.items(node, string, key), span };
      case 'scalar':
        switch (node.type) {
          case 'string':
            return string(node);
          case 'number':
            return { kind: 'number', value: Number(node.text), raw: node.text, span };
          case 'bool':
            return { kind: 'bool', value: node.text === 'true', span };
          case 'null':
            return { kind: 'null', span };
          case 'missing':
            return { kind: 'missing', span };
        }
    }
  }

  private items(
    node: MappingNode,
    string: (node: ScalarNode) => Expression,
    key: (node: ScalarNode) => Expression,
  ): readonly ObjectItem[] {
    return node.entries.map((entry): ObjectItem => {
      const name = key(entry.key);
      const value = this.convert(entry.value, string, key);
      return { span: entry.span, key: name, literalKey: plainText(name), value };
    });
  }

  private template(node: ScalarNode): Expression {
    if (!/[$%]\{/.test(node.text)) return literalText(node);
    const { parts, problems } = parseInString(node, this.source, parseTemplate);
    this.problems.push(...problems);
    return { kind: 'template', form: 'quoted', parts, span: node.span, contentSpan: contentOf(node) };
  }

  /** An expression that stands in a string by itself; in older configurations between `${` and `}`. */
  private expression(node: ScalarNode): Expression {
    if (/^\s*\$\{/.test(node.text)) {
      const template = this.template(node);
      const [only, more] = template.kind === 'template' ? template.parts : [];
      return only?.kind === 'interpolation' && !more ? only.expression : template;
    }
    const { expression, problems } = parseInString(node, this.source, parseExpression);
    this.problems.push(...problems);
    return expression;
  }
}

export function literalText(node: ScalarNode): TemplateExpression {
  const content = contentOf(node);
  return {
    kind: 'template',
    form: 'quoted',
    parts: node.text === '' ? [] : [{ kind: 'literal', span: content, value: node.text }],
    span: node.span,
    contentSpan: content,
  };
}

function contentOf({ span }: ScalarNode): ScalarNode['span'] {
  return { start: Math.min(span.start + 1, span.end), end: Math.max(span.start + 1, span.end - 1) };
}

function plainText(key: Expression): string | undefined {
  if (key.kind !== 'template') return undefined;
  const [part, more] = key.parts;
  if (!part) return '';
  return part.kind === 'literal' && !more ? part.value : undefined;
}
