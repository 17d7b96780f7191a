import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LineCounter, parse, parseDocument, YAMLParseError } from 'yaml';

/** Files of a service's directory that are not rules, and not read here. */
const FOREIGN = /\/(?:terraform|cloudformation|schema)\.yaml$/;

/** A YAML file of rules/, parsed. */
export interface SourceFile {
  /** From the project's directory, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly content: unknown;
}

/** All YAML files below a directory of the project, in the order of their paths; `errors` names those that cannot be parsed. */
export function readYamlFiles(
  root: string,
  directory: string,
  errors: string[],
  wanted: (path: string) => boolean = () => true,
): SourceFile[] {
  const files: SourceFile[] = [];
  for (const path of yamlPaths(join(root, directory))) {
    const name = relative(root, path).split(sep).join('/');
    if (!wanted(name) || FOREIGN.test(name)) continue;
    const text = readFileSync(path, 'utf8');
    try {
      files.push({ path: name, text, content: parse(text, { prettyErrors: false, merge: true }) });
    } catch (error) {
      const offset = error instanceof YAMLParseError ? error.pos[0] : 0;
      errors.push(`${name}:${lineAt(text, offset)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return files;
}

function yamlPaths(directory: string): string[] {
  const found: string[] = [];
  let entries: ReturnType<typeof listing>;
  try {
    entries = listing(directory);
  } catch {
    return found;
  }
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) found.push(...yamlPaths(path));
    else if (entry.name.endsWith('.yaml')) found.push(path);
    else if (entry.name.endsWith('.yml')) throw new Error(`${path}: files of rules/ end in .yaml`);
  }
  return found;
}

function listing(directory: string) {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function lineAt(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** `file:line:column` of a place in a YAML file: the deepest node on the way to it. */
export function locate(file: SourceFile, place: readonly (string | number)[]): string {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false, merge: true });
  for (let length = place.length; length > 0; length--) {
    const node: unknown = document.getIn(place.slice(0, length), true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | undefined) : undefined;
    if (range?.[0] === undefined) continue;
    const at = lines.linePos(range[0]);
    return `${file.path}:${at.line}:${at.col}`;
  }
  return `${file.path}:1:1`;
}
