import { describe, expect, it } from 'vitest';
import { classifySpoilt, describeSpoilt, type SpoiltRow } from '../../server/tools/spoilt';

const RULES = [
  { id: 'aws/ec2/open-port', equivalents: ['CKV_AWS_24', 'AVD-AWS-0107', 'cfn_nag:W9'] },
  { id: 'aws/ec2/no-flow-logs' },
];

function row(id: string, ...rules: string[]): SpoiltRow {
  return ['suite', 'terraform', id, `name of ${id}`, rules];
}

function kind(id: string, ...rules: string[]): 'same' | 'other' {
  const { sameFault, otherFault } = classifySpoilt([row(id, ...rules)], RULES);
  expect(sameFault.length + otherFault.length).toBe(1);
  return sameFault.length === 1 ? 'same' : 'other';
}

describe('classifySpoilt', () => {
  it('takes a check that a spoiling rule names for a disagreement', () => {
    expect(kind('CKV_AWS_24', 'aws/ec2/open-port')).toBe('same');
  });

  it('knows a check under each of its spellings', () => {
    expect(kind('AWS-0107', 'aws/ec2/open-port')).toBe('same');
    expect(kind('AVD-AWS-0107', 'aws/ec2/open-port')).toBe('same');
    expect(kind('W9', 'aws/ec2/open-port')).toBe('same');
  });

  it('does not ask rules that spoil nothing', () => {
    expect(kind('CKV_AWS_24', 'aws/ec2/no-flow-logs')).toBe('other');
  });

  it('does not take a longer id for a shorter one', () => {
    expect(kind('CKV_AWS_2', 'aws/ec2/open-port')).toBe('other');
  });

  it('takes a rule that it does not know for one that names nothing', () => {
    expect(kind('CKV_AWS_24', 'aws/gone/rule')).toBe('other');
  });

  it('keeps of the rules those that name the check', () => {
    const { sameFault } = classifySpoilt([row('CKV_AWS_24', 'aws/ec2/no-flow-logs', 'aws/ec2/open-port')], RULES);
    expect(sameFault).toEqual([row('CKV_AWS_24', 'aws/ec2/open-port')]);
  });
});

describe('describeSpoilt', () => {
  it('gives counts and shares, and lists the disagreements', () => {
    const rows = [row('CKV_AWS_24', 'aws/ec2/open-port'), ...['A', 'B', 'C'].map((id) => row(id, 'aws/ec2/open-port'))];
    expect(describeSpoilt(classifySpoilt(rows, RULES))).toBe(
      `
== Why findings on good examples spoil a check
     1  25.0%  disagreement about the same fault: a spoiling rule names the check among its equivalents
     3  75.0%  another fault in the example: no spoiling rule names the check
   suite | terraform | CKV_AWS_24 | name of CKV_AWS_24 | aws/ec2/open-port`,
    );
  });

  it('says so where nothing is spoilt', () => {
    expect(describeSpoilt(classifySpoilt([], RULES))).toContain('   0   0.0%  disagreement');
  });
});
