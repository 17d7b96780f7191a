import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import type { EngineData } from '../../server/src/engine-data';
import { applyEdits } from '../../server/src/text';

const root = join(import.meta.dirname, '../..');
const part = (name: string) => JSON.parse(readFileSync(join(root, 'server/generated', `${name}.json`), 'utf8'));
const engine: EngineData = {
  rules: part('rules'),
  mapping: part('mapping'),
  schema: part('schema'),
  defaults: part('defaults'),
  lists: part('lists'),
};

const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(tf|ya?ml|json)$/.test(name))
  .sort()
  .map((name) => ({
    uri: `file:///w/${name.replaceAll('\\', '/')}`,
    text: readFileSync(join(root, 'examples', name), 'utf8'),
  }));
/** Pieces that turn texts around: brackets, quotes, comments, directives, keywords. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\n',
  ' ',
  '#',
  '/*',
  '${',
  '<<EOT\n',
  '=',
  ':',
  '- ',
  '!Ref ',
  '# ashlar:ignore x ',
  'null',
  'true',
  '\\',
  '\u0000',
  '😀',
  'x',
];

const exampleAt = fc.nat({ max: examples.length - 1 });
/** Where (as a share of the text), how much goes, what comes. */
const edit = fc.record({
  file: exampleAt,
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.nat({ max: 12 }),
  piece: fc.constantFrom(...PIECES),
});
const change = fc.oneof(
  { weight: 6, arbitrary: edit.map((value) => ({ kind: 'edit' as const, ...value })) },
  { weight: 1, arbitrary: exampleAt.map((file) => ({ kind: 'close' as const, file })) },
  { weight: 1, arbitrary: exampleAt.map((file) => ({ kind: 'remove' as const, file })) },
  { weight: 1, arbitrary: exampleAt.map((file) => ({ kind: 'disk' as const, file })) },
  { weight: 1, arbitrary: exampleAt.map((file) => ({ kind: 'look' as const, file })) },
);

function edited(text: string, { at, gone, piece }: { at: number; gone: number; piece: string }) {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + piece + text.slice(start + gone);
}

const withoutVersion = (report: object) => ({ ...report, version: 0 });

describe('analysis', () => {
  it('says after any changes what it says of the same texts handed in anew', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const analysis = new Analysis(engine, { strict: true });
        const disk = new Map(examples.map(({ uri, text }) => [uri, text]));
        const open = new Map<string, string>();
        for (const { uri, text } of examples) analysis.setDiskFile(uri, text);
        changes.forEach((step, version) => {
          const { uri, text } = examples[step.file] ?? { uri: '', text: '' };
          if (step.kind === 'edit') {
            const next = edited(open.get(uri) ?? disk.get(uri) ?? '', step);
            open.set(uri, next);
            analysis.setFile(uri, next, version);
          } else if (step.kind === 'close') {
            open.delete(uri);
            analysis.closeFile(uri);
          } else if (step.kind === 'remove') {
            open.delete(uri);
            disk.delete(uri);
            analysis.removeFile(uri);
          } else if (step.kind === 'disk') {
            disk.set(uri, text);
            analysis.setDiskFile(uri, text);
          } else analysis.report(uri);
        });
        const fresh = new Analysis(engine, { strict: true });
        for (const [uri, text] of new Map([...disk, ...open])) fresh.setDiskFile(uri, text);
        expect(analysis.uris().toSorted()).toEqual(fresh.uris().toSorted());
        for (const { uri } of examples) expect(withoutVersion(analysis.report(uri))).toEqual(withoutVersion(fresh.report(uri)));
      }),
      { numRuns: 40 },
    );
  });

  it('never throws, keeps every place inside of its text, and offers only fixes that can be applied', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const analysis = new Analysis(engine, { strict: true });
        for (const { uri, text } of examples) analysis.setFile(uri, text, 0);
        edits.forEach((step, version) => {
          const { uri } = examples[step.file] ?? { uri: '' };
          analysis.setFile(uri, edited(analysis.text(uri)?.text ?? '', step), version + 1);
        });
        for (const { uri } of examples) {
          const { findings, problems, suppressed } = analysis.report(uri);
          const length = analysis.text(uri)?.text.length ?? 0;
          for (const { span } of [...findings, ...problems, ...suppressed.map(({ finding }) => finding)]) {
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(length);
          }
          for (const finding of findings) {
            const fix = finding.fix && analysis.fixFor(finding);
            if (!fix || 'refused' in fix) continue;
            for (const [changed, list] of fix.edits) applyEdits(analysis.text(changed)?.text ?? '', list);
          }
          analysis.describe(uri, Math.floor(length / 2));
        }
      }),
      { numRuns: 80 },
    );
  });

  it('repairs everything in bounded rounds, and nothing the second time', () => {
    for (const unsafe of [false, true]) {
      const analysis = new Analysis(engine, { strict: true });
      for (const { uri, text } of examples) analysis.setDiskFile(uri, text);
      for (const { uri } of examples) {
        const fix = analysis.fixAll(uri, { unsafe });
        if ('refused' in fix) throw new Error(fix.refused);
        for (const [changed, edits] of fix.edits)
          analysis.setDiskFile(changed, applyEdits(analysis.text(changed)?.text ?? '', edits));
        const again = analysis.fixAll(uri, { unsafe });
        expect('refused' in again || [...again.edits.keys()]).toEqual([]);
      }
    }
  });
});
