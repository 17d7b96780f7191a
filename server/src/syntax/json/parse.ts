import { visit } from 'jsonc-parser';
import { SpanGroup } from '../../text';
import type { DataDocument, DataNode } from '../data';
import type { Comment, SyntaxProblem } from '../problem';
import { Builder, type JsonItem } from './builder';

const MAX_DEPTH = 256;

/** What was read of a text, its items apart from the rest. */
export interface JsonParts {
  readonly root: DataNode | undefined;
  readonly items: readonly JsonItem[];
  /** Outside of the items. */
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
  /** Where the text was cut off, as it is nested too deeply. */
  readonly tooDeep: number | undefined;
}

const OPTIONS = { allowTrailingComma: false, disallowComments: false };

/**
 * @param baseOffset is added to every offset
 * @param known items of an earlier state, which take the place of those that are read
 */
export function readJson(
  text: string,
  baseOffset: number,
  known?: (start: number, end: number) => JsonItem | undefined,
): JsonParts {
  // Editors write a byte order mark that JSON does not know.
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const builder = new Builder(source, baseOffset, known);
  const cut = depthLimit(source, MAX_DEPTH);
  // The parser recurses; beyond the cap the text is cut off, which leaves an unfinished but usable tree.
  visit(cut === undefined ? source : source.slice(0, cut), builder, OPTIONS);
  const root = builder.finish();
  const { items, problems, comments } = builder;
  return { root, items, problems, comments, tooDeep: cut === undefined ? undefined : cut + baseOffset };
}

/** Reads a text that should be one item, from its first bracket to its last; undefined where it is not. */
export function readItem(text: string, start: number): JsonItem | undefined {
  // It stands inside of two others.
  if (!text.startsWith('{') || !text.endsWith('}') || depthLimit(text, MAX_DEPTH - 2) !== undefined) return undefined;
  const group = new SpanGroup();
  const builder = new Builder(text, start, undefined, group);
  let depth = 0;
  let closedAt = -1;
  const { onObjectBegin, onArrayBegin, onObjectEnd, onArrayEnd } = builder;
  const entering = (enter: (offset: number) => void) => (offset: number) => {
    depth++;
    enter(offset);
  };
  const leaving = (leave: (offset: number, length: number) => void) => (offset: number, length: number) => {
    if (--depth === 0 && closedAt < 0) closedAt = offset;
    leave(offset, length);
  };
  visit(
    text,
    {
      ...builder,
      onObjectBegin: entering(onObjectBegin),
      onArrayBegin: entering(onArrayBegin),
      onObjectEnd: leaving(onObjectEnd),
      onArrayEnd: leaving(onArrayEnd),
    },
    OPTIONS,
  );
  // An item that ends early, or not at all, changes how the text behind it reads.
  if (closedAt !== text.length - 1) return undefined;
  const node = builder.finish();
  const { problems, comments } = builder;
  return node && { start, end: start + text.length, group, node, problems, comments };
}

/** The document that the parts make. */
export function documentOf({ root, items, problems, comments, tooDeep }: JsonParts): DataDocument {
  let all = items.length === 0 ? [...problems] : [...problems, ...items.flatMap((item) => item.problems)];
  if (tooDeep !== undefined) {
    // What the parser misses after the cut is our doing.
    all = all.filter(({ span }) => span.start < tooDeep);
    all.push({ span: { start: tooDeep, end: tooDeep + 1 }, message: 'Nested too deeply' });
  }
  all.sort((a, b) => a.span.start - b.span.start);
  const inside = items.flatMap((item) => item.comments);
  const told = inside.length === 0 ? comments : [...comments, ...inside].sort((a, b) => a.span.start - b.span.start);
  return { root, problems: withoutEchoes(all), comments: told, language: 'json' };
}

/** The parser often has two things to say about one place. */
function withoutEchoes(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return problems.filter((problem, i) => {
    const before = problems[i - 1];
    return !before || before.span.start !== problem.span.start || before.span.end !== problem.span.end;
  });
}

/** The offset of the first bracket that is nested too deeply. */
function depthLimit(text: string, most: number): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 34: // a string: brackets in it do not count, and it ends at the line's end at the latest
        for (i++; i < text.length; i++) {
          const c = text.charCodeAt(i);
          if (c === 34 || c === 10 || c === 13) break;
          if (c === 92) i++;
        }
        break;
      case 91:
      case 123:
        if (++depth > most) return i;
        break;
      case 93:
      case 125:
        if (depth > 0) depth--;
        break;
      default:
    }
  }
  return undefined;
}
