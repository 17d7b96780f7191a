import { expect } from 'vitest';
import { parseHcl } from '../../server/src/syntax/hcl';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import { changeData, changeHcl, type Edit, textOf } from './change';

export { changeData, changeHcl, type Edit, textOf } from './change';

/** The text without the indentation that its first line has, and without the first line break. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(indent))).join('\n');
}

/** An edit gives exactly a text, that text has no more problems than before, and the same edit changes nothing in it. */
export function checkHcl(before: string, edit: Edit, after: string): void {
  const [from, to] = [dedent(before), dedent(after)];
  expect(textOf(changeHcl(from, edit))).toBe(to);
  expect(parseHcl(to).problems.length).toBeLessThanOrEqual(parseHcl(from).problems.length);
  if (!isRemovalByIndex(edit)) expect(textOf(changeHcl(to, edit)), 'the same edit again').toBe(to);
}

export function checkData(language: 'yaml' | 'json', before: string, edit: Edit, after: string): void {
  const [from, to] = [dedent(before), dedent(after)];
  expect(textOf(changeData(language, from, edit))).toBe(to);
  const parse = language === 'yaml' ? parseYaml : parseJson;
  expect(parse(to).problems.length).toBeLessThanOrEqual(parse(from).problems.length);
  if (!isRemovalByIndex(edit)) expect(textOf(changeData(language, to, edit)), 'the same edit again').toBe(to);
}

/** Removing an index again removes what moved there. */
function isRemovalByIndex(edit: Edit): boolean {
  return 'remove' in edit && /(?:^|\.)\d+$/.test(edit.remove);
}
