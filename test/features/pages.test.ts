import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../server/src/analysis';
import { findingMarkdown } from '../../server/src/features/hover';
import { escapeMarkdown } from '../../server/src/features/markdown';
import { type RuleFacts, rulePage } from '../../server/src/features/rule-page';
import { visibility } from '../../server/src/features/visible';

const RULE: RuleFacts = {
  id: 'aws/x/y',
  title: 'Something is open',
  severity: 'high',
  category: 'network',
  subjects: [{ resource: 'AWS::X::Y', each: [] }],
  why: 'Because *anyone* gets in.',
  advice: 'Close it.',
  controls: { 'cis-aws-7.0': ['1', '2', '3', '4'], soc2: [] },
  equivalents: ['CKV_1'],
  references: ['https://example.org/'],
};
const FINDING: ReportedFinding = {
  rule: 'aws/x/y',
  severity: 'high',
  addresses: ['aws_x.y'],
  uri: 'file:///main.tf',
  span: { start: 0, end: 1 },
  message: 'y is open',
  related: [],
};

describe('a hover', () => {
  it('says why and what to do, with few controls and without markup from texts', () => {
    const text = findingMarkdown(FINDING, RULE, 'command:page');
    expect(text).toContain('**Something is open** (high)');
    expect(text).toContain('Because \\*anyone\\* gets in.');
    expect(text).toContain('cis-aws-7.0 1, 2, 3 …');
    expect(text).not.toContain('soc2');
    expect(text).toContain('[aws/x/y](command:page)');
  });

  it('warns of a fix that is not safe', () => {
    const fix = { title: 'Close it', safe: false, note: 'Clients lose their connection.' };
    expect(findingMarkdown({ ...FINDING, fix }, RULE, undefined)).toContain(
      'Quick fix: Close it. Clients lose their connection.',
    );
  });

  it('shows the message where the rule is not known', () => {
    expect(findingMarkdown({ ...FINDING, message: 'a [link](x)' }, undefined, undefined)).toBe('**a \\[link\\](x)**');
  });

  it('keeps a text on one line', () => {
    expect(escapeMarkdown('a\n\n# b')).toBe('a \\# b');
  });
});

it('the page of a rule has what the rule says', () => {
  const page = rulePage(RULE);
  for (const part of [
    '# Something is open',
    'AWS::X::Y',
    '| cis-aws-7.0 | 1, 2, 3, 4 |',
    'CKV_1',
    '<https://example.org/>',
    'ashlar:ignore aws/x/y',
  ]) {
    expect(page).toContain(part);
  }
});

it('shows findings from a severity on, without the rules that are off', () => {
  const shown = visibility({ minimumSeverity: 'medium', disabledRules: ['aws/x/z', 'gcp/*'] });
  expect(shown(FINDING)).toBe(true);
  expect(shown({ ...FINDING, severity: 'low' })).toBe(false);
  expect(shown({ ...FINDING, rule: 'aws/x/z' })).toBe(false);
  expect(shown({ ...FINDING, rule: 'gcp/a/b' })).toBe(false);
});
