import type { Addressable } from '../fixes/policy';
import type { ResourceGraph } from '../resources';
import { entryOf } from '../syntax/data';
import type { Span } from '../text';
import type { Document } from '../workspace/documents';
import { directoryOf } from '../workspace/uri';
import { placeOf } from './place';

/** What is declared in a module or a template, by name: what its text mentions, and where it stands. */
interface Declared {
  readonly uri: string;
  readonly span: Span;
  readonly text: string;
}

/**
 * The resources that a text can refer to at a place: those of its own module or template that surely are there, are no instances of a loop,
 * and do not themselves need what stands at the place.
 * @param documents of the configuration
 * @param isWanted whether a type of the cloud is
 */
export function addressableAt(
  graph: ResourceGraph,
  documents: readonly Document[],
  document: Document,
  place: Span,
  isWanted: (type: string) => boolean,
): readonly Addressable[] {
  const isTemplate = document.kind === 'cloudformation';
  const found = new Map<string, Addressable>();
  for (const { type, exists, source, native, address, origin } of graph.resources) {
    const at = placeOf(origin);
    if (!isWanted(type) || exists !== true || !at) continue;
    if (isTemplate) {
      // What a transform makes has no name in the text.
      const isWritten = at.uri === document.uri && document.text.slice(at.span.start, at.span.end).includes(address);
      if (isWritten) found.set(address, { type, name: address });
    } else if (source === 'terraform' && native?.mode === 'managed' && native.type.startsWith('aws_')) {
      const name = native.address.replace(/^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+/, '');
      if (directoryOf(at.uri) === directoryOf(document.uri) && !name.includes('[')) found.set(name, { type, name });
    }
  }
  if (found.size === 0) return [];
  const declared = isTemplate ? inTemplate(document) : inModule(documents, directoryOf(document.uri));
  // What is being typed at the end of a declaration may lie behind it.
  const [own] =
    [...declared]
      .filter(([, { uri, span }]) => uri === document.uri && span.start <= place.start)
      .sort(([, a], [, b]) => b.span.start - a.span.start)[0] ?? [];
  if (own === undefined) return [];
  return [...found.values()].filter(({ name }) => declared.has(name) && !needs(name, own, declared, isTemplate));
}

/** Whether something leads to something else by whatever its text mentions; itself included. */
function needs(from: string, to: string, declared: ReadonlyMap<string, Declared>, isTemplate: boolean): boolean {
  const seen = new Set([from]);
  for (const name of seen) {
    if (name === to) return true;
    const text = declared.get(name)?.text ?? '';
    for (const [mentioned] of text.matchAll(isTemplate ? LOGICAL_ID : ADDRESS)) if (declared.has(mentioned)) seen.add(mentioned);
  }
  return false;
}

const LOGICAL_ID = /[A-Za-z0-9]+/g;
const ADDRESS = /\bdata\.[\w-]+\.[\w-]+|\b(?:local|module)\.[\w-]+|\b[A-Za-z_][\w-]*\.[\w-]+/g;

function inTemplate(document: Document): ReadonlyMap<string, Declared> {
  const tree = document.parse();
  const root = tree?.language === 'data' ? tree.document.root : undefined;
  const resources = root && entryOf(root, 'Resources')?.value;
  const found = new Map<string, Declared>();
  for (const { key, span } of resources?.kind === 'mapping' ? resources.entries : [])
    found.set(key.text, { uri: document.uri, span, text: document.text.slice(span.start, span.end) });
  return found;
}

function inModule(documents: readonly Document[], directory: string): ReadonlyMap<string, Declared> {
  const found = new Map<string, Declared>();
  for (const document of documents) {
    const tree = directoryOf(document.uri) === directory ? document.parse() : undefined;
    if (!tree || tree.language === 'data') continue;
    const note = (name: string, span: Span): void => {
      found.set(name, { uri: document.uri, span, text: document.text.slice(span.start, span.end) });
    };
    for (const item of tree.file.body.items) {
      if (item.kind !== 'block') continue;
      const labels = item.labels.map(({ text }) => text);
      if (item.type === 'resource') note(labels.join('.'), item.span);
      else if (item.type === 'locals') {
        for (const local of item.body.items) if (local.kind === 'attribute') note(`local.${local.name}`, local.span);
      } else note([item.type, ...labels].join('.'), item.span);
    }
  }
  return found;
}
