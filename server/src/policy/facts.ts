/**
 * What was worked out of something that never changes, by the name of the question: a statement that an edit leaves alone is the same
 * object after it, and is not asked again. The name says all that the answer depends on beside the thing itself.
 */
export class Facts {
  private known: Map<string, unknown> | undefined;

  of<T>(question: string, workOut: () => T): T {
    this.known ??= new Map();
    const known = this.known.get(question);
    if (known !== undefined || this.known.has(question)) return known as T;
    const answer = workOut();
    this.known.set(question, answer);
    return answer;
  }
}
