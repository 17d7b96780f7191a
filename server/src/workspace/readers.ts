import { directoryOf, joinUri } from './uri';

/**
 * Which configurations read texts that are not theirs: the templates of nested stacks, parameter files. What is mentioned in a
 * text counts before it was evaluated, so that the report of a nested template knows all templates that lead there.
 */
export class Readers<G> {
  private readonly mentioned = new Map<G, ReadonlySet<string>>();
  private readonly read = new Map<G, ReadonlySet<string>>();
  private readonly index = new Map<string, Set<G>>();

  /** What the texts of a configuration name. */
  mention(reader: G, uris: ReadonlySet<string>): void {
    this.put(this.mentioned, reader, uris);
  }

  /** What the evaluation of a configuration read, or missed. */
  reads(reader: G, uris: ReadonlySet<string>): void {
    this.put(this.read, reader, uris);
  }

  forget(reader: G): void {
    this.put(this.mentioned, reader, new Set());
    this.put(this.read, reader, new Set());
  }

  /** The texts that the evaluation of a configuration read or missed. */
  textsOf(reader: G): ReadonlySet<string> {
    return this.read.get(reader) ?? new Set();
  }

  has(uri: string): boolean {
    return this.index.has(uri);
  }

  /** All texts that some configuration reads, or would. */
  wanted(): Iterable<string> {
    return this.index.keys();
  }

  /** The configurations that read a text, directly or through others. @param urisOf the texts of a configuration itself */
  of(uri: string, urisOf: (reader: G) => Iterable<string>): ReadonlySet<G> {
    const found = new Set<G>();
    const visit = (each: string): void => {
      for (const reader of this.index.get(each) ?? []) {
        if (found.has(reader)) continue;
        found.add(reader);
        for (const own of urisOf(reader)) visit(own);
      }
    };
    if (this.index.size > 0) visit(uri);
    return found;
  }

  private put(map: Map<G, ReadonlySet<string>>, reader: G, uris: ReadonlySet<string>): void {
    const before = map.get(reader);
    if (!before && uris.size === 0) return;
    if (uris.size > 0) map.set(reader, uris);
    else map.delete(reader);
    for (const uri of before ?? []) {
      if (this.mentioned.get(reader)?.has(uri) || this.read.get(reader)?.has(uri)) continue;
      const readers = this.index.get(uri);
      readers?.delete(reader);
      if (readers?.size === 0) this.index.delete(uri);
    }
    for (const uri of uris) {
      const readers = this.index.get(uri) ?? new Set();
      this.index.set(uri, readers.add(reader));
    }
  }
}

/** More nested stacks than any template may hold. */
const MAX_MENTIONS = 500;

/** The templates that a template's text names by a path from itself, told without parsing it. */
export function mentionedTemplates(uri: string, text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (!text.includes('TemplateURL') && !text.includes('Location')) return found;
  for (const match of text.matchAll(/["']?\b(?:TemplateURL|Location)["']?[ \t]*:[ \t]*["']?([^\s"',{}]+)/g)) {
    const path = match[1] ?? '';
    if (/^(?:[A-Za-z][A-Za-z0-9+.-]*:|[\\/!])/.test(path) || !/\.(?:ya?ml|json|template)$/i.test(path)) continue;
    found.add(joinUri(directoryOf(uri), path));
    if (found.size >= MAX_MENTIONS) break;
  }
  return found;
}
