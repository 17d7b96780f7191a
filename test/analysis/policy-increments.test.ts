import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { withoutLines, withoutSome, withSwapped, withTyped } from '../fuzz/edits';
import { randomFrom } from '../fuzz/hcl-mutations';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();
const URI = 'file:///w/policy.json';

/** One of each: what is fine, too wide, misspelt, said twice, a way to administrator, public, taken back. */
const STATEMENTS = [
  { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:Lst*'], Resource: 'arn:aws:s3:::files/*' },
  { Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' },
  { Sid: 'Read', Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  { Effect: 'Allow', Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' },
  { Effect: 'Allow', Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' },
  { Sid: 'Key', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Condition: { StringEqals: { 'aws:SourceArm': 'x' } } },
  { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*' },
  { Sid: 'Not', Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
  { Sid: 'Back', Effect: 'Deny', Action: ['iam:*', 's3:Put*'], Resource: '*' },
];
const POLICY = `${JSON.stringify({ Version: '2012-10-17', Statement: STATEMENTS }, null, 2)}\n`;

const SWAPS: readonly (readonly [string, string])[] = [
  ['"Allow"', '"Deny"'],
  ['"Deny"', '"Allow"'],
  ['"*"', '"arn:aws:s3:::x"'],
  ['iam:', 's3:'],
  ['2012', '2008'],
  ['"Sid"', '"Id"'],
  ['    },\n', '    },\n    { "Effect": "Allow", "Action": "ec2:*", "Resource": "*" },\n'],
  ['Principal', 'NotPrincipal'],
];
const TYPED = ['x', ' ', '"', '{', '}', '[', ']', ',', ':', '\n', '*'];

function edited(text: string, below: (n: number) => number): string {
  const at = below(text.length + 1);
  switch (below(6)) {
    case 0:
      return POLICY;
    case 1:
      return withTyped(text, at, TYPED, below);
    case 2:
      return withoutSome(text, at, 4, below);
    case 3:
      return withoutLines(text, 3, below);
    default:
      return withSwapped(text, at, SWAPS, below);
  }
}

function said(analysis: Analysis) {
  const { version: _, ...report } = analysis.report(URI);
  const fixes = report.findings.slice(0, 3).map((finding) => {
    const fix = analysis.fixFor(finding);
    return 'refused' in fix ? fix.refused : [...fix.edits];
  });
  return { report, fixes };
}

function opened(text: string): Analysis {
  const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
  analysis.setFile(URI, text, 1);
  return analysis;
}

describe('a policy that was reached by edits', () => {
  it.each([1, 2])('is judged as if it were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 15_485_863);
    let text = POLICY;
    const analysis = opened(text);
    said(analysis);
    let findings = 0;
    for (let version = 2; version < 100; version++) {
      text = edited(text, below);
      analysis.setFile(URI, text, version);
      if (below(4) === 0) continue;
      const now = said(analysis);
      expect(now, text).toEqual(said(opened(text)));
      findings += now.report.findings.length;
    }
    expect(findings).toBeGreaterThan(150);
  });
});
