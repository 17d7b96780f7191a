import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseHcl } from '../../server/src/syntax/hcl';
import { hclToJson, Unrepresentable } from '../syntax/hcl-to-json';
import { mutate, randomFrom } from './hcl-mutations';
import type { HclReference, Reply } from './hcl-reference';

export interface Disagreement {
  /** `they-accept`: we refuse what they accept. `they-reject`: the reverse. `value`: both accept and read different things. */
  readonly kind: 'they-accept' | 'they-reject' | 'value' | 'threw';
  readonly text: string;
  readonly detail: string;
}

export interface Tally {
  accepted: number;
  acceptedAgree: number;
  rejected: number;
  rejectedAgree: number;
  unrepresentable: number;
  died: number;
  readonly disagreements: Disagreement[];
}

export function emptyTally(): Tally {
  return { accepted: 0, acceptedAgree: 0, rejected: 0, rejectedAgree: 0, unrepresentable: 0, died: 0, disagreements: [] };
}

/** All files below a directory whose name ends in `.tf`, in a stable order. */
export function readCorpus(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tf'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => readFileSync(path, 'utf8'));
}

/** Compares both parsers on the texts. */
export async function compare(texts: readonly string[], reference: HclReference, tally: Tally): Promise<void> {
  const batch = 200;
  for (let i = 0; i < texts.length; i += batch) {
    const part = texts.slice(i, i + batch);
    const replies = await reference.parse(part);
    part.forEach((text, at) => {
      judge(text, replies[at] ?? { kind: 'died' }, tally);
    });
  }
}

/** Compares both parsers on `count` mutations of the corpus. */
export async function compareMutations(
  corpus: readonly string[],
  count: number,
  seed: number,
  reference: HclReference,
  tally: Tally,
  progress?: (done: number) => void,
): Promise<void> {
  const random = randomFrom(seed);
  const pick = () => corpus[random(corpus.length)] ?? '';
  for (let done = 0; done < count; ) {
    const texts: string[] = [];
    for (; texts.length < 1000 && done < count; done++) texts.push(mutate(pick(), pick(), random));
    await compare(texts, reference, tally);
    progress?.(done);
  }
}

function judge(text: string, reply: Reply, tally: Tally): void {
  const found = (kind: Disagreement['kind'], detail: string) => tally.disagreements.push({ kind, text, detail });
  if (reply.kind === 'died') {
    tally.died++;
    return;
  }
  let file: ReturnType<typeof parseHcl>;
  try {
    file = parseHcl(text);
  } catch (error) {
    found('threw', String(error));
    return;
  }
  const problem = file.problems[0];
  if (reply.kind === 'rejected') {
    tally.rejected++;
    if (problem) tally.rejectedAgree++;
    else found('they-reject', reply.message);
    return;
  }
  tally.accepted++;
  if (problem) {
    found('they-accept', `${problem.span.start}-${problem.span.end} ${problem.message}`);
    return;
  }
  if (reply.kind === 'unrepresentable') {
    tally.unrepresentable++;
    tally.acceptedAgree++;
    return;
  }
  try {
    const ours = hclToJson(text, file);
    if (sameJson(ours, reply.json)) tally.acceptedAgree++;
    else found('value', firstDifference(ours, reply.json, ''));
  } catch (error) {
    if (!(error instanceof Unrepresentable)) throw error;
    found('value', `not representable here, but there: ${error.message}`);
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

/** Without prototypes, and with -0 as 0. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  const out = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) out[key] = plain(inner);
  return out;
}

function firstDifference(a: unknown, b: unknown, path: string): string {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.max(a.length, b.length); i++)
      if (!sameJson(a[i], b[i])) return firstDifference(a[i], b[i], `${path}[${i}]`);
  } else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const left = a as Record<string, unknown>;
    const right = b as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (!sameJson(left[key], right[key])) return firstDifference(left[key], right[key], `${path}.${key}`);
    }
  }
  return `${path}: ours ${JSON.stringify(a)?.slice(0, 200)}, theirs ${JSON.stringify(b)?.slice(0, 200)}`;
}

/** The agreement in per cent, of what the reference accepts or rejects. */
export function agreement(agree: number, of: number): string {
  return of === 0 ? 'n/a' : `${((100 * agree) / of).toFixed(3)} % (${agree} of ${of})`;
}
