import { describe, expect, it } from 'vitest';
import { parse as parseWithLibrary } from 'yaml';
import { isList, membersOf } from '../../server/src/fixes/literal';
import type { Literal } from '../../server/src/resources';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import { changeData, type Edit } from './change';
import { dataSample } from './generate-data';

/** The value after the edit; undefined: removed. */
function expected(value: Literal | undefined, path: readonly string[], edit: Edit): Literal | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    if ('set' in edit) return edit.to;
    if ('remove' in edit) return undefined;
    if (value === undefined || value === null) return [edit.value];
    const list = isList(value) ? value : [value];
    return list.some((item) => same(item, edit.value)) ? value : [...list, edit.value];
  }
  if (value !== undefined && isList(value)) {
    return value.flatMap((item, i) => {
      const changed = i === Number(step) ? expected(item, rest, edit) : item;
      return changed === undefined ? [] : [changed];
    });
  }
  const members: Record<string, Literal> = { ...(membersOf(value ?? null) ?? {}) };
  const changed = expected(members[step], rest, edit);
  if (changed === undefined) delete members[step];
  else members[step] = changed;
  return members;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Whether the edit brought in line breaks of the other kind. */
function mixed(before: string, after: string): boolean {
  return before.includes('\r\n') ? /(?:^|[^\r])\n/.test(after) : after.includes('\r');
}

const SAMPLES = 500;

describe.each(['yaml', 'json'] as const)('edits of random documents in %s', (language) => {
  const parse = language === 'yaml' ? parseYaml : parseJson;
  /** Another reader than the one that the edits were computed with. */
  const read = (text: string): unknown => (language === 'yaml' ? parseWithLibrary(text, { schema: 'core' }) : JSON.parse(text));

  it('make the change and nothing else, and keep comments', () => {
    let done = 0;
    for (let seed = 0; seed < SAMPLES; seed++) {
      const { text, value, edit } = dataSample(language, seed);
      const context = `seed ${seed} ${JSON.stringify(edit)}\n${text}`;
      expect(sorted(read(text)), context).toEqual(sorted(value));
      const change = changeData(language, text, edit);
      if ('refused' in change) continue;
      done++;
      const result = `${context}\n--- after\n${change.text}`;
      expect(parse(change.text).problems, result).toEqual([]);
      const path = ('set' in edit ? edit.set : 'append' in edit ? edit.append : edit.remove).split('.');
      expect(sorted(read(change.text)), result).toEqual(sorted(expected(value, path, edit)));
      expect(mixed(text, change.text), result).toBe(false);
      if (!('remove' in edit)) {
        expect(changeData(language, change.text, edit), result).toEqual({ text: change.text });
        const isNew = !('set' in edit) || /New|Added/.test(edit.set);
        const comments = (of: string) => parse(of).comments.map((comment) => comment.text.trim());
        if (isNew) expect(comments(change.text), result).toEqual(comments(text));
      }
    }
    expect(done).toBeGreaterThan(SAMPLES * 0.8);
  });
});
