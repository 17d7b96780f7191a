import type { FixWorld } from '../../server/src/fixes';
import { createCompanion } from '../../server/src/fixes/companion';
import { dataSource } from '../../server/src/fixes/data/style';
import { appendInData, removeInData, setInData } from '../../server/src/fixes/data/writer';
import { Draft } from '../../server/src/fixes/draft';
import { align } from '../../server/src/fixes/hcl/align';
import { hclSource } from '../../server/src/fixes/hcl/source';
import { appendPath, removePath, type Step, setPath } from '../../server/src/fixes/hcl/writer';
import { lineBreakOf } from '../../server/src/fixes/layout';
import { type Edits, isEdits, type Outcome } from '../../server/src/fixes/result';
import { Session } from '../../server/src/fixes/session';
import { buildGraph, type Literal, type Resource } from '../../server/src/resources';
import { type Block, parseHcl } from '../../server/src/syntax/hcl';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import { applyEdits } from '../../server/src/text';
import { absent, textOrigin } from '../../server/src/values';

/** One change of a block or document: `path` is dotted; in HCL, names that end with `{}` are nested blocks. */
export type Edit =
  | { readonly set: string; readonly to: Literal }
  | { readonly append: string; readonly value: Literal; readonly as?: 'block' }
  | { readonly remove: string };

export type Changed = { readonly text: string } | { readonly refused: string };

function pathOf(dotted: string): { path: (string | number)[]; steps: Step[] } {
  const path: (string | number)[] = [];
  const steps: Step[] = [];
  for (const part of dotted === '' ? [] : dotted.split('.')) {
    if (/^\d+$/.test(part)) {
      path.push(Number(part));
      steps.push('index');
    } else {
      path.push(part.replace('{}', ''));
      steps.push(part.endsWith('{}') ? 'block' : 'object');
    }
  }
  return { path, steps: steps.slice(0, -1) };
}

/** Changes the first block of an HCL text, by one edit after the other. */
export function changeHcl(text: string, ...edits: readonly Edit[]): Changed {
  let draft = Draft.of(text);
  for (const edit of edits) {
    const outcome = editHcl(draft.text, edit);
    if (!isEdits(outcome)) return { refused: 'refused' in outcome ? outcome.refused : 'elsewhere' };
    draft = draft.apply(inLineBreaksOf(text, outcome));
  }
  return finished(align(draft));
}

function editHcl(text: string, edit: Edit): Outcome {
  const file = parseHcl(text);
  const block = file.body.items.find((item): item is Block => item.kind === 'block');
  if (!block) return { refused: 'the test has no block' };
  const source = hclSource(text, file);
  const nowhere = () => undefined;
  if ('set' in edit) {
    const { path, steps } = pathOf(edit.set);
    return setPath(source, block, path, steps, edit.to, nowhere);
  }
  if ('append' in edit) {
    const { path, steps } = pathOf(edit.append);
    return appendPath(source, block, path, steps, edit.value, edit.as ?? 'element', nowhere);
  }
  return removePath(source, block, pathOf(edit.remove).path, nowhere);
}

/** Adds a companion behind the first block of an HCL text, as a fix does. */
export function addCompanion(text: string, attributes: { readonly [name: string]: Literal }, blocks: readonly string[]): Changed {
  const uri = 'file:///m/main.tf';
  const file = parseHcl(text);
  const block = file.body.items.find((item): item is Block => item.kind === 'block');
  if (!block) return { refused: 'the test has no block' };
  const address = block.labels.map((label) => label.text).join('.');
  const origin = textOrigin(uri, block.span);
  const resource: Resource = {
    ...{ type: 'T', address, name: 't', source: 'terraform', origin, body: origin, exists: true, declared: true },
    get: () => absent(origin),
  };
  const world: FixWorld = {
    graph: buildGraph({ resources: [resource], aliases: new Map() }),
    mapping: { terraform: {}, cloudformation: {}, parts: {}, identifiers: {}, awscc: {}, majors: {} },
    text: () => ({ text, version: 1 }),
    hcl: () => file,
    data: () => undefined,
  };
  const session = new Session(world);
  const refusal = createCompanion(session, resource, { kind: 'create', after: address, type: 'aws_other', attributes, blocks });
  return refusal ?? { text: applyEdits(text, session.finish().edits.get(uri) ?? []) };
}

export function changeData(language: 'yaml' | 'json', text: string, edit: Edit): Changed {
  const document = language === 'yaml' ? parseYaml(text) : parseJson(text);
  if (!document.root) return { refused: 'the test has no document' };
  const source = dataSource(text, document);
  const held = { node: document.root, holder: { kind: 'root' } } as const;
  let outcome: Outcome;
  if ('set' in edit) outcome = setInData(source, held, pathOf(edit.set).path, edit.to);
  else if ('append' in edit) outcome = appendInData(source, held, pathOf(edit.append).path, edit.value);
  else outcome = removeInData(source, held, pathOf(edit.remove).path);
  if (!isEdits(outcome)) return { refused: 'refused' in outcome ? outcome.refused : 'elsewhere' };
  return finished(Draft.of(text).apply(inLineBreaksOf(text, outcome)));
}

function inLineBreaksOf(text: string, edits: Edits): Edits {
  const lineBreak = lineBreakOf(text);
  return edits.map((edit) => ({ ...edit, newText: edit.newText.replace(/\r?\n/g, lineBreak) }));
}

/** The text that a draft's edits make of the original. */
function finished(draft: Draft): Changed {
  const after = applyEdits(draft.original, draft.edits());
  if (after !== draft.text) throw new Error(`The edits make another text than the draft says:\n${after}`);
  return { text: after };
}

export function textOf(change: Changed): string {
  return 'text' in change ? change.text : `refused: ${change.refused}`;
}
