import type { Action, Catalogue } from '../../policy';
import { encloses, type Span, span, type TextEdit } from '../../text';
import { indentAt, lineBreakOf, lineStart } from '../layout';
import { addCondition } from './conditions';
import type { PolicyEdit } from './edit';
import { isPlain, replaceItem, withItems } from './lists';
import { narrowed } from './narrow';
import { type Setting, sourceCondition } from './source';
import { literalOf, type WrittenItem, type WrittenList, type WrittenStatement } from './statement';

/** More names than this are not written out. */
const MOST = 100;

/** What can be done with the statement that encloses a place. */
export function editsOf(
  text: string,
  statement: WrittenStatement,
  place: Span,
  catalogue: Catalogue,
  setting: Setting,
): readonly PolicyEdit[] {
  return [
    ...expansions(text, statement, place, catalogue),
    ...split(text, statement, catalogue),
    ...passedTo(text, statement),
    ...sourceCondition(text, statement, setting),
    ...narrowed(text, statement, catalogue, setting),
    ...sorted(text, statement),
  ];
}

function expansions(text: string, statement: WrittenStatement, place: Span, catalogue: Catalogue): PolicyEdit[] {
  const element = statement.elements.get('Action');
  const list = element?.list;
  const item = list?.items.find(({ span: at }) => encloses(at, place));
  if (!element || !list || !item || item.text === undefined || !/^[\w-]+:.*[*?]/.test(item.text)) return [];
  const actions = catalogue.expand(item.text);
  const others = new Set(list.items.filter((one) => one !== item).map((one) => one.text?.toLowerCase()));
  const offer = (id: string, title: string, chosen: readonly Action[]): PolicyEdit[] => {
    const names = chosen.map(fullName).filter((name) => !others.has(name.toLowerCase()));
    if (names.length === 0 || names.length > MOST) return [];
    return [{ id, title, edits: [replaceItem(text, statement, element, list, item, names.sort(byText))] }];
  };
  const reading = actions.filter(({ level }) => level === 'Read' || level === 'List');
  const all = `Replace ${item.text} by the ${counted(actions.length, 'action')} it stands for`;
  const verb = literalOf(statement.elements.get('Effect')) === 'Deny' ? 'Deny' : 'Allow';
  const read = `${verb} only the ${counted(reading.length, 'action')} of ${item.text} that read or list`;
  return [...offer('expand', all, actions), ...(reading.length < actions.length ? offer('expand-reading', read, reading) : [])];
}

/** Actions that take resources and those of the account, in a statement about everything: the account's get one of their own. */
function split(text: string, statement: WrittenStatement, catalogue: Catalogue): PolicyEdit[] {
  const { elements } = statement;
  const list = elements.get('Action')?.list;
  const resource = elements.get('Resource')?.list;
  if (!list?.isList || !resource || resource.items.length !== 1 || resource.items[0]?.text !== '*') return [];
  const account = list.items.filter((item) => takesResources(item, catalogue) === false);
  const confined = list.items.some((item) => takesResources(item, catalogue) === true);
  if (account.length === 0 || !confined) return [];
  const moved = separated(text, statement, list, account, 'Account');
  if (!moved) return [];
  const title = `Move the ${counted(account.length, 'action')} that ${account.length === 1 ? 'takes' : 'take'} no resource to a statement of ${account.length === 1 ? 'its' : 'their'} own`;
  return [{ id: 'split', title, edits: [moved] }];
}

/** Whether all actions of an item take resources, or none does; undefined where some do, or it is not known. */
function takesResources({ text }: WrittenItem, catalogue: Catalogue): boolean | undefined {
  if (text === undefined || /^\*/.test(text)) return undefined;
  const actions = catalogue.expand(text);
  if (actions.length === 0) return undefined;
  const taking = actions.filter(({ resourceTypes }) => resourceTypes.length > 0).length;
  return taking === 0 ? false : taking === actions.length ? true : undefined;
}

/**
 * The statement without some of its actions, and behind it a copy with just these.
 * @param change what else is different in the copy
 * @returns undefined where the text has no place for a further statement
 */
function separated(
  text: string,
  statement: WrittenStatement,
  list: WrittenList,
  moved: readonly WrittenItem[],
  suffix: string,
  change: readonly TextEdit[] = [],
): TextEdit | undefined {
  const { span: whole, notation, inList, elements } = statement;
  if (!inList || !isPlain(text, list)) return undefined;
  const sid = elements.get('Sid');
  const sidItem = sid?.list?.items[0];
  if (sid && (sidItem?.text === undefined || !/^[A-Za-z0-9]+$/.test(sidItem.text))) return undefined;
  const kept = list.items.filter((item) => !moved.includes(item));
  if (kept.length === 0) return undefined;
  const first = within(text, whole, [{ span: list.span, newText: withItems(text, list, kept) }]);
  const named =
    sidItem && text.slice(sidItem.span.start, sidItem.span.end).replace(sidItem.text ?? '', `${sidItem.text}${suffix}`);
  const second = within(text, whole, [
    { span: list.span, newText: withItems(text, list, moved) },
    ...(sidItem && named !== undefined ? [{ span: sidItem.span, newText: named }] : []),
    ...change,
  ]);
  const between = separator(text, whole, notation);
  return between === undefined ? undefined : { span: whole, newText: `${first}${between}${second}` };
}

function separator(text: string, { start }: Span, notation: WrittenStatement['notation']): string | undefined {
  const lines = lineBreakOf(text);
  const before = text.slice(lineStart(text, start), start);
  if (notation === 'indented') return /^\s*-\s+$/.test(before) ? `${lines}${before}` : undefined;
  if (notation === 'block') return before.trim() === '' ? `${lines}${lines}${before}` : undefined;
  return before.trim() === '' ? `,${lines}${indentAt(text, start)}` : ', ';
}

function within(text: string, whole: Span, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
  let out = '';
  let at = whole.start;
  for (const edit of ordered) {
    out += text.slice(at, edit.span.start) + edit.newText;
    at = edit.span.end;
  }
  return out + text.slice(at, whole.end);
}

/** Services that take a role when these actions are called. Source: the pages of `iam:PassRole` in their user guides. */
const TAKERS: readonly (readonly [RegExp, string])[] = [
  [/^lambda:/, 'lambda.amazonaws.com'],
  [/^ecs:/, 'ecs-tasks.amazonaws.com'],
  [/^ec2:/, 'ec2.amazonaws.com'],
  [/^states:/, 'states.amazonaws.com'],
  [/^glue:/, 'glue.amazonaws.com'],
  [/^sagemaker:/, 'sagemaker.amazonaws.com'],
  [/^cloudformation:/, 'cloudformation.amazonaws.com'],
  [/^codebuild:/, 'codebuild.amazonaws.com'],
];

/** `iam:PassRole` for one service: the one that the text's other actions call. */
function passedTo(text: string, statement: WrittenStatement): PolicyEdit[] {
  const { elements } = statement;
  const element = elements.get('Action');
  const list = element?.list;
  const effect = elements.get('Effect');
  const isAllow = literalOf(effect) === 'Allow' || (statement.notation === 'block' && !effect);
  const pass = list?.items.find((item) => item.text?.toLowerCase() === 'iam:passrole');
  if (!list || !pass || !isAllow || speaksOfKey(text, statement, 'iam:passedtoservice')) return [];
  if (statement.notation === 'block' && elements.has('dynamic')) return [];
  const others = text.match(/["'\s-][a-z0-9]+:[A-Z*]\w*/g)?.map((word) => word.slice(1)) ?? [];
  const takers = TAKERS.filter(([prefix]) => others.some((other) => prefix.test(other)));
  return takers.flatMap(([, service]): PolicyEdit[] => {
    const value = statement.notation === 'indented' ? service : `"${service}"`;
    const change = addCondition(text, statement, 'StringEquals', 'iam:PassedToService', value);
    if (!change) return [];
    const isAlone = list.items.length === 1;
    const edits = isAlone ? change : [separated(text, statement, list, [pass], 'PassRole', change)];
    const sure = edits.filter((edit) => edit !== undefined);
    if (sure.length !== edits.length) return [];
    const title = `Let iam:PassRole pass roles to ${service} only${isAlone ? '' : ', in a statement of its own'}`;
    return [{ id: `pass-role ${service}`, title, edits: sure }];
  });
}

function speaksOfKey(text: string, { span: { start, end } }: WrittenStatement, key: string): boolean {
  return text.slice(start, end).toLowerCase().includes(key);
}

/** The lists of a statement in order, without what stands there twice. What is no literal keeps its place. */
function sorted(text: string, { elements }: WrittenStatement): PolicyEdit[] {
  const edits: TextEdit[] = [];
  let dropped = 0;
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    const list = elements.get(name)?.list;
    if (!list?.isList || list.items.length < 2 || !isPlain(text, list)) continue;
    const seen = new Set<string>();
    const unique = list.items.filter((item) => {
      if (item.text === undefined) return true;
      const same = name.endsWith('Action') ? item.text.toLowerCase() : item.text;
      return !seen.has(same) && seen.add(same);
    });
    const known = unique.filter((item) => item.text !== undefined).sort((a, b) => byText(a.text ?? '', b.text ?? ''));
    const items = unique.map((item) => (item.text === undefined ? item : (known.shift() ?? item)));
    const newText = withItems(text, list, items);
    if (newText === text.slice(list.span.start, list.span.end)) continue;
    dropped += list.items.length - unique.length;
    edits.push({ span: span(list.span.start, list.span.end), newText });
  }
  if (edits.length === 0) return [];
  const title = dropped === 0 ? 'Sort the lists of this statement' : 'Sort the lists of this statement and remove duplicates';
  return [{ id: 'sort', title, edits }];
}

function byText(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

function fullName({ service, name }: Action): string {
  return `${service}:${name}`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? noun : `${count} ${noun}s`;
}
