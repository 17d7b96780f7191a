import { canonicalUri, directoryOf } from './uri';

/**
 * Files of values that somebody chose. Each is a URI, or a pattern of one in which `*` stands for anything within a name and
 * `**` for any directories. A later file outranks an earlier one.
 */
export interface ChosenInputs {
  /** For variables of Terraform: each counts for the root modules that are nearest to it (`Nearest`). */
  readonly variables?: readonly string[];
  /** For parameters of CloudFormation: each counts for the templates nearest to it that declare every parameter that it names. */
  readonly parameters?: readonly string[];
  /**
   * What counts for one root module (the URI of its directory) or template (its URI) instead of all the above. Empty: what is
   * written there, and what Terraform reads by itself.
   */
  readonly of?: ReadonlyMap<string, readonly string[]>;
}

/** What the choice is made among. */
export interface InputTargets {
  /** All documents. */
  uris(): Iterable<string>;
  /** The directories of root modules. */
  roots(): Iterable<string>;
  templates(): Iterable<string>;
  /** Changes whenever a document, a root module or a template comes or goes. */
  structure(): string;
  /** A time that was never told before. */
  tick(): number;
}

interface Applied {
  readonly structure: string;
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

/** Which chosen file counts for which root module or template. Keys are those of groups: directories and templates. */
export class Inputs {
  private chosen: ChosenInputs = {};
  private patterns: readonly RegExp[] = [];
  private applied: Applied | undefined;
  private readonly states = new Map<string, { readonly files: string; readonly revision: number }>();

  constructor(private readonly targets: InputTargets) {}

  choose(chosen: ChosenInputs): void {
    const canonical = (files: readonly string[] = []) => [...new Set(files.map(canonicalUri))];
    this.chosen = {
      variables: canonical(chosen.variables),
      parameters: canonical(chosen.parameters),
      of: new Map([...(chosen.of ?? [])].map(([key, files]) => [canonicalUri(key), canonical(files)])),
    };
    this.patterns = this.all().filter(isPattern).map(patternOf);
    this.applied = undefined;
    this.targets.tick();
  }

  /** The files that count for a root module or a template, in their order, whether they are there or not. */
  filesOf(key: string): readonly string[] {
    return this.apply().files.get(key) ?? [];
  }

  /** The root modules and templates that a file counts for. */
  readersOf(uri: string): readonly string[] {
    return this.isChosen(uri) ? (this.apply().readers.get(uri) ?? []) : [];
  }

  /** Whether something was chosen for just this one. */
  isOwnChoice(key: string): boolean {
    return this.chosen.of?.has(key) ?? false;
  }

  /** The files that were chosen by their names. */
  named(): readonly string[] {
    return this.all().filter((file) => !isPattern(file));
  }

  /** Goes up whenever other files count for a root module or a template, or the text of one has changed. */
  revisionOf(key: string): number {
    const known = this.states.get(key);
    if (!known && this.all().length === 0) return 0;
    const files = this.filesOf(key).join('\n');
    if (files === (known?.files ?? '')) return known?.revision ?? 0;
    return this.note(key, files);
  }

  /** The text of a chosen file has changed. @returns whom it counts for */
  touch(uri: string): readonly string[] {
    const readers = this.readersOf(uri);
    for (const key of readers) this.note(key, this.filesOf(key).join('\n'));
    return readers;
  }

  private note(key: string, files: string): number {
    const revision = this.targets.tick();
    this.states.set(key, { files, revision });
    return revision;
  }

  private all(): readonly string[] {
    const { variables = [], parameters = [], of } = this.chosen;
    return [...new Set([...variables, ...parameters, ...[...(of?.values() ?? [])].flat()])];
  }

  private isChosen(uri: string): boolean {
    const { variables, parameters, of } = this.chosen;
    if (variables?.includes(uri) || parameters?.includes(uri)) return true;
    for (const files of of?.values() ?? []) if (files.includes(uri)) return true;
    return this.patterns.some((pattern) => pattern.test(uri));
  }

  private apply(): Applied {
    const structure = this.targets.structure();
    if (this.applied?.structure === structure) return this.applied;
    const files = new Map<string, string[]>();
    const add = (key: string, file: string): void => {
      if (this.isOwnChoice(key)) return;
      const known = files.get(key);
      // What is named twice counts where it is named last.
      if (known) files.set(key, [...known.filter((other) => other !== file), file]);
      else files.set(key, [file]);
    };
    const { variables = [], parameters = [], of = new Map<string, readonly string[]>() } = this.chosen;
    if (variables.length > 0) {
      const roots = new Nearest(this.targets.roots());
      for (const file of this.expand(variables)) for (const root of roots.to(file)) add(root, file);
    }
    if (parameters.length > 0) {
      const templates = byDirectory(this.targets.templates());
      const directories = new Nearest(templates.keys());
      for (const file of this.expand(parameters)) {
        for (const directory of directories.to(file)) for (const each of templates.get(directory) ?? []) add(each, file);
      }
    }
    for (const [key, own] of of) files.set(key, [...this.expand(own)]);
    const readers = new Map<string, string[]>();
    for (const [key, each] of files) for (const file of each) readers.set(file, [...(readers.get(file) ?? []), key]);
    this.applied = { structure, files, readers };
    return this.applied;
  }

  private *expand(chosen: readonly string[]): Generator<string> {
    for (const file of chosen) {
      if (!isPattern(file)) yield file;
      else {
        const pattern = patternOf(file);
        yield* [...this.targets.uris()].filter((uri) => pattern.test(uri)).sort();
      }
    }
  }
}

/**
 * Which directories a file is meant for. Going up from the file, it is the first one that is among them; or, where one above holds
 * some without being one, all of those: `envs/prod.tfvars` beside `network/` and `app/` counts for both.
 */
export class Nearest {
  private readonly below = new Map<string, string[]>();

  constructor(directories: Iterable<string>) {
    for (const directory of directories) {
      for (const above of upwards(directory)) {
        const known = this.below.get(above);
        if (known) known.push(directory);
        else this.below.set(above, [directory]);
      }
    }
  }

  to(file: string): readonly string[] {
    for (const above of upwards(directoryOf(file))) {
      const found = this.below.get(above);
      if (found) return found.includes(above) ? [above] : found;
    }
    return [];
  }
}

/** A directory and those above it. */
function* upwards(directory: string): Generator<string> {
  for (let at = directory; ; at = directoryOf(at)) {
    yield at;
    // Beyond the top there are only the slashes of the scheme.
    if (/^[^/]*\/*$/.test(directoryOf(at)) || directoryOf(at) === at) return;
  }
}

function byDirectory(uris: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const uri of uris) found.set(directoryOf(uri), [...(found.get(directoryOf(uri)) ?? []), uri]);
  return found;
}

function isPattern(file: string): boolean {
  return file.includes('*');
}

function patternOf(file: string): RegExp {
  const source = file.split(/(\*\*\/|\*+)/).map((part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    return part.startsWith('*') ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}
