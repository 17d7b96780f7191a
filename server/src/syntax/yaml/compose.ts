import type { CST } from 'yaml';
import { Parser } from 'yaml';
import type { Span } from '../../text';
import type { DataNode, MappingEntry, ScalarNode } from '../data';
import { placeOf } from '../data';
import type { Comment, SyntaxProblem } from '../problem';
import type { Patch, Props } from './patched-source';
import { NO_PROPS, PatchedSource, tokenEnd } from './patched-source';
import { resolveBlock, resolveFlow, scalarType, typeUnderTag } from './scalar';

export interface Composed {
  readonly root: DataNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
  readonly patches: readonly Patch[];
  /** What might repair the first problem, best first. */
  readonly repairs: readonly Patch[];
}

const MAX_DEPTH = 256;
/** Nodes of the tree with aliases expanded: what every walk over it may cost. */
const MAX_NODES = 200_000;

/** Parses a text with `patches` inserted into the tree whose spans are those of the text without them. */
export function compose(text: string, patches: readonly Patch[]): Composed {
  return new Composer(text, patches).run();
}

type MapItem = CST.BlockMap['items'][number];

class Composer extends PatchedSource {
  private readonly anchors = new Map<string, { node: DataNode; weight: number }>();
  private readonly multiline: Patch[] = [];
  private readonly keyRepairs: Patch[] = [];
  /** Items that the parser put into a mapping on its key's line, but that begin a line of their own. */
  private lifted: MapItem[] = [];
  private nodes = 0;
  private depth = 0;

  run(): Composed {
    for (const patch of this.patches) {
      const message = patch.insert === ':' ? 'Missing : after the key' : `Missing closing ${patch.insert}`;
      this.problems.push({ span: { start: patch.at, end: patch.at }, message });
    }
    const root = this.firstDocument();
    return {
      root,
      problems: this.problems,
      comments: this.comments.sort((a, b) => a.span.start - b.span.start),
      patches: this.patches,
      repairs: this.repairs(),
    };
  }

  private firstDocument(): DataNode | undefined {
    let root: DataNode | undefined;
    let seen = false;
    let directive: CST.Directive | undefined;
    for (const token of new Parser().parse(this.source)) {
      if (token.type === 'document') {
        if (seen) return root;
        seen = true;
        const props = this.props(token.start, 'doc-start');
        if (directive && !token.start.some((part) => part.type === 'doc-start')) {
          this.problem(directive.offset, directive.offset + directive.source.length, 'Missing --- after the directive');
        }
        if (token.value) root = this.node(token.value, props);
        else if (props.tag || props.anchor) root = this.missing(props, token.offset);
        if (token.end) this.props(token.end);
      } else if (token.type === 'directive') {
        directive ??= token;
      } else if (token.type === 'comment') {
        this.comment(token);
      } else if (token.type === 'error') {
        this.problem(token.offset, token.offset + token.source.length, 'Unexpected content');
      }
    }
    if (directive && !seen) this.problem(directive.offset, directive.offset + 1, 'Missing --- after the directive');
    return root;
  }

  private node(token: CST.Token, props: Props): DataNode {
    const before = this.nodes++;
    if (this.depth >= MAX_DEPTH) {
      this.problem(token.offset, token.offset + 1, 'Nested too deeply');
      return this.missing(props, token.offset);
    }
    this.depth++;
    const node = this.withProps(this.content(token, props), props);
    this.depth--;
    if (props.anchor) {
      this.anchors.set(props.anchor.source.slice(1), { node, weight: this.nodes - before });
    }
    return node;
  }

  private content(token: CST.Token, props: Props): DataNode {
    switch (token.type) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.flowScalar(token);
      case 'alias':
        return this.alias(token, props);
      case 'block-scalar':
        return this.blockScalar(token);
      case 'block-map':
        return this.blockMap(token, props.inline === true);
      case 'block-seq':
        return this.blockSequence(token);
      case 'flow-collection':
        return this.flowCollection(token);
      default:
        this.problem(token.offset, token.offset + ('source' in token ? token.source.length : 1), 'Unexpected content');
        return this.missing(NO_PROPS, token.offset);
    }
  }

  private withProps(node: DataNode, props: Props): DataNode {
    if (!props.tag) return node;
    const outer = { start: this.at(props.tag.offset), end: node.span.end };
    const tag = readTag(props.tag.source);
    if (!tag.standard) return { ...node, outer, tag: tag.name };
    return node.kind === 'scalar' ? { ...node, outer, type: typeUnderTag(tag.name, node.type) } : { ...node, outer };
  }

  /** An empty value, right after its tag or anchor, else at `offset`. */
  private missing(props: Props, offset: number): ScalarNode {
    const last = Math.max(offset, tokenEnd(props.tag), tokenEnd(props.anchor));
    const at = this.at(last);
    const node: ScalarNode = {
      kind: 'scalar',
      text: '',
      type: 'missing',
      style: 'plain',
      exact: true,
      span: { start: at, end: at },
    };
    const whole = this.withProps(node, props);
    if (props.anchor) this.anchors.set(props.anchor.source.slice(1), { node: whole, weight: 1 });
    return whole.kind === 'scalar' ? whole : node;
  }

  private flowScalar(token: CST.FlowScalar, isKey = false): ScalarNode {
    const { offset, source } = token;
    const resolved = resolveFlow(token, (at, message) => this.problem(at, message.startsWith('Missing') ? at : at + 1, message));
    if (token.end && token.end.length > 0) this.props(token.end);
    if (!resolved.exact && resolved.style !== 'plain' && source.indexOf('\n') >= 0) {
      this.multiline.push({ at: this.lineEnd(offset), insert: resolved.style === 'single' ? "'" : '"' });
    }
    const type = resolved.style === 'plain' ? scalarType(resolved.text) : 'string';
    return {
      kind: 'scalar',
      text: type === 'null' && !isKey ? '' : resolved.text,
      type: source === '' ? 'missing' : type,
      style: resolved.style,
      exact: resolved.exact,
      span: this.span(offset, offset + source.length),
    };
  }

  private blockScalar(token: CST.BlockScalar): ScalarNode {
    const resolved = resolveBlock(token, (at, message) => this.problem(at, at + 1, message));
    for (const part of token.props) if (part.type === 'comment') this.comment(part);
    return {
      kind: 'scalar',
      text: resolved.text,
      type: 'string',
      style: 'block',
      exact: false,
      span: this.span(token.offset, token.offset + resolved.length),
    };
  }

  private alias(token: CST.FlowScalar, props: Props): DataNode {
    const span = this.span(token.offset, token.offset + token.source.length);
    if (token.end) this.props(token.end);
    if (props.tag || props.anchor) this.problem(token.offset, token.offset + 1, 'An alias takes neither tag nor anchor');
    const target = this.anchors.get(token.source.slice(1));
    if (!target) {
      this.problems.push({ span, message: `No anchor &${token.source.slice(1)} before this` });
    } else if (this.nodes + target.weight > MAX_NODES) {
      this.problems.push({ span, message: 'Aliases expand to too much' });
    } else {
      this.nodes += target.weight;
      return { ...target.node, alias: span };
    }
    return { kind: 'scalar', text: '', type: 'missing', style: 'plain', exact: false, span };
  }

  private blockSequence(token: CST.BlockSequence): DataNode {
    const items: DataNode[] = [];
    let end = token.offset;
    for (const item of token.items) {
      const props = this.props(item.start, 'seq-item-ind');
      const indicator = item.start.find((part) => part.type === 'seq-item-ind');
      if (!indicator && !item.value && !props.tag && !props.anchor) continue;
      if (!indicator) {
        const from = item.value?.offset ?? props.tag?.offset ?? token.offset;
        this.problem(from, from + 1, 'Missing - before the item');
      }
      const value = item.value ? this.node(item.value, props) : this.missing(props, tokenEnd(indicator));
      items.push(value);
      end = Math.max(end, tokenEnd(indicator));
    }
    const last = items.at(-1);
    return {
      kind: 'sequence',
      items,
      flow: false,
      span: { start: this.at(token.offset), end: Math.max(this.at(end), last ? placeOf(last).end : 0) },
    };
  }

  private blockMap(token: CST.BlockMap, inline: boolean): DataNode {
    const entries: MappingEntry[] = [];
    const items: MapItem[] = [...token.items];
    if (inline) this.lifted.push(...items.splice(1));
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item) this.blockMapItem(item, token, entries);
      if (!inline && this.lifted.length > 0) {
        for (const lifted of this.lifted) items.push(lifted);
        this.lifted = [];
      }
    }
    const first = entries[0];
    const start = first ? Math.min(this.at(token.offset), first.span.start) : this.at(token.offset);
    return this.mapping(entries, false, { start, end: entries.at(-1)?.span.end ?? start });
  }

  private blockMapItem(item: MapItem, token: CST.BlockMap, entries: MappingEntry[]): void {
    const startProps = item.start.length > 0 ? this.props(item.start, 'explicit-key-ind') : NO_PROPS;
    if (!item.key && !item.sep) {
      const indicator = item.start.find((part) => part.type === 'explicit-key-ind');
      if (indicator) {
        const key = this.missing(startProps, tokenEnd(indicator));
        entries.push(entry(key, this.missing(NO_PROPS, this.patched(key.span.end))));
      } else if (startProps.tag || startProps.anchor) {
        this.unfinished(startProps, entries);
      }
      return;
    }
    const sep = item.sep ? this.props(item.sep, 'map-value-ind') : NO_PROPS;
    const explicit = item.explicitKey === true;
    const key = this.key(item.key ?? undefined, startProps, sep.colon?.offset ?? token.offset, explicit);
    if (startProps.brokenOff && !explicit)
      this.problems.push({ span: key.span, message: 'A tag or anchor must stand on the line of its key' });
    const column = explicit ? item.start.find((part) => part.type === 'explicit-key-ind') : item.key;
    if (column && 'indent' in column && column.indent !== token.indent) {
      this.problems.push({ span: key.span, message: 'The keys of a mapping must begin in the same column' });
    }
    if (!sep.colon && !explicit) this.problems.push({ span: key.span, message: 'Missing : after the key' });
    const after = sep.colon ? sep.colon.offset + 1 : this.patched(key.span.end);
    const onKeyLine = item.value?.type === 'block-map' && !sep.newline && !explicit;
    if (item.value && onKeyLine) {
      this.problem(item.value.offset, item.value.offset + 1, 'A mapping cannot begin on the line of its key');
    }
    const value = item.value ? this.node(item.value, onKeyLine ? { ...sep, inline: true } : sep) : this.missing(sep, after);
    entries.push(entry(key, value));
  }

  /** A tag or an anchor on a line of its own, where a key is still to come: it counts for nothing but must not get lost. */
  private unfinished(props: Props, entries: MappingEntry[]): void {
    const key = this.missing(props, 0);
    this.problems.push({ span: key.outer ?? key.span, message: 'Expected a key after this' });
    entries.push(entry(key, { ...key, span: { start: key.span.end, end: key.span.end } }));
  }

  private flowCollection(token: CST.FlowCollection): DataNode {
    const isMap = token.start.type === 'flow-map-start';
    const items: DataNode[] = [];
    const entries: MappingEntry[] = [];
    let end = token.offset + 1;
    this.flowDepth++;
    token.items.forEach((item, index) => {
      const startProps = item.start.length > 0 ? this.props(item.start, 'comma') : NO_PROPS;
      if (startProps.comma && index === 0) this.problem(startProps.comma.offset, tokenEnd(startProps.comma), 'Unexpected ,');
      if (!startProps.comma && index > 0 && (item.key || item.value)) {
        this.problem((item.key ?? item.value)?.offset ?? end, end + 1, 'Missing , before this');
      }
      end = Math.max(end, lastEnd(item.start));
      if (!item.key && !item.sep && !item.value && !startProps.tag && !startProps.anchor) return;
      if (!isMap && !item.key && !item.sep) {
        const value = item.value ? this.node(item.value, startProps) : this.missing(startProps, end);
        items.push(value);
        end = Math.max(end, this.patched(placeOf(value).end));
        return;
      }
      const sep = item.sep && item.sep.length > 0 ? this.props(item.sep, 'map-value-ind') : NO_PROPS;
      const colon = sep.colon;
      const keyToken = item.key ?? (colon ? undefined : item.value);
      const key = this.key(keyToken ?? undefined, startProps, colon?.offset ?? end, false);
      const value =
        item.value && item.value !== keyToken
          ? this.node(item.value, sep)
          : this.missing(sep, colon ? colon.offset + 1 : this.patched(key.span.end));
      const pair = entry(key, value);
      end = Math.max(end, this.patched(pair.span.end));
      if (isMap) entries.push(pair);
      else items.push(this.mapping([pair], true, pair.span));
    });
    this.flowDepth--;
    const [close, ...after] = token.end;
    const closes = close?.type === (isMap ? 'flow-map-end' : 'flow-seq-end') && close.source.length === 1;
    if (close && closes) end = close.offset + 1;
    else this.problem(token.offset, token.offset + 1, `Missing closing ${isMap ? '}' : ']'}`);
    if (after.length > 0) this.props(after);
    const span = this.span(token.offset, end);
    return isMap ? this.mapping(entries, true, span) : { kind: 'sequence', items, flow: true, span };
  }

  private key(token: CST.Token | undefined, props: Props, offset: number, explicit: boolean): ScalarNode {
    this.nodes++;
    if (!token) return this.missing(props, offset);
    if (token.type === 'scalar' || token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') {
      const content = this.flowScalar(token, true);
      if (!explicit && token.source.indexOf('\n') >= 0) {
        this.problems.push({ span: content.span, message: 'A key must stand on one line' });
        if (token.type === 'scalar') this.keyRepairs.push({ at: this.lineEnd(token.offset), insert: ':' });
      }
      const node = this.withProps(content, props);
      if (props.anchor) this.anchors.set(props.anchor.source.slice(1), { node, weight: 1 });
      return node.kind === 'scalar' ? node : content;
    }
    const node = this.node(token, props);
    if (node.kind === 'scalar') return node;
    const span = node.alias ?? node.span;
    this.problems.push({ span, message: 'A key must be a string' });
    const text = this.text.slice(span.start, Math.min(span.end, span.start + 200));
    return { kind: 'scalar', text, type: 'string', style: 'plain', exact: false, span };
  }

  /** Finds duplicates and merges what `<<` names. */
  private mapping(entries: MappingEntry[], flow: boolean, span: Span): DataNode {
    const seen = new Set<string>();
    let merges = false;
    for (const { key } of entries) {
      if (key.text === '<<' && key.style === 'plain') merges = true;
      else if (seen.has(key.text)) this.problems.push({ span: key.span, message: `Duplicate key ${key.text.slice(0, 80)}` });
      else seen.add(key.text);
    }
    return { kind: 'mapping', entries: merges ? this.merge(entries, seen) : entries, flow, span };
  }

  private merge(entries: readonly MappingEntry[], own: ReadonlySet<string>): MappingEntry[] {
    const taken = new Set(own);
    const merged: MappingEntry[] = [];
    for (const item of entries) {
      const sources = item.value.kind === 'sequence' ? item.value.items : [item.value];
      if (item.key.text !== '<<' || item.key.style !== 'plain' || sources.some((source) => source.kind !== 'mapping')) {
        merged.push(item);
        continue;
      }
      for (const source of sources) {
        if (source.kind !== 'mapping') continue;
        const alias = source.alias ?? item.value.alias;
        for (const inherited of source.entries) {
          if (taken.has(inherited.key.text) || this.nodes >= MAX_NODES) continue;
          taken.add(inherited.key.text);
          this.nodes++;
          merged.push(alias ? { ...inherited, value: { ...inherited.value, alias } } : inherited);
        }
      }
    }
    return merged;
  }

  private repairs(): readonly Patch[] {
    let first = Number.POSITIVE_INFINITY;
    for (const problem of this.problems) {
      const patched = this.patches.some((patch) => patch.at === problem.span.start && problem.span.end === patch.at);
      if (!patched) first = Math.min(first, problem.span.end);
    }
    if (first === Number.POSITIVE_INFINITY) return [];
    const quote = this.multiline.findLast((patch) => patch.at <= first);
    const repairs = [quote, this.keyRepairs[0]].filter((patch) => patch !== undefined);
    return repairs.sort((a, b) => a.at - b.at);
  }
}

function entry(key: ScalarNode, value: DataNode): MappingEntry {
  const start = (key.outer ?? key.span).start;
  return { key, value, span: { start, end: Math.max(key.span.end, placeOf(value).end) } };
}

function lastEnd(tokens: readonly CST.SourceToken[]): number {
  return tokenEnd(tokens.at(-1));
}

/** `!Ref` is our own tag; `!!str`, `!<tag:yaml.org,2002:str>` and the lone `!` are YAML's. */
function readTag(source: string): { readonly name: string; readonly standard: boolean } {
  if (source === '!') return { name: 'str', standard: true };
  if (source.startsWith('!!')) return { name: source.slice(2), standard: true };
  const core = /^!<tag:yaml\.org,2002:(.*)>$/.exec(source);
  if (core?.[1] !== undefined) return { name: core[1], standard: true };
  return { name: source.startsWith('!<') ? source.slice(2, -1) : source.slice(1), standard: false };
}
