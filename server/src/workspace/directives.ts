import { COMMENT_KEY } from '../sources/terraform';
import { type DataDocument, type DataNode, entryOf, type ScalarNode } from '../syntax/data';
import type { HclFile } from '../syntax/hcl/ast';
import type { Comment, SyntaxProblem } from '../syntax/problem';
import { type Span, span } from '../text';
import { dataTargets, hclTargets } from './targets';

/** An `ashlar:ignore`: a comment, or in JSON and YAML templates an entry of `Metadata.Ashlar.ignore`. */
export interface Directive {
  /** The comment, or the metadata entry. */
  readonly span: Span;
  readonly rules: readonly NamedRule[];
  /** '' where none is written. */
  readonly reason: string;
  /** The block, attribute, entry or list item that it speaks of; undefined where nothing follows. */
  readonly target: Span | undefined;
}

export interface NamedRule {
  readonly id: string;
  readonly span: Span;
}

const MARK = 'ashlar:ignore';

/** The directives of a Terraform file. */
export function hclDirectives(text: string, file: HclFile): readonly Directive[] {
  return file.comments.length === 0 || !text.includes(MARK)
    ? []
    : ofComments(text, file.comments, file.problems, () => hclTargets(file.body));
}

/** The directives of a template, by comment (YAML) and by metadata. */
export function templateDirectives(text: string, document: DataDocument): readonly Directive[] {
  if (!text.includes(MARK) && !text.includes('Ashlar')) return [];
  const comments = document.language === 'json' ? [] : document.comments;
  return [...ofComments(text, comments, document.problems, () => dataTargets(document.root)), ...ofMetadata(text, document)];
}

function ofComments(
  text: string,
  comments: readonly Comment[],
  problems: readonly SyntaxProblem[],
  listTargets: () => readonly Span[],
): readonly Directive[] {
  const directives: Directive[] = [];
  let targets: readonly Span[] | undefined;
  for (const comment of comments) {
    const match = /^(?:#+|\/\/+|\/\*+)\s*ashlar:ignore(?![\w-]):?/.exec(comment.text);
    if (!match) continue;
    const content = comment.text.startsWith('/*') ? comment.text.replace(/\s*\**\/?$/, '') : comment.text;
    const { rules, reason } = readRules(content.slice(match[0].length), comment.span.start + match[0].length);
    targets ??= listTargets();
    const target = comment.ownLine ? targetBelow(text, comment, comments, targets) : targetBefore(text, comment, targets);
    directives.push({
      span: span(comment.span.start, comment.span.start + comment.text.trimEnd().length),
      rules,
      reason,
      target: target && withinIndent(text, target, problems),
    });
  }
  return directives;
}

/** `aws/rds/a, aws/rds/b the reason`: ids are parted by commas, the reason follows the last. */
function readRules(text: string, offset: number): { rules: readonly NamedRule[]; reason: string } {
  const rules: NamedRule[] = [];
  const id = /[ \t]*([A-Za-z0-9_][\w./-]*)[ \t]*(,?)/y;
  let at = 0;
  for (let more = true; more; ) {
    id.lastIndex = at;
    const match = id.exec(text);
    if (!match?.[1]) break;
    const start = offset + match.index + match[0].indexOf(match[1]);
    rules.push({ id: match[1], span: span(start, start + match[1].length) });
    at = id.lastIndex;
    more = match[2] === ',';
  }
  const reason = text
    .slice(at)
    .replace(/^[\s:–—-]+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { rules, reason };
}

/** What begins right below the comment; further comments may stand between, an empty line may not. */
function targetBelow(text: string, comment: Comment, comments: readonly Comment[], targets: readonly Span[]): Span | undefined {
  const line = /[ \t]*(?:\r?\n)?[ \t]*/y;
  let at = trimmedEnd(text, comment);
  for (;;) {
    line.lastIndex = at;
    line.exec(text);
    at = line.lastIndex;
    const next = comments.find((other) => other.span.start === at);
    if (!next || next.span.end <= at) break;
    at = trimmedEnd(text, next);
  }
  // A YAML list item begins behind its dash.
  const dash = /-[ \t]+/y;
  for (;;) {
    const found = largest(targets.filter((target) => target.start === at));
    if (found) return found;
    dash.lastIndex = at;
    if (!dash.test(text)) return undefined;
    at = dash.lastIndex;
  }
}

/**
 * What a comment at a line's end speaks of: the thing that ends before it on its line, or the one that begins on its line and goes on
 * below (`resource "a" "b" { # …`), whichever is nearer. In YAML an entry ends where its last child does: the innermost is meant.
 */
function targetBefore(text: string, comment: Comment, targets: readonly Span[]): Span | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', comment.span.start - 1), text.lastIndexOf('\r', comment.span.start - 1)) + 1;
  let ended: Span | undefined;
  let opened: Span | undefined;
  for (const target of targets) {
    if (target.end <= comment.span.start) {
      if (target.end <= lineStart) continue;
      if (!ended || target.end > ended.end || (target.end === ended.end && target.start > ended.start)) ended = target;
    } else if (target.start >= lineStart && target.start < comment.span.start) {
      if (!opened || target.start > opened.start || (target.start === opened.start && target.end < opened.end)) opened = target;
    }
  }
  if (ended && opened) return opened.start >= ended.end ? opened : ended;
  return ended ?? opened;
}

/**
 * A target whose text is broken may have swallowed what follows it. It is then cut where the text comes back to its own
 * indentation, so that a directive above half-typed code never hides findings further down.
 */
function withinIndent(text: string, target: Span, problems: readonly SyntaxProblem[]): Span {
  const broken = problems.some((problem) => problem.span.start <= target.end && problem.span.end >= target.start);
  if (!broken) return target;
  const lineStart = text.lastIndexOf('\n', target.start - 1) + 1;
  const indent = (line: string) => (/^[ \t]*/.exec(line)?.[0] ?? '').length;
  const own = indent(text.slice(lineStart, target.start));
  let at = text.indexOf('\n', target.start);
  while (at >= 0 && at < target.end) {
    const next = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, next < 0 ? text.length : next);
    if (line.trim() !== '' && indent(line) <= own) {
      return /^\s*[}\])]/.test(line)
        ? span(target.start, Math.min(target.end, at + 1 + line.trimEnd().length))
        : span(target.start, at);
    }
    at = next;
  }
  return target;
}

/** `Resources.<id>.Metadata.Ashlar.ignore: [{ rule, reason }]`; `rule` may be a list. */
function ofMetadata(text: string, document: DataDocument): readonly Directive[] {
  const resources = entryOf(document.root, 'Resources')?.value;
  if (resources?.kind !== 'mapping') return [];
  const directives: Directive[] = [];
  for (const resource of resources.entries) {
    const list = entryOf(entryOf(entryOf(resource.value, 'Metadata')?.value, 'Ashlar')?.value, 'ignore')?.value;
    if (!list) continue;
    for (const item of list.kind === 'sequence' ? list.items : [list]) {
      const reason = entryOf(item, 'reason')?.value;
      directives.push({
        span: item.span,
        rules: namedRules(entryOf(item, 'rule')?.value),
        reason: reason?.kind === 'scalar' ? reason.text.trim() : '',
        target: withinIndent(text, resource.span, document.problems),
      });
    }
  }
  return directives;
}

/** The directives of a `.tf.json` file: `"//": "ashlar:ignore aws/rds/a the reason"` in the body of what it speaks of. */
export function terraformJsonDirectives(text: string, document: DataDocument): readonly Directive[] {
  const directives: Directive[] = [];
  if (!text.includes(MARK)) return directives;
  const visit = (node: DataNode, holder: Span): void => {
    if (node.kind === 'sequence') for (const item of node.items) visit(item, node.items.length === 1 ? holder : item.span);
    if (node.kind !== 'mapping') return;
    for (const entry of node.entries) {
      if (entry.key.text === COMMENT_KEY) {
        for (const said of entry.value.kind === 'sequence' ? entry.value.items : [entry.value]) {
          const directive = said.kind === 'scalar' && saidIn(said, withinIndent(text, holder, document.problems));
          if (directive) directives.push(directive);
        }
      } else visit(entry.value, entry.span);
    }
  };
  if (document.root) visit(document.root, document.root.span);
  return directives;
}

function saidIn(node: ScalarNode, target: Span): Directive | undefined {
  const match = /^\s*ashlar:ignore(?![\w-]):?/.exec(node.text);
  if (!match) return undefined;
  const { rules, reason } = readRules(node.text.slice(match[0].length), node.span.start + 1 + match[0].length);
  // Behind an escape the places of the ids are not known.
  return { span: node.span, rules: node.exact ? rules : rules.map(({ id }) => ({ id, span: node.span })), reason, target };
}

function namedRules(node: DataNode | undefined): readonly NamedRule[] {
  if (node?.kind === 'sequence') return node.items.flatMap(namedRules);
  return node?.kind === 'scalar' && node.text !== '' ? [{ id: node.text, span: node.span }] : [];
}

function trimmedEnd(text: string, comment: Comment): number {
  return comment.span.start + text.slice(comment.span.start, comment.span.end).trimEnd().length;
}

function largest(spans: readonly Span[]): Span | undefined {
  let best: Span | undefined;
  for (const candidate of spans) if (!best || candidate.end > best.end) best = candidate;
  return best;
}
