import type { DataDocument } from '../data';
import type { SyntaxProblem } from '../problem';
import { compose } from './compose';
import { parseElided } from './elide';
import { Entries, type ReadEntries } from './entries';
import { parseFast } from './fast';
import type { Patch } from './patched-source';

export { scalarType } from './scalar';

/** A file with several unclosed quotes is repaired this often; every repair is a further parse. */
const MAX_REPAIRS = 3;

/**
 * Parses the first document of a YAML text, tolerantly: the tree is the best that can be made of the text, `problems` says what
 * YAML itself would refuse. Never throws. Where an unclosed quote or a key without its colon swallows the lines after it, the
 * text is parsed again as if the line had been completed; spans are those of the text as it stands.
 */
export function parseYaml(text: string): DataDocument {
  return parseFast(text) ?? parseElided(text, parseGeneral, undefined, new Entries(text)) ?? parseGeneral(text);
}

/** A text that is being edited, and what its next state takes over. */
export interface LiveYaml {
  readonly document: DataDocument;
  readonly entries: ReadEntries;
}

/**
 * Parses a text as `parseYaml` does, taking over from its former state the entries of sections whose text is the same: the very nodes,
 * whose spans are moved to where they stand now. The former state must not be used afterwards.
 */
export function parseLiveYaml(text: string, before?: LiveYaml): LiveYaml {
  const entries = new Entries(text, before?.entries);
  const document = parseFast(text, entries) ?? parseElided(text, parseGeneral, undefined, entries) ?? parseGeneral(text);
  return { document, entries: entries.all() };
}

/** The general way: reads all of YAML, and repairs what is half typed. */
export function parseGeneral(text: string): DataDocument {
  let best = compose(text, []);
  for (let round = 0; round < MAX_REPAIRS && best.repairs.length > 0; round++) {
    const patches: Patch[] = [...best.patches];
    const [repair] = best.repairs;
    if (!repair || patches.some((patch) => patch.at === repair.at)) break;
    patches.push(repair);
    patches.sort((a, b) => a.at - b.at);
    const next = compose(text, patches);
    // A repair that only moves the trouble elsewhere is not one.
    if (next.problems.length > best.problems.length + 1) break;
    best = next;
  }
  const problems: SyntaxProblem[] = [...best.problems];
  problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { root: best.root, problems, comments: best.comments, language: 'yaml' };
}
