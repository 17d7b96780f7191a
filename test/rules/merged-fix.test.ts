import { expect, it } from 'vitest';
import { loadRules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text';
import { engineFromSources } from './engine';
import { FOLDER } from './example';
import { analyse } from './rule-tester';

it('fixes all elements of a resource that share the place of one finding', () => {
  const { engine } = engineFromSources();
  const only = engine.rules.filter((rule) => rule.id === 'aws/ec2/default-security-group-rules');
  const text = `resource "aws_default_security_group" "d" {
  ingress {
    protocol         = "-1"
    self             = true
    ipv6_cidr_blocks = ["::/0"]
  }
}
`;
  const uri = `${FOLDER}main.tf`;
  const analysis = analyse(engine, loadRules(only, 'strict'), new Map([['main.tf', text]]));
  const findings = analysis.report(uri).findings;
  expect(findings).toHaveLength(1);
  const fix = findings[0] && analysis.fixFor(findings[0]);
  if (!fix || 'refused' in fix) throw new Error('refused');
  expect(applyEdits(text, fix.edits.get(uri) ?? [])).toBe('resource "aws_default_security_group" "d" {\n}\n');
});
