import type { SyntaxProblem } from '../syntax/problem';
import type { LineIndex } from '../text';
import type { Documents } from './documents';
import type { HashicorpProblem, Host } from './host';

/** How long a text must stay broken before HashiCorp's parser is asked, in milliseconds: it is slow, and typing breaks texts. */
const PATIENCE = 400;

/** HashiCorp's own words for broken Terraform texts, asked for when typing pauses. */
export class SyntaxMessages {
  private readonly answers = new Map<string, { readonly version: number; readonly problems: readonly HashicorpProblem[] }>();
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param answered is called with each document that there is something new to say of */
  constructor(
    private readonly hashicorp: NonNullable<Host['hashicorp']>,
    private readonly documents: Documents,
    private readonly answered: (uri: string) => void,
  ) {}

  /** Our problems in HashiCorp's words, as far as they are known; asks for them if they are not. */
  reword(uri: string, version: number, problems: readonly SyntaxProblem[], lines: LineIndex): readonly SyntaxProblem[] {
    const known = this.answers.get(uri);
    if (known?.version !== version) {
      this.answers.delete(uri);
      this.ask(uri);
      return problems;
    }
    return reworded(problems, known.problems, lines);
  }

  /** The document is whole, or closed. */
  forget(uri: string): void {
    clearTimeout(this.waiting.get(uri));
    this.waiting.delete(uri);
    this.answers.delete(uri);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.hashicorp.dispose();
  }

  private ask(uri: string): void {
    clearTimeout(this.waiting.get(uri));
    this.waiting.set(
      uri,
      setTimeout(() => {
        this.waiting.delete(uri);
        void this.fetch(uri);
      }, PATIENCE),
    );
  }

  private async fetch(uri: string): Promise<void> {
    const asked = this.documents.get(uri);
    if (!asked) return;
    const problems = await this.hashicorp.problems(asked.text, uri);
    if (!problems || this.documents.get(uri)?.version !== asked.version) return;
    this.answers.set(uri, { version: asked.version, problems });
    if (problems.length > 0) this.answered(uri);
  }
}

/** The places are ours, which are exact; the words are HashiCorp's where both speak of one line, else they are added to the first. */
function reworded(
  ours: readonly SyntaxProblem[],
  theirs: readonly HashicorpProblem[],
  lines: LineIndex,
): readonly SyntaxProblem[] {
  const lineOf = (problem: SyntaxProblem): number => lines.positionAt(problem.span.start).line;
  const used = new Set<HashicorpProblem>();
  const words = ours.map((problem) => {
    const same = theirs.find((other) => other.line === lineOf(problem) && !used.has(other));
    if (!same) return problem;
    used.add(same);
    return { ...problem, message: same.message };
  });
  const [first, ...rest] = words;
  const [other] = theirs;
  if (used.size > 0 || !first || !other) return words;
  return [{ ...first, message: `${first.message}\nTerraform says, at line ${other.line + 1}: ${other.message}` }, ...rest];
}
