import { resolve } from 'node:path';
import {
  type AccountReport,
  type DeclaredPlace,
  type Drift,
  driftOf,
  type Link,
  type Links,
  linkAccount,
  type StateFile,
} from '../../analysis';
import type { EngineData } from '../../engine-data';
import type { ScanResult } from '../../posture';
import { LineIndex } from '../../text';
import type { PostureCommand } from '../arguments';
import { MAX_PLAN_BYTES, readText, uriOf } from '../files';
import { rangeOf, relativePath } from '../places';
import { openScan, type Scan } from '../scan';

/** Where the resources of an account are declared, as far as the code that was named tells. */
export interface Declarations {
  /** Of a live resource, by its id. */
  of(resource: string): Declaration | undefined;
  readonly drift: readonly (Omit<Drift, 'place'> & Located)[];
  readonly unmanaged: Links['unmanaged'];
  readonly unread: Links['unread'];
}

export interface Declaration extends Partial<Located> {
  readonly by: Link['by'];
  /** Only a name speaks for it. */
  readonly likely: boolean;
  readonly address: string;
}

/** A line of a file, counted from 1, as seen from the working directory. */
export interface Located {
  readonly path: string;
  readonly line: number;
}

/** The code that a command names, and its states. */
export interface Code {
  readonly scan: Scan;
  readonly states: readonly StateFile[];
}

/**
 * Reads the code below the paths that the command names; undefined where it names none. Before the account, which takes longer.
 * @throws NoSuchPath
 */
export function readCode(engine: EngineData, { paths, states, rules, framework }: PostureCommand): Code | undefined {
  if (paths.length === 0 && states.length === 0) return undefined;
  const scan = openScan(engine, paths, { profile: rules ?? (framework === undefined ? 'recommended' : 'strict') });
  const texts = states.map((path): StateFile => {
    const read = readText(path, MAX_PLAN_BYTES);
    return { uri: uriOf(resolve(path)), text: 'skipped' in read ? undefined : read.text };
  });
  return { scan, states: texts };
}

/** Ties the account to the code. */
export function declarationsOf(
  { scan, states }: Code,
  engine: EngineData,
  seen: ScanResult,
  judged: AccountReport,
): Declarations {
  const { analysis } = scan;
  for (const { uri } of scan.files) scan.report(uri);
  const configurations = analysis.declaredConfigurations();
  const links = linkAccount({ items: seen.items, incomplete: seen.incomplete, states, configurations, mapping: engine.mapping });
  const lines = new Map<string, LineIndex>();
  const located = ({ uri, span }: DeclaredPlace): Located => {
    const index = lines.get(uri) ?? new LineIndex(analysis.text(uri)?.text ?? '');
    lines.set(uri, index);
    return { path: relativePath(uri), line: rangeOf(index, span).startLine };
  };
  return {
    of: (resource) => {
      const link = links.links.get(resource);
      if (!link) return undefined;
      const { by, address, place } = link;
      return { by, likely: by === 'name', address, ...(place ? located(place) : {}) };
    },
    drift: driftOf(links, judged).map(({ place, ...drift }) => ({ ...drift, ...located(place) })),
    unmanaged: links.unmanaged,
    unread: links.unread.map((what) => (what.startsWith('file:') ? relativePath(what) : what)),
  };
}
