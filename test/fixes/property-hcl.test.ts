import { describe, expect, it } from 'vitest';
import { literalOf } from '../../server/src/fixes/hcl/literal';
import { membersOf } from '../../server/src/fixes/literal';
import type { Literal } from '../../server/src/resources';
import { type Block, type Body, parseHcl } from '../../server/src/syntax/hcl';
import { changeHcl, type Edit } from './change';
import { hclSample } from './generate';

/** What a body says, without its layout: literals, or the source of what is none. */
interface Structure {
  attributes: Record<string, Literal>;
  blocks: Record<string, Structure[]>;
}

function structureOf(body: Body, text: string): Structure {
  const structure: Structure = { attributes: {}, blocks: {} };
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      const source = text.slice(item.value.span.start, item.value.span.end);
      const value = literalOf(item.value);
      structure.attributes[item.name] = value === undefined ? { $source: source.replace(/\r/g, '') } : value;
    } else {
      const list = structure.blocks[item.type] ?? [];
      list.push(structureOf(item.body, text));
      structure.blocks[item.type] = list;
    }
  }
  return structure;
}

function structures(text: string): { first: Structure; others: unknown } {
  const { body } = parseHcl(text);
  const [first, ...others] = body.items.filter((item): item is Block => item.kind === 'block');
  if (!first) throw new Error('no block');
  return { first: structureOf(first.body, text), others: others.map((block) => structureOf(block.body, text)) };
}

/** The same edit, done to the structure. */
function expected(structure: Structure, edit: Edit): void {
  const dotted = 'set' in edit ? edit.set : 'append' in edit ? edit.append : edit.remove;
  const steps = dotted.split('.');
  if ('append' in edit && edit.as === 'block') steps.push(`${steps.pop()}{}`);
  let at = structure;
  let i = 0;
  while (steps[i]?.endsWith('{}')) {
    const type = (steps[i] ?? '').slice(0, -2);
    const index = /^\d+$/.test(steps[i + 1] ?? '') ? Number(steps[i + 1]) : undefined;
    const list = at.blocks[type] ?? [];
    at.blocks[type] = list;
    const next = i + (index === undefined ? 1 : 2);
    if (next >= steps.length) {
      if ('append' in edit) {
        const made: Structure = { attributes: { ...membersOf(edit.value) }, blocks: {} };
        if (!list.some((one) => same(one, made))) list.push(made);
      } else list.splice(index ?? 0, 1);
      if (list.length === 0) delete at.blocks[type];
      return;
    }
    const inner = list[index ?? 0] ?? { attributes: {}, blocks: {} };
    if (list.length === 0) list.push(inner);
    at = inner;
    i = next;
  }
  const [name, ...rest] = steps.slice(i);
  if (name === undefined) return;
  if (rest.length === 0 && 'remove' in edit) delete at.attributes[name];
  else {
    const value = changedValue(at.attributes[name] ?? null, rest, edit);
    if (value !== undefined || name in at.attributes) at.attributes[name] = value ?? null;
  }
}

function changedValue(value: Literal, path: readonly string[], edit: Edit): Literal | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    if ('set' in edit) return edit.to;
    if (!('append' in edit)) return value;
    const list = Array.isArray(value) ? (value as readonly Literal[]) : [];
    return list.some((item) => same(item, edit.value)) ? list : [...list, edit.value];
  }
  if (Array.isArray(value)) {
    const items = value as readonly Literal[];
    return items.flatMap((item, i): Literal[] => {
      if (i !== Number(step)) return [item];
      return rest.length === 0 && 'remove' in edit ? [] : [changedValue(item, rest, edit) ?? null];
    });
  }
  const members = { ...(membersOf(value) ?? {}) };
  if ('remove' in edit) {
    if (rest.length === 0) delete members[step];
    return members;
  }
  members[step] = changedValue(members[step] ?? null, rest, edit) ?? null;
  return members;
}

/** Keys in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function commentsOf(text: string): string[] {
  return parseHcl(text).comments.map((comment) => comment.text.trim());
}

/** Whether the edit brought in line breaks of the other kind. */
function mixed(before: string, after: string): boolean {
  return before.includes('\r\n') ? /(?:^|[^\r])\n/.test(after) : after.includes('\r');
}

const SAMPLES = 500;

describe('edits of random blocks', () => {
  it('make the change and nothing else, and keep comments', () => {
    let done = 0;
    for (let seed = 0; seed < SAMPLES; seed++) {
      const { text, edit } = hclSample(seed);
      const context = `seed ${seed} ${JSON.stringify(edit)}\n${text}`;
      expect(parseHcl(text).problems, context).toEqual([]);
      const before = structures(text);
      const change = changeHcl(text, edit);
      if ('refused' in change) continue;
      done++;
      const result = `${context}\n--- after\n${change.text}`;
      expect(parseHcl(change.text).problems, result).toEqual([]);
      const after = structures(change.text);
      expected(before.first, edit);
      expect(sorted(after.first), result).toEqual(sorted(before.first));
      expect(after.others, result).toEqual(before.others);
      expect(mixed(text, change.text), result).toBe(false);
      // Comments inside of a value that is replaced or removed go with it.
      if ('append' in edit || ('set' in edit && !replaces(text, edit))) {
        expect(commentsOf(change.text).sort(), result).toEqual(commentsOf(text).sort());
      }
      if (!('remove' in edit)) expect(changeHcl(change.text, edit), result).toEqual({ text: change.text });
    }
    expect(done).toBeGreaterThan(SAMPLES * 0.8);
  });
});

/** Whether an edit replaces a value over several lines. */
function replaces(text: string, edit: Edit & { set: string }): boolean {
  const probe = changeHcl(text, { remove: edit.set.replace(/\{\}/g, '') });
  return 'text' in probe && text.split('\n').length - probe.text.split('\n').length > 1;
}
