import { declaredParameters } from '../sources/cloudformation';
import { isAutomaticVariableFile } from '../sources/terraform';
import type { Configurer } from './configure';
import type { Document } from './documents';
import { isTerraformCode } from './groups';
import { type Inputs, Nearest } from './inputs';
import { directoryOf } from './uri';

/** The files of values of one root module or template: which count, and which could. */
export interface InputChoice {
  readonly kind: 'variables' | 'parameters';
  /** The root module's directory, or the template. */
  readonly target: string;
  /** In the order in which they count, whether they are there or not. */
  readonly chosen: readonly string[];
  /** They were chosen for just this root module or template. */
  readonly isOwn: boolean;
  /** Files that are not read unless somebody chooses them, by their URIs. */
  readonly candidates: readonly string[];
}

export interface CandidateWorld {
  documents(): Iterable<Document>;
  /** The root modules of a directory that are there. */
  rootsOf(directory: string): readonly string[];
  roots(): Iterable<string>;
  templates(): Iterable<string>;
  readonly inputs: Inputs;
  readonly configurer: Configurer;
}

/** What can be chosen for a document. */
export function candidatesFor(document: Document, world: CandidateWorld): readonly InputChoice[] {
  if (document.kind === 'cloudformation') return [parametersOf(document, world)];
  if (!isTerraformCode(document) && document.kind !== 'tfvars') return [];
  const roots = new Nearest(world.roots());
  const targets = isTerraformCode(document) ? world.rootsOf(directoryOf(document.uri)) : roots.to(document.uri);
  const files = [...world.documents()].filter(({ kind }) => kind === 'tfvars').map(({ uri }) => uri);
  return targets.map((target) => ({
    ...{ kind: 'variables', target, chosen: world.inputs.filesOf(target), isOwn: world.inputs.isOwnChoice(target) },
    candidates: files
      .filter((uri) => !(isAutomaticVariableFile(uri) && directoryOf(uri) === target) && roots.to(uri).includes(target))
      .sort(),
  }));
}

function parametersOf(document: Document, { inputs, configurer, ...world }: CandidateWorld): InputChoice {
  const tree = document.parse();
  const declared = new Set(tree?.language === 'data' ? declaredParameters(tree.document) : []);
  const directories = new Nearest(new Set([...world.templates()].map(directoryOf)));
  const candidates: string[] = [];
  for (const { uri, kind, text } of declared.size > 0 ? world.documents() : []) {
    if (kind !== 'other' || !mayHoldParameters(uri, text) || !directories.to(uri).includes(directoryOf(document.uri))) continue;
    if (configurer.parameterFile(uri)?.names.every((name) => declared.has(name))) candidates.push(uri);
  }
  const used = tree?.language === 'data' ? configurer.parametersFor(document.uri, tree.document) : undefined;
  const isOwn = inputs.isOwnChoice(document.uri);
  const chosen = isOwn ? inputs.filesOf(document.uri) : used ? [used.uri] : [];
  return { kind: 'parameters', target: document.uri, chosen, isOwn, candidates: candidates.sort() };
}

/** The words that parameter files have, so that other JSON files are not parsed. */
function mayHoldParameters(uri: string, text: string): boolean {
  if (!uri.toLowerCase().endsWith('.json')) return false;
  return /"(?:ParameterKey|Parameters)"/.test(text) || /parameters\.json$/i.test(uri);
}
