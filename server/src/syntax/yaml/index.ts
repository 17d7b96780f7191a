import type { DataDocument } from '../data';
import type { SyntaxProblem } from '../problem';
import { compose } from './compose';
import { parseElided } from './elide';
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
  return parseFast(text) ?? parseElided(text, parseGeneral) ?? parseGeneral(text);
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
