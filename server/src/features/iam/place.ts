import type { DocumentKind } from '../../analysis';
import { covers } from '../../text';
import type { LooseEntry, LooseMap, LooseNode, LooseText } from './loose';
import { looseEntry, textsOf } from './loose';
import { readHcl, readJson } from './loose-braces';
import { readYaml } from './loose-yaml';

/** How a policy is written where a cursor is. */
export type PolicyLanguage = 'json' | 'hcl' | 'data-source' | 'yaml';

export type Role =
  | 'document-key'
  | 'statement-key'
  | 'version'
  | 'effect'
  | 'action'
  | 'resource'
  | 'principal-type'
  | 'principal'
  | 'operator'
  | 'condition-key'
  | 'condition-value';

/** What an offset of a text is in the policy that it stands in. */
export interface PolicyPlace {
  readonly role: Role;
  readonly language: PolicyLanguage;
  /** What is written there; undefined where nothing is yet. */
  readonly token: LooseText | undefined;
  /** The map whose keys are beside it, for keys. */
  readonly siblings: readonly string[];
  /** Whether the value behind a key is there. */
  readonly separated: boolean;
  /** Of the statement. */
  readonly actions: readonly string[];
  readonly negated: boolean;
  readonly resources: readonly string[];
  readonly effect: string | undefined;
  /** `AWS`, `Service`, …, where principals are listed by kind. */
  readonly principalType: string | undefined;
  readonly operator: string | undefined;
  readonly key: string | undefined;
  /** Other texts of the list that it stands in. */
  readonly listed: readonly string[];
}

type Step =
  | { readonly kind: 'map'; readonly map: LooseMap }
  | { readonly kind: 'entry'; readonly entry: LooseEntry; readonly map: LooseMap }
  | { readonly kind: 'list'; readonly list: Extract<LooseNode, { kind: 'list' }> }
  | { readonly kind: 'call'; readonly name: string };

interface Cursor {
  readonly steps: readonly Step[];
  readonly at: 'key' | 'value';
  readonly token: LooseText | undefined;
  readonly separated: boolean;
}

/** The loose tree of a document. @param cursor matters in YAML, where an empty line tells nothing by itself */
export function looseTree(text: string, kind: DocumentKind, cursor: number): LooseNode | undefined {
  if (kind === 'terraform') return readHcl(text);
  if (kind !== 'policy' && kind !== 'cloudformation') return undefined;
  return isJson(text) ? readJson(text) : readYaml(text, cursor);
}

function isJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]/.test(text);
}

/** The part of a policy that an offset stands in; undefined outside of policies, and in comments. */
export function policyPlaceAt(text: string, kind: DocumentKind, offset: number): PolicyPlace | undefined {
  const root = looseTree(text, kind, offset);
  if (!root || isInComment(text, offset, kind === 'terraform' ? 'hcl' : isJson(text) ? 'json' : 'yaml')) return undefined;
  const cursor = locate(root, offset, text);
  if (!cursor) return undefined;
  return (
    (kind === 'terraform' ? dataSourcePlace(cursor) : undefined) ??
    documentPlace(cursor, kind, kind === 'terraform' ? hclOrJson(cursor) : isJson(text) ? 'json' : 'yaml')
  );
}

function hclOrJson({ steps }: Cursor): PolicyLanguage {
  return steps.some((step) => step.kind === 'map' && step.map.isText) ? 'json' : 'hcl';
}

/** A comment in the line of the offset, or a block comment that is open there. */
function isInComment(text: string, offset: number, language: 'hcl' | 'json' | 'yaml'): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  if (language !== 'json' && /(?:^|\s)#[^"']*$/.test(line)) return true;
  if (language === 'yaml') return false;
  return /(?:^|\s)\/\/[^"]*$/.test(line) || text.lastIndexOf('/* ', offset) > text.lastIndexOf('*/', offset);
}

function locate(root: LooseNode, offset: number, text: string): Cursor | undefined {
  const steps: Step[] = [];
  let node: LooseNode = root;
  for (;;) {
    if (node.kind === 'text') return { steps, at: 'value', token: node, separated: true };
    if (node.kind === 'other') {
      return /^[A-Za-z_]\w*$/.test(node.text)
        ? {
            steps,
            at: 'value',
            token: { kind: 'text', span: node.span, outer: node.span, quote: '', text: node.text },
            separated: true,
          }
        : undefined;
    }
    if (node.kind === 'map') {
      steps.push({ kind: 'map', map: node });
      if (offset < node.span.start || (offset === node.span.start && text[offset] === '{')) return undefined;
      const { entries } = node;
      const onKey = entries.find(({ key }) => covers(key.outer, offset));
      if (onKey) return { steps, at: 'key', token: onKey.key, separated: onKey.separated !== undefined || onKey.isBlock };
      const inValue = entries.findLast(({ value }) => value && covers(value.span, offset) && !isClosedAt(value, offset, text));
      const quoted = entries.find(({ value }) => value?.kind === 'text' && covers(value.outer, offset));
      const within = inValue ?? quoted;
      if (within?.value) {
        steps.push({ kind: 'entry', entry: within, map: node });
        node = within.value;
        continue;
      }
      const waiting = entries.findLast(({ separated }) => separated !== undefined && separated <= offset);
      if (waiting?.separated !== undefined) {
        const { value, separated } = waiting;
        const between = text.slice(separated, offset);
        if (!between.includes('\n') && (!value || offset <= value.span.start)) {
          steps.push({ kind: 'entry', entry: waiting, map: node });
          return { steps, at: 'value', token: undefined, separated: true };
        }
      }
      // Behind a value of the same line nothing begins but a comma.
      if (entries.some(({ value }) => value && endOf(value) <= offset && /^[ \t]*$/.test(text.slice(endOf(value), offset))))
        return undefined;
      return { steps, at: 'key', token: undefined, separated: false };
    }
    if (node.kind === 'call') steps.push({ kind: 'call', name: node.name });
    else steps.push({ kind: 'list', list: node });
    const items: readonly LooseNode[] = node.items;
    const item =
      items.find((one) => covers(one.kind === 'text' ? one.outer : one.span, offset) && !isClosedAt(one, offset, text)) ??
      undefined;
    if (!item) {
      const behind = items.some((one) => endOf(one) <= offset && /^[ \t]*$/.test(text.slice(endOf(one), offset)));
      if (node.kind === 'call' || behind) return undefined;
      return { steps, at: 'value', token: undefined, separated: true };
    }
    node = item;
  }
}

function endOf(node: LooseNode): number {
  return node.kind === 'text' ? node.outer.end : node.span.end;
}

/** Whether the offset stands behind the closing bracket, or before the opening one. */
function isClosedAt(node: LooseNode, offset: number, text: string): boolean {
  if (node.kind === 'text' || node.kind === 'other') return false;
  if (offset === node.span.start) return /[[{]/.test(text[offset] ?? '');
  return offset === node.span.end && /[\]})]/.test(text[offset - 1] ?? '') && /[[{(\w]/.test(text[node.span.start] ?? '');
}

/** Properties of templates and attributes of Terraform that hold policies. */
const HOLDS_POLICY = /polic(?:y|ies)|document$|^content$|^Content$/i;

function documentPlace(cursor: Cursor, kind: DocumentKind, language: PolicyLanguage): PolicyPlace | undefined {
  const { steps } = cursor;
  const statementAt = steps.findIndex(
    (step, i) => step.kind === 'entry' && step.entry.key.text === 'Statement' && isPolicyAt(steps, i, kind),
  );
  if (statementAt < 0) {
    const last = steps.at(-1);
    if (last?.kind === 'map' && cursor.at === 'key' && isDocument(steps, last.map, kind))
      return { ...nowhere(cursor, language), role: 'document-key', siblings: keysOf(last.map, cursor.token) };
    if (last?.kind === 'entry' && last.entry.key.text === 'Version' && isDocument(steps.slice(0, -1), last.map, kind))
      return { ...nowhere(cursor, language), role: 'version' };
    return undefined;
  }
  const inner = steps.slice(statementAt + 1);
  const at = inner.findIndex((step) => step.kind === 'map');
  const statement = inner[at];
  if (statement?.kind !== 'map') return undefined;
  return statementPlace(cursor, statement.map, inner.slice(at + 1), language);
}

function isPolicyAt(steps: readonly Step[], index: number, kind: DocumentKind): boolean {
  const step = steps[index];
  return step?.kind === 'entry' && isDocument(steps.slice(0, index), step.map, kind);
}

/** Whether a map is a policy, or about to be one. @param before the steps up to the map itself */
function isDocument(before: readonly Step[], map: LooseMap, kind: DocumentKind): boolean {
  if (kind === 'policy') return before.filter((step) => step.kind === 'map').length === 1;
  const written = looseEntry(map, 'Version') ?? looseEntry(map, 'Statement');
  const entries = before.filter((step) => step.kind === 'entry');
  const holder = entries.at(-1);
  const isNamed = holder?.kind === 'entry' && HOLDS_POLICY.test(holder.entry.key.text);
  if (kind === 'cloudformation') {
    const depth = entries.findIndex((step) => step.kind === 'entry' && step.entry.key.text === 'Properties');
    if (!isNamed || depth < 0) return false;
    return written !== undefined || /Document$|^KeyPolicy$|PolicyText$/.test(holder.entry.key.text);
  }
  const isEncoded = before.some((step) => step.kind === 'call' && step.name === 'jsonencode') || map.isText === true;
  return written !== undefined ? isEncoded || looseEntry(map, 'Statement') !== undefined : isEncoded && isNamed;
}

function keysOf(map: LooseMap, token: LooseText | undefined): readonly string[] {
  return map.entries.filter(({ key }) => key !== token).map(({ key }) => key.text);
}

function nowhere({ token, separated, steps }: Cursor, language: PolicyLanguage): Omit<PolicyPlace, 'role'> {
  const last = steps.at(-1);
  const listed = last?.kind === 'list' ? textsOf(last.list).filter((one) => one !== token) : [];
  return {
    language,
    token,
    separated,
    siblings: [],
    actions: [],
    negated: false,
    resources: [],
    effect: undefined,
    principalType: undefined,
    operator: undefined,
    key: undefined,
    listed: listed.map(({ text }) => text),
  };
}

function statementPlace(
  cursor: Cursor,
  statement: LooseMap,
  steps: readonly Step[],
  language: PolicyLanguage,
): PolicyPlace | undefined {
  const text = (name: string) => textsOf(looseEntry(statement, name)?.value).map((one) => one.text);
  const own = cursor.token?.text;
  const base = {
    ...nowhere(cursor, language),
    actions: [...text('Action'), ...text('NotAction')],
    negated: looseEntry(statement, 'NotAction') !== undefined,
    resources: [...text('Resource'), ...text('NotResource')].filter((one) => one !== own),
    effect: text('Effect')[0],
  };
  const keyed = steps.filter((step) => step.kind === 'entry');
  const element = keyed[0]?.entry.key.text;
  const last = steps.at(-1);
  if (element === undefined) {
    return cursor.at === 'key' ? { ...base, role: 'statement-key', siblings: keysOf(statement, cursor.token) } : undefined;
  }
  const siblings = last?.kind === 'map' ? keysOf(last.map, cursor.token) : [];
  const isKey = cursor.at === 'key';
  switch (element) {
    case 'Effect':
      return isKey ? undefined : { ...base, role: 'effect' };
    case 'Action':
    case 'NotAction':
      return isKey ? undefined : { ...base, role: 'action' };
    case 'Resource':
    case 'NotResource':
      return isKey ? undefined : { ...base, role: 'resource' };
    case 'Principal':
    case 'NotPrincipal': {
      const type = keyed[1]?.entry.key.text;
      if (isKey) return keyed.length === 1 ? { ...base, role: 'principal-type', siblings } : undefined;
      return { ...base, role: 'principal', principalType: type };
    }
    case 'Condition': {
      const operator = keyed[1]?.entry.key.text;
      const key = keyed[2]?.entry.key.text;
      if (isKey && keyed.length === 1) return { ...base, role: 'operator', siblings };
      if (isKey && keyed.length === 2) return { ...base, role: 'condition-key', siblings, operator };
      return !isKey && key !== undefined ? { ...base, role: 'condition-value', operator, key } : undefined;
    }
    default:
      return undefined;
  }
}

function dataSourcePlace(cursor: Cursor): PolicyPlace | undefined {
  const { steps } = cursor;
  const at = steps.findIndex(
    (step) => step.kind === 'entry' && step.entry.key.text === 'data' && step.entry.labels[0] === 'aws_iam_policy_document',
  );
  if (at < 0) return undefined;
  const inner = steps.slice(at + 1);
  const statementAt = inner.findIndex((step) => step.kind === 'entry' && step.entry.key.text === 'statement');
  const base = nowhere(cursor, 'data-source');
  const last = steps.at(-1);
  if (statementAt < 0) {
    const isBody = last?.kind === 'map' && inner.length === 1 && cursor.at === 'key';
    return isBody ? { ...base, role: 'document-key', siblings: keysOf(last.map, cursor.token) } : undefined;
  }
  const body = inner[statementAt + 1];
  if (body?.kind !== 'map') return undefined;
  const text = (name: string) => textsOf(looseEntry(body.map, name)?.value).map((one) => one.text);
  const own = cursor.token?.text;
  const statement = {
    ...base,
    actions: [...text('actions'), ...text('not_actions')],
    negated: looseEntry(body.map, 'not_actions') !== undefined,
    resources: [...text('resources'), ...text('not_resources')].filter((one) => one !== own),
    effect: text('effect')[0],
  };
  const rest = inner.slice(statementAt + 2);
  const element = rest[0]?.kind === 'entry' ? rest[0].entry.key.text : undefined;
  if (element === undefined)
    return cursor.at === 'key' ? { ...statement, role: 'statement-key', siblings: keysOf(body.map, cursor.token) } : undefined;
  if (/^(?:not_)?(?:actions|resources)$|^effect$/.test(element)) {
    if (cursor.at === 'key') return undefined;
    return { ...statement, role: element === 'effect' ? 'effect' : element.endsWith('actions') ? 'action' : 'resource' };
  }
  const block = rest[1];
  if (block?.kind !== 'map') return undefined;
  const argument = rest[2]?.kind === 'entry' ? rest[2].entry.key.text : undefined;
  const textIn = (name: string) => textsOf(looseEntry(block.map, name)?.value)[0]?.text;
  if (cursor.at === 'key' || argument === undefined) return undefined;
  if (/^(?:not_)?principals$/.test(element)) {
    if (argument === 'type') return { ...statement, role: 'principal-type' };
    return argument === 'identifiers' ? { ...statement, role: 'principal', principalType: textIn('type') } : undefined;
  }
  if (element !== 'condition') return undefined;
  const condition = { ...statement, operator: textIn('test'), key: textIn('variable') };
  if (argument === 'test') return { ...condition, role: 'operator' };
  if (argument === 'variable') return { ...condition, role: 'condition-key' };
  return argument === 'values' ? { ...condition, role: 'condition-value' } : undefined;
}
