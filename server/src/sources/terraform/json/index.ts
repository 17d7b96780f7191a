import type { NestedNames } from '../../../mapping';
import { type DataDocument, type DataNode, entryOf, type MappingEntry, type MappingNode } from '../../../syntax/data';
import type { Attribute, Block, Body, HclFile, Label } from '../../../syntax/hcl/ast';
import type { SyntaxProblem } from '../../../syntax/problem';
import type { Span } from '../../../text';
import { ExpressionReader } from './expressions';
import { type BlockGrammar, type BodyGrammar, FILE, LOOKUP, OF_PROVIDERS, POLICY_DOCUMENT, resourceGrammar } from './grammar';

/** A key that is a comment in the body of a block. */
export const COMMENT_KEY = '//';

/**
 * The tree of a `.tf.json` file as that of the same configuration in HCL; every span is that of the JSON text.
 *
 * A block is named by a key: by its last label where it has any, by its type where it has none; one of several in an array by its
 * opening brace. Whether a key in the body of a resource means an attribute or nested blocks is the provider's business: what `nested`
 * does not know is read as an attribute, and marked where it may be blocks.
 * @param text the document's text
 * @param nested what is known of the blocks in a Terraform type
 */
export function terraformOfJson(text: string, document: DataDocument, nested: (type: string) => NestedNames): HclFile {
  const reader = new Reader(text, document, nested);
  const { root } = document;
  const items = root ? reader.file(root) : [];
  return {
    body: { kind: 'body', span: { start: 0, end: text.length }, items },
    problems: reader.allProblems(),
    comments: [],
  };
}

class Reader {
  private readonly problems: SyntaxProblem[] = [];
  /** Where keys stand that name blocks: of those several may have the same name. */
  private readonly blockKeys = new Set<number>();
  private readonly expressions: ExpressionReader;

  constructor(
    text: string,
    private readonly document: DataDocument,
    private readonly nested: (type: string) => NestedNames,
  ) {
    this.expressions = new ExpressionReader(text, this.problems);
  }

  allProblems(): readonly SyntaxProblem[] {
    const own = this.document.problems.filter(
      ({ message, span }) => !(message.startsWith('Duplicate key') && this.blockKeys.has(span.start)),
    );
    return [...own, ...this.problems].sort((a, b) => a.span.start - b.span.start);
  }

  file(root: DataNode): readonly Block[] {
    const blocks: Block[] = [];
    for (const body of this.bodies(root)) {
      for (const entry of this.members(body)) {
        const type = entry.key.text;
        const own = Object.hasOwn(FILE, type) ? FILE[type] : undefined;
        if (own) blocks.push(...this.blocks(entry, own));
        else if (OF_PROVIDERS.has(type)) blocks.push(...this.ofProviders(entry));
      }
    }
    return blocks;
  }

  /** `resource`, `data`: what may be nested depends on the first label. */
  private ofProviders(entry: MappingEntry): readonly Block[] {
    this.blockKeys.add(entry.key.span.start);
    return this.bodies(entry.value).flatMap((types) =>
      this.members(types).flatMap((named): readonly Block[] => {
        const label = labelOf(named);
        const nested = entry.key.text === 'data' ? this.inData(label.text) : this.nested(label.text);
        return this.labelled(entry, named, [label], { labels: 2, body: resourceGrammar(nested) });
      }),
    );
  }

  private inData(type: string): NestedNames {
    if (type === 'aws_iam_policy_document') return POLICY_DOCUMENT;
    return type.startsWith('aws_') ? { ...this.nested(type), ...LOOKUP } : this.nested(type);
  }

  private blocks(entry: MappingEntry, grammar: BlockGrammar): readonly Block[] {
    this.blockKeys.add(entry.key.span.start);
    return this.labelled(entry, entry, [], grammar);
  }

  /** @param at the entry whose value holds the next labels, or, after the last of them, the body */
  private labelled(top: MappingEntry, at: MappingEntry, labels: readonly Label[], grammar: BlockGrammar): readonly Block[] {
    if (labels.length > 0) this.blockKeys.add(at.key.span.start);
    if (labels.length < grammar.labels) {
      return this.bodies(at.value).flatMap((names) =>
        this.members(names).flatMap((named) => this.labelled(top, named, [...labels, labelOf(named)], grammar)),
      );
    }
    const bodies = this.bodies(at.value);
    return bodies.map((body): Block => {
      const alone = bodies.length === 1;
      const head = alone ? at.key.span : { start: body.span.start, end: body.span.start + 1 };
      return {
        kind: 'block',
        span: alone ? at.span : body.span,
        type: top.key.text,
        typeSpan: labels.length === 0 ? head : top.key.span,
        labels,
        body: this.body(body, grammar.body),
        oneLine: false,
        unclosed: false,
        head,
      };
    });
  }

  private body(node: MappingNode, grammar: BodyGrammar): Body {
    const items: (Attribute | Block)[] = [];
    for (const entry of this.members(node)) items.push(...this.item(entry, grammar));
    return { kind: 'body', span: { start: node.span.start + 1, end: Math.max(node.span.start + 1, node.span.end - 1) }, items };
  }

  private item(entry: MappingEntry, grammar: BodyGrammar): readonly (Attribute | Block)[] {
    const name = entry.key.text;
    const { blocks, nested } = grammar;
    const block = blocks && Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (block) return this.blocks(entry, block);
    const reading = (Object.hasOwn(grammar.arguments ?? {}, name) && grammar.arguments?.[name]) || grammar.others || 'value';
    if (!nested || reading !== 'value') return [this.attribute(entry, reading)];
    if (name === 'dynamic') return this.dynamic(entry, nested);
    const known = Object.hasOwn(nested, name) ? nested[name] : undefined;
    const inner = typeof known === 'object' ? known : {};
    if (isBodies(entry.value) && (typeof known === 'object' || holdsDynamic(entry.value))) {
      return this.blocks(entry, { labels: 0, body: { nested: inner } });
    }
    // A block that is null is one that is not written, as an attribute is.
    const attribute = this.attribute(entry, reading);
    return [known === undefined && isBodies(entry.value) ? { ...attribute, mayBeBlock: true } : attribute];
  }

  /** `"dynamic": { "ingress": { "for_each": …, "iterator": …, "content": {…} } }`. */
  private dynamic(entry: MappingEntry, nested: NestedNames): readonly Block[] {
    this.blockKeys.add(entry.key.span.start);
    return this.bodies(entry.value).flatMap((types) =>
      this.members(types).flatMap((named): readonly Block[] => {
        const label = labelOf(named);
        const known = Object.hasOwn(nested, label.text) ? nested[label.text] : undefined;
        const content = { labels: 0, body: { nested: typeof known === 'object' ? known : {} } };
        const body: BodyGrammar = { arguments: { iterator: 'reference' }, blocks: { content } };
        return this.labelled(entry, named, [label], { labels: 1, body });
      }),
    );
  }

  private attribute(entry: MappingEntry, reading: 'value' | 'literal' | 'reference'): Attribute {
    return {
      kind: 'attribute',
      span: entry.span,
      name: entry.key.text,
      nameSpan: entry.key.span,
      value: this.expressions[reading](entry.value),
    };
  }

  /** The objects of a value that is one or an array of them. */
  private bodies(node: DataNode): readonly MappingNode[] {
    if (node.kind !== 'scalar') return node.kind === 'mapping' ? [node] : node.items.flatMap((item) => this.bodies(item));
    if (node.type !== 'null' && node.type !== 'missing')
      this.problem(node.span, 'An object, or an array of objects, is expected here.');
    return [];
  }

  private members(node: MappingNode): readonly MappingEntry[] {
    return node.entries.filter((entry) => entry.key.text !== COMMENT_KEY);
  }

  private problem(span: Span, message: string): void {
    this.problems.push({ span, message });
  }
}

function labelOf({ key }: MappingEntry): Label {
  return { text: key.text, span: key.span, quoted: true };
}

/** Whether a value may be the body of a block, or the bodies of several. */
function isBodies(node: DataNode): boolean {
  return node.kind === 'mapping' || (node.kind === 'sequence' && node.items.every((item) => item.kind === 'mapping'));
}

/** Only a block holds `dynamic` ones. */
function holdsDynamic(node: DataNode): boolean {
  if (node.kind === 'sequence') return node.items.some(holdsDynamic);
  return (
    node.kind === 'mapping' &&
    node.entries.some(({ key, value }) =>
      key.text === 'dynamic' ? loops(value) : value.kind !== 'scalar' && holdsDynamic(value),
    )
  );
}

/** Whether a value is that of `dynamic`: blocks by their type, with a `for_each`. */
function loops(node: DataNode): boolean {
  if (node.kind === 'sequence') return node.items.some(loops);
  return node.kind === 'mapping' && node.entries.some(({ value }) => bodiesOf(value).some((body) => entryOf(body, 'for_each')));
}

function bodiesOf(node: DataNode): readonly MappingNode[] {
  if (node.kind === 'mapping') return [node];
  return node.kind === 'sequence' ? node.items.flatMap(bodiesOf) : [];
}
