import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { certain, type DocumentReach, reachOf, readPolicy } from '../../server/src/policy';
import type { Literal } from '../../server/src/resources';
import { value } from './policy';

type Fields = { readonly [key: string]: Literal };

interface Written {
  readonly is: string;
  /** The most that it may be, where it is unknown. */
  readonly most?: string;
  /** The condition. */
  readonly when?: Literal;
  /** A statement beside it that denies. */
  readonly deny?: Fields;
  /** The policy is that of a role. */
  readonly trust?: boolean;
  /** The policy is that of a role which trusts this issuer of tokens. */
  readonly web?: string;
}

interface Case extends Written {
  readonly case: string;
  readonly 'rests-on': string;
  readonly twin: Written;
}

const { documents, base, cases } = parse(readFileSync(new URL('reach.yaml', import.meta.url), 'utf8')) as {
  readonly documents: Readonly<Record<string, string>>;
  readonly base: Fields;
  readonly cases: readonly Case[];
};

const ABOUT = new Set(['case', 'rests-on', 'twin', 'is', 'most', 'when', 'deny', 'trust', 'web']);

/** The elements of the statement, which are written beside what a case says of itself. */
function elementsOf(written: object): Fields {
  const all: Fields = { ...written };
  const elements = Object.entries(all).filter(([key]) => !ABOUT.has(key));
  return { ...Object.fromEntries(elements), ...(all.when === undefined ? {} : { Condition: all.when }) };
}

function policyOf(written: Written): Literal {
  const { trust, web } = written;
  const role = { Effect: 'Allow', Action: web ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole' };
  const federated =
    web?.includes('.amazonaws.com') && !web.startsWith('oidc.') ? web : `arn:aws:iam::111122223333:oidc-provider/${web}`;
  const start: Fields = web ? { ...role, Principal: { Federated: federated } } : trust ? role : base;
  const statements: Literal[] = [{ ...start, ...elementsOf(written) }];
  if (written.deny) statements.push({ ...base, Effect: 'Deny', ...elementsOf(written.deny) });
  return { Version: '2012-10-17', Statement: statements };
}

/** The twin is the case but for what it says itself. */
function twinOf(one: Case): Written {
  const { most: _, ...written } = one;
  return { ...written, ...one.twin };
}

/** What a twin says otherwise: the conditions one by one, and each element. */
function changes(one: Written, twin: Written): readonly string[] {
  const said = (written: Written): readonly string[] => [...flat(policyOf(written))];
  const [before, after] = [said(one), said(twin)];
  return [...before.filter((line) => !after.includes(line)), ...after.filter((line) => !before.includes(line))];
}

/** A policy as lines: `Condition.StringEquals.aws:SourceVpc ["vpc-1"]`. */
function* flat(of: Literal, path = ''): Generator<string> {
  const isTree = typeof of === 'object' && of !== null && !Array.isArray(of);
  if (Array.isArray(of) && path.endsWith('Statement')) for (const [i, statement] of of.entries()) yield* flat(statement, `${i}`);
  else if (isTree && !/Principal$/.test(path)) for (const [key, item] of Object.entries(of)) yield* flat(item, `${path}.${key}`);
  else if (of !== null) yield `${path} ${JSON.stringify(of)}`;
}

function verdictOf({ range }: DocumentReach): string {
  const reach = certain(range);
  if (reach === 'account' || reach === 'organisation') return 'inside';
  return range.least === 'account' && range.most === 'organisation' ? 'inside' : reach;
}

function judge(written: Written): { verdict: string; most: string } {
  const reach = reachOf(readPolicy(value(policyOf(written))));
  return { verdict: verdictOf(reach), most: reach.range.most };
}

describe('who can get in', () => {
  it.each(cases.map((one) => [one.case, one] as const))('%s', (_, one) => {
    expect(documents[one['rests-on']]).toMatch(/^https:\/\//);
    for (const written of [one, twinOf(one)]) {
      const { verdict, most } = judge(written);
      expect(verdict, JSON.stringify(policyOf(written))).toBe(written.is);
      if (written.most !== undefined) expect(most).toBe(written.most);
    }
    expect(one.twin.is).not.toBe(one.is);
    // One line instead of another, or one line more.
    expect(changes(one, twinOf(one)).length).toBeLessThanOrEqual(2);
  });

  it('is told by at least 120 cases of different names, each with a document that is used', () => {
    expect(new Set(cases.map((one) => one.case)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(120);
    const used = new Set(cases.map((one) => one['rests-on']));
    expect(Object.keys(documents).filter((name) => !used.has(name))).toEqual([]);
  });
});
