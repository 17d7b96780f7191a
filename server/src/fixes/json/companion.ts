import type { NativeEdit, Refusal } from '../../mapping/inverse';
import type { Literal } from '../../resources';
import { entryOf } from '../../syntax/data';
import { setInData } from '../data/writer';
import { isList, membersOf, referenceOf } from '../literal';
import { isEdits, isElsewhere, refuse } from '../result';
import type { Session } from '../session';
import { jsonLiteral } from './literal';
import { bodyStartingAt, type JsonBody } from './place';

type Create = Extract<NativeEdit, { kind: 'create' }>;

/** Where a companion's owner stands. */
export interface JsonOwner {
  readonly uri: string;
  readonly body: JsonBody;
  /** Identifies the owner's block in the original text. */
  readonly key: string;
  /** Where the block begins in the original text. */
  readonly start: number;
}

/** Adds a resource of its own beside its owner's type; a second fix that wants the same one completes it. */
export function createJsonCompanion(
  session: Session,
  owner: JsonOwner,
  create: Create,
  nameFor: (type: string, wanted: string) => string,
): Refusal | undefined {
  const source = session.data(owner.uri);
  const [, type, name] = owner.body.way;
  const types = owner.body.way[0]?.value;
  if (!source || types?.kind !== 'mapping' || !type || !name) {
    return refuse('The resource stands in an array: add the one beside it by hand.');
  }
  for (const repeated of ['count', 'for_each']) {
    if (entryOf(owner.body.held.node, repeated))
      return refuse(`The resource is made several times by ${repeated}: add the one beside it by hand.`);
  }
  const provider = entryOf(owner.body.held.node, 'provider')?.value;
  const meta: { [name: string]: Literal } = provider?.kind === 'scalar' ? { provider: provider.text } : {};
  const attributes = withoutModules(create.attributes);
  const references = Object.values(attributes)
    .map(referenceOf)
    .filter((reference) => reference !== undefined);
  const key = JSON.stringify([owner.key, create.type, references]);
  const known = session.companion(key);
  if (known === undefined) {
    const label = nameFor(create.type, name.key.text);
    const members = membersOf(jsonLiteral(attributes)) ?? {};
    const outcome = setInData(source, { node: types, holder: { kind: 'root' } }, [create.type, label], { ...meta, ...members });
    if (isElsewhere(outcome)) return refuse('The resources of this type stand in an array: add one by hand.');
    if (!isEdits(outcome)) return outcome;
    session.apply(owner.uri, outcome);
    session.noteCompanion(key, label);
    for (const { path, value } of leaves(attributes))
      session.settle(`${owner.uri}#${create.type}.${label} ${JSON.stringify(path)}`, value);
    return undefined;
  }
  for (const { path, value } of leaves(attributes)) {
    if (referenceOf(value) !== undefined && path.length === 1) continue;
    const settled = session.settle(`${owner.uri}#${create.type}.${known} ${JSON.stringify(path)}`, value);
    if (settled === 'same') continue;
    if (settled !== 'new') return settled;
    const now = session.data(owner.uri);
    const start = session.draft(owner.uri)?.current(owner.start);
    const at = now?.document.root && start !== undefined ? bodyStartingAt(now.document.root, start) : undefined;
    const root = at?.way[0]?.value;
    if (!now || !root) return refuse('Another fix changes the same text: try again after it.');
    const outcome = setInData(now, { node: root, holder: { kind: 'root' } }, [create.type, known, ...path], jsonLiteral(value));
    if (isElsewhere(outcome)) return refuse('The resource beside it is written in a way that cannot be changed safely.');
    if (!isEdits(outcome)) return outcome;
    session.apply(owner.uri, outcome);
  }
  return undefined;
}

function leaves(
  members: { readonly [name: string]: Literal },
  outer: readonly string[] = [],
): { path: string[]; value: Literal }[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const nested = membersOf(value);
    return nested ? leaves(nested, [...outer, name]) : [{ path: [...outer, name], value }];
  });
}

/** References as seen from the owner's own module. */
function withoutModules(attributes: { readonly [name: string]: Literal }): { readonly [name: string]: Literal } {
  const adapt = (value: Literal): Literal => {
    const reference = referenceOf(value);
    if (reference !== undefined) return { $reference: reference.replace(/^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+/, '') };
    if (isList(value)) return value.map(adapt);
    const members = membersOf(value);
    return members ? Object.fromEntries(Object.entries(members).map(([key, member]) => [key, adapt(member)])) : value;
  };
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, adapt(value)]));
}
