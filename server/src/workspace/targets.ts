import { terraformOfJson } from '../sources/terraform';
import type { DataDocument, DataNode } from '../syntax/data';
import type { Body, Expression } from '../syntax/hcl/ast';
import type { Span } from '../text';

/** Everything in an HCL body that a directive can speak of: blocks, attributes, entries of objects, elements of lists. */
export function hclTargets(body: Body): readonly Span[] {
  const targets: Span[] = [];
  const ofExpression = (expression: Expression): void => {
    switch (expression.kind) {
      case 'tuple':
        for (const item of expression.items) {
          targets.push(item.span);
          ofExpression(item);
        }
        return;
      case 'object':
        for (const item of expression.items) {
          targets.push(item.span);
          ofExpression(item.value);
        }
        return;
      case 'call':
        expression.args.forEach(ofExpression);
        return;
      case 'conditional':
        ofExpression(expression.then);
        ofExpression(expression.otherwise);
        return;
      case 'for-tuple':
      case 'for-object':
        ofExpression(expression.value);
        return;
      case 'parentheses':
        ofExpression(expression.expression);
        return;
      default:
        return;
    }
  };
  const ofBody = (inner: Body): void => {
    for (const item of inner.items) {
      targets.push(item.span);
      if (item.kind === 'block') ofBody(item.body);
      else ofExpression(item.value);
    }
  };
  ofBody(body);
  return targets;
}

/** The blocks of a file in Terraform's JSON syntax, each with the span between the braces of its body. */
export function terraformJsonBlocks(
  text: string,
  document: DataDocument,
): readonly { readonly span: Span; readonly body: Span }[] {
  const { items } = terraformOfJson(text, document, () => ({})).body;
  return items.flatMap((item) => (item.kind === 'block' ? [{ span: item.span, body: item.body.span }] : []));
}

/** Everything in a YAML or JSON tree that a directive can speak of: entries and list items. */
export function dataTargets(root: DataNode | undefined): readonly Span[] {
  const targets: Span[] = [];
  const visit = (node: DataNode): void => {
    if (node.kind === 'mapping') {
      for (const entry of node.entries) {
        targets.push(entry.span);
        visit(entry.value);
      }
    } else if (node.kind === 'sequence') {
      for (const item of node.items) {
        targets.push(item.span);
        visit(item);
      }
    }
  };
  if (root) visit(root);
  return targets;
}
