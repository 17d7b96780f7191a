import { describe, expect, it } from 'vitest';
import { Analysis, type Profile } from '../../server/src/analysis';
import { booleanRule, engine } from './engine';

const URI = 'file:///w/main.tf';
const TEXT = `resource "aws_db_instance" "a" {
  storage_encrypted   = true
  publicly_accessible = true
}
`;
const strict = booleanRule('aws/rds/hardened', 'PubliclyAccessible', false, { profile: 'strict' });

function analyse(profile: Profile | undefined, text = TEXT) {
  const options = profile ? { strict: true, profile } : { strict: true };
  const analysis = new Analysis({ ...engine, rules: [...engine.rules, strict] }, options);
  analysis.setFile(URI, text, 1);
  return { analysis, found: () => analysis.report(URI).findings.map(({ rule }) => rule) };
}

describe('profiles', () => {
  it('leaves strict rules out unless they are asked for', () => {
    expect(analyse(undefined).found()).toEqual(['aws/rds/public']);
    expect(analyse('strict').found().sort()).toEqual(['aws/rds/hardened', 'aws/rds/public']);
  });

  it('can be changed while documents are open', () => {
    const { analysis, found } = analyse('recommended');
    expect(found()).toEqual(['aws/rds/public']);
    analysis.useProfile('strict');
    expect(found().sort()).toEqual(['aws/rds/hardened', 'aws/rds/public']);
    analysis.useProfile('recommended');
    expect(found()).toEqual(['aws/rds/public']);
  });

  it('does not call the suppression of a strict rule unused while the rule is off', () => {
    const safe =
      '# ashlar:ignore aws/rds/hardened not here\nresource "aws_db_instance" "a" {\n  storage_encrypted = true\n  publicly_accessible = false\n}\n';
    expect(analyse('recommended', safe).found()).toEqual([]);
    expect(analyse('strict', safe).found()).toEqual(['general/unused-suppression']);
  });
});
