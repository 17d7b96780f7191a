import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, compareMutations, emptyTally, readCorpus } from './hcl-oracle';
import { HclReference } from './hcl-reference';

const corpus = readCorpus(join(dirname(fileURLToPath(import.meta.url)), '../corpus/hcl'));

describe("agreement with HashiCorp's parser", () => {
  const reference = new HclReference();
  afterAll(() => reference.close());

  it('reads every file of the corpus as it does', async () => {
    const tally = emptyTally();
    await compare(corpus, reference, tally);
    expect(corpus.length).toBeGreaterThanOrEqual(60);
    expect(tally.disagreements).toEqual([]);
    expect(tally.accepted).toBe(corpus.length);
  });

  it('accepts and rejects the same of 3,000 changed files, and reads the same from them', async () => {
    const tally = emptyTally();
    await compareMutations(corpus, 3000, 20261124, reference, tally);
    expect(tally.disagreements).toEqual([]);
    expect(tally.accepted).toBeGreaterThan(500);
    expect(tally.rejected).toBeGreaterThan(500);
  });

  it('survives what kills the reference', async () => {
    const tally = emptyTally();
    await compare(['a = 1\n', `a = ${'['.repeat(200_000)}\n`, 'b = 2\n'], reference, tally);
    expect(tally.accepted).toBe(2);
    expect(tally.disagreements).toEqual([]);
  });
});
