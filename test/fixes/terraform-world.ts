import { expect } from 'vitest';
import { composeFixes, computeFix, type FixWorld } from '../../server/src/fixes';
import type { Intent } from '../../server/src/resources';
import { loadTerraform } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { applyEdits } from '../../server/src/text';
import { projectMappings } from '../mapping/helpers';
import { dedent } from './helpers';

const mapping = projectMappings().data;

export type Files = Readonly<Record<string, string>>;

export function worldOf(files: Files): FixWorld {
  const trees = new Map(Object.entries(files).map(([name, text]) => [`file:///m/${name}`, { text, tree: parseHcl(text) }]));
  const inputs = [...trees].map(([uri, { tree }]) => ({ uri, tree }));
  const { graph } = loadTerraform({ dir: 'file:///m/', files: inputs, mapping });
  return {
    graph,
    mapping,
    text: (uri) => {
      const file = trees.get(uri);
      return file && { text: file.text, version: 7 };
    },
    hcl: (uri) => trees.get(uri)?.tree,
    data: () => undefined,
    uris: () => [...trees.keys()],
  };
}

export function fix(files: Files, wanted: Readonly<Record<string, readonly Intent[]>>): Files | { refused: string } {
  const world = worldOf(files);
  const intents = Object.entries(wanted).map(([address, all]) => {
    const resource = world.graph.resources.find((one) => one.address === address || one.address === `${address}[0]`);
    if (!resource) throw new Error(`${address} is not among ${world.graph.resources.map((one) => one.address).join(', ')}`);
    return { title: 'Fix', safe: true, resource, intents: all };
  });
  const [only] = intents;
  const result = intents.length === 1 && only ? computeFix(only, world) : composeFixes(intents, world);
  if ('refused' in result) return result;
  const out: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    const edits = result.edits.get(`file:///m/${name}`);
    if (edits) expect(result.versions.get(`file:///m/${name}`)).toBe(7);
    out[name] = edits ? applyEdits(text, edits) : text;
  }
  return out;
}

export function check(before: string, wanted: Readonly<Record<string, readonly Intent[]>>, after: string): void {
  expect(fix({ 'main.tf': dedent(before) }, wanted)).toEqual({ 'main.tf': dedent(after) });
}

export const set = (path: string, value: Extract<Intent, { kind: 'set' }>['value']): Intent => ({
  kind: 'set',
  path: path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  value,
});
