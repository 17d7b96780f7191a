import type { TemplateExpression, TemplatePart } from '../../syntax/hcl/ast';
import { parseJson } from '../../syntax/json';
import { type Span, spanBeside } from '../../text';
import { type Origin, type StringValue, type TextOrigin, type TextValue, unknown, type Value } from '../../values';
import type { Budget, DocumentNotes } from './context';
import { knownText } from './convert';
import { fromNode } from './json-value';

/** A template that may hold a document, and what each of its parts was worth. */
export interface EmbeddedDocument {
  readonly template: TemplateExpression;
  readonly pieces: readonly (string | Value)[];
}

/**
 * Templates by their span (the very object, which the origin of their value holds) and what they say, noted as they are evaluated: only
 * those whose text begins like JSON. One template says something else in each turn of a loop and in each call of its module.
 */
export class EmbeddedDocuments implements DocumentNotes {
  private readonly found = new Map<Span, Map<string, EmbeddedDocument>>();

  note(_uri: string, template: TemplateExpression, pieces: readonly (string | Value)[]): void {
    if (!mayHoldDocument(template)) return;
    this.at(template.span).set(pieces.map(said).join(''), { template, pieces });
  }

  /** Takes over what another collection has noted. */
  addAll(other: EmbeddedDocuments): void {
    for (const [span, documents] of other.found) {
      const known = this.at(span);
      for (const [text, document] of documents) known.set(text, document);
    }
  }

  /** The template behind a string. */
  of(value: StringValue | TextValue): EmbeddedDocument | undefined {
    const { origin } = value;
    const found = origin.kind === 'text' ? this.found.get(origin.span) : undefined;
    return found?.get((value.kind === 'string' ? [value.value] : value.parts).map(said).join(''));
  }

  private at(span: Span): Map<string, EmbeddedDocument> {
    let found = this.found.get(span);
    if (!found) {
      found = new Map();
      this.found.set(span, found);
    }
    return found;
  }
}

/** Whether the text of a template begins like JSON. */
export function mayHoldDocument({ parts: [first] }: TemplateExpression): boolean {
  return first?.kind === 'literal' && /^\s*[{[]/.test(first.value);
}

function said(piece: string | Value): string {
  if (typeof piece === 'string') return piece;
  const known = knownText(piece);
  if (known !== undefined) return known;
  if (piece.kind === 'text') return piece.parts.map(said).join('');
  const identity =
    piece.kind === 'reference' ? `${piece.address}.${piece.attribute}` : piece.kind === 'unknown' ? piece.symbol : '';
  return `\0${identity ?? ''}\0`;
}

/** A run of the document's text: where it stands in the file, character by character or as a whole. */
interface Run {
  readonly at: number;
  readonly length: number;
  readonly source: Span;
  readonly exact: boolean;
}

/** Stands in the text for the piece that is not known: characters that no document uses. */
const firstFiller = 0xe000;
const lastFiller = 0xf8ff;

/**
 * The JSON document in a string or heredoc. Where the text is known to stand as it is written, every part of the result has its
 * own place; otherwise the place of the whole.
 */
export function decodeEmbedded(value: Value, document: EmbeddedDocument | undefined, budget: Budget): Value {
  const pieces = document?.pieces ?? (value.kind === 'text' ? value.parts : value.kind === 'string' ? [value.value] : []);
  const builder = new Builder(document && value.origin.kind === 'text' ? document.template : undefined);
  for (const [i, piece] of pieces.entries()) builder.add(piece, document?.template.parts[i]);
  const parsed = parseJson(builder.text);
  if (!parsed.root || parsed.problems.length > 0 || builder.failed) return unknown({ kind: 'syntax' }, value.origin);
  const origin = value.origin;
  const place = (span: Span): Origin => {
    if (origin.kind !== 'text') return origin;
    const source = builder.sourceOf(span);
    return source ? ({ ...origin, span: spanBeside(origin.span, source.start, source.end) } satisfies TextOrigin) : origin;
  };
  const decoded = fromNode(
    parsed.root,
    budget,
    (node) => place(node.span),
    (node) => (node.kind === 'scalar' && node.type === 'string' ? builder.fill(node.text, place(node.span)) : undefined),
  );
  return value.sensitive ? { ...decoded, sensitive: true } : decoded;
}

class Builder {
  text = '';
  failed = false;
  private readonly runs: Run[] = [];
  private readonly fillers: Value[] = [];
  private readonly indent: number | undefined;
  /** Whether the text so far ends inside of a JSON string. */
  private quoted = false;

  constructor(private readonly template: TemplateExpression | undefined) {
    this.indent = template?.form === 'indented-heredoc' ? indentOf(template) : 0;
  }

  add(piece: string | Value, part: TemplatePart | undefined): void {
    const known = typeof piece === 'string' ? piece : knownText(piece);
    if (known !== undefined) {
      if (part?.kind === 'literal') this.literal(known, part.span);
      else this.append(known, part?.span, false);
      this.scan(known);
      return;
    }
    const filler = firstFiller + this.fillers.length;
    if (filler > lastFiller || typeof piece === 'string') {
      this.failed = true;
      return;
    }
    this.fillers.push(piece);
    const mark = String.fromCharCode(filler);
    this.append(this.quoted ? mark : `"${mark}"`, part?.span, false);
  }

  private append(text: string, source: Span | undefined, exact: boolean): void {
    if (source && text !== '') this.runs.push({ at: this.text.length, length: text.length, source, exact });
    this.text += text;
  }

  private literal(text: string, source: Span): void {
    if (/[\ue000-\uf8ff]/.test(text)) this.failed = true;
    const length = source.end - source.start;
    if (length === text.length) {
      this.append(text, source, true);
    } else if (this.template?.form === 'quoted' && escapedLength(text) === length) {
      let at = source.start;
      for (const run of text.split(/(["\\\n\r\t])/)) {
        const width = run.length === 1 && '"\\\n\r\t'.includes(run) ? 2 : run.length;
        this.append(run, { start: at, end: at + width }, width === run.length);
        at += width;
      }
    } else if (this.template?.form === 'heredoc' && withDoubledMarks(text) === length) {
      let at = source.start;
      for (const run of text.split(/([$%]\{)/)) {
        const width = /^[$%]\{$/.test(run) ? run.length + 1 : run.length;
        this.append(run, { start: at, end: at + width }, width === run.length);
        at += width;
      }
    } else if (this.template?.form === 'indented-heredoc' && this.indent !== undefined) {
      this.unindented(text, source, this.indent);
    } else {
      this.append(text, undefined, false);
    }
  }

  /** Lines that lost their indentation. */
  private unindented(text: string, source: Span, indent: number): void {
    const lines = text.split(/(?<=\n)/);
    const lineStart = source.start === this.template?.contentSpan.start;
    const widths = lines.map((line, i) => line.length + ((i > 0 || lineStart) && !isBlank(line) ? indent : 0));
    if (widths.reduce((sum, width) => sum + width, 0) !== source.end - source.start) {
      this.append(text, undefined, false);
      return;
    }
    let at = source.start;
    for (const [i, line] of lines.entries()) {
      const end = at + (widths[i] ?? 0);
      this.append(line, { start: end - line.length, end }, true);
      at = end;
    }
  }

  private scan(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 92 && this.quoted) i++;
      else if (c === 34) this.quoted = !this.quoted;
    }
  }

  /** Where a range of the document's text stands in the file. */
  sourceOf(span: Span): Span | undefined {
    const first = this.runAt(span.start);
    const last = this.runAt(Math.max(span.start, span.end - 1));
    if (!first || !last) return undefined;
    const start = first.exact ? first.source.start + span.start - first.at : first.source.start;
    const end = last.exact ? last.source.start + span.end - last.at : last.source.end;
    return start <= end ? { start, end } : undefined;
  }

  private runAt(offset: number): Run | undefined {
    let low = 0;
    let high = this.runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = this.runs[middle];
      if (!run) return undefined;
      if (offset < run.at) high = middle - 1;
      else if (offset >= run.at + run.length) low = middle + 1;
      else return run;
    }
    return undefined;
  }

  /** A string of the document with what stands for its unknown pieces. */
  fill(text: string, origin: Origin): Value | undefined {
    if (!/[\ue000-\uf8ff]/.test(text)) return undefined;
    const parts: (string | Value)[] = [];
    for (const part of text.split(/([\ue000-\uf8ff])/)) {
      const filler = part.length === 1 ? this.fillers[part.charCodeAt(0) - firstFiller] : undefined;
      if (filler) parts.push(filler);
      else if (part !== '') parts.push(part);
    }
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'object') return only;
    const value: TextValue = { kind: 'text', parts, origin };
    return value;
  }
}

function isBlank(line: string): boolean {
  return line === '\n' || line === '\r\n' || line === '';
}

function escapedLength(text: string): number {
  return text.length + (text.match(/["\\\n\r\t]/g)?.length ?? 0);
}

/** How long a heredoc's text is as it is written: what begins an interpolation is doubled there. */
function withDoubledMarks(text: string): number {
  return text.length + (text.match(/[$%]\{/g)?.length ?? 0);
}

/** How many columns every line of a `<<-` heredoc lost, told by its first literal. */
function indentOf(template: TemplateExpression): number | undefined {
  const [first] = template.parts;
  if (first?.kind !== 'literal') return undefined;
  const lines = first.value.split(/(?<=\n)/).filter((line) => !isBlank(line)).length;
  const lost = first.span.end - first.span.start - first.value.length;
  return lines > 0 && lost % lines === 0 ? lost / lines : undefined;
}
