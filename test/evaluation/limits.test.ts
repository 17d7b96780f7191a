import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { ashlarWith, folder } from '../cli/run';
import { engineFromSources } from '../rules/engine';
import { BOMBS, COMPANIONS, type Files, MILLION_RULES, REPEATED_RULES, rulesOf } from './bombs';

const { engine } = engineFromSources();
function workspace(files: Files): Analysis {
  const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(`file:///w/${name}`, text);
  return analysis;
}

describe('what grows without bound', () => {
  it.each(Object.entries(BOMBS))('ends, with a reason: %s', (_, [files, reason]) => {
    const analysis = workspace(files);
    for (const name of Object.keys(files)) analysis.report(`file:///w/${name}`);
    const offset = files['main.tf']?.indexOf('"aws_sqs_queue"') ?? 0;
    const name = analysis.describe('file:///w/main.tf', offset)?.properties.find(({ path }) => path === 'QueueName');
    expect(name?.reason ?? name?.value).toMatch(reason);
  });

  it.each(Object.entries(COMPANIONS))('proves nothing of a thousand companions of a thousand buckets %s', (_, text) => {
    const { findings } = workspace({ 'main.tf': text }).report('file:///w/main.tf');
    expect(findings.filter(({ rule }) => rule.startsWith('aws/s3/versioning'))).toEqual([]);
  });

  it('sees what it can of a list of a million rules', () => {
    const analysis = workspace({ 'main.tf': MILLION_RULES });
    const { findings } = analysis.report('file:///w/main.tf');
    // What is seen of it is judged, and of what is not seen it is said that it is not.
    expect(findings.map(({ rule }) => rule)).toContain('aws/ec2/security-group-open-admin-ports');
    const seen = analysis.describe('file:///w/main.tf', 12);
    expect(seen?.notAssessed.map(({ reason }) => reason)).toContain(
      'SecurityGroupIngress: too large: elements of aws_security_group.g',
    );
  });

  const OPEN = 'aws/ec2/security-group-open-admin-ports';
  const open = `resource "aws_security_group" "open" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n`;
  const opened = (text: string) => {
    const { findings } = workspace({ 'main.tf': text }).report('file:///w/main.tf');
    return findings.filter(({ rule }) => rule === OPEN).flatMap(({ addresses }) => addresses);
  };

  it('leaves the rules out of further groups once there are ten thousand, and says so', () => {
    const analysis = workspace({ 'main.tf': REPEATED_RULES + open });
    const { findings } = analysis.report('file:///w/main.tf');
    expect(findings.filter(({ rule }) => rule === OPEN).map(({ addresses }) => addresses)).toEqual([['aws_security_group.open']]);
    const { resources, gaps } = analysis.seenAt('file:///w/main.tf', 12);
    const reason = 'too large: elements of aws_security_group.g';
    expect(resources.at(-1)?.notAssessed.map((each) => each.reason)).toContain(`SecurityGroupIngress: ${reason}`);
    expect(gaps.map((gap) => gap.reason)).toEqual([reason]);
  });

  it('judges all rules of the groups before, and the first few of those behind', () => {
    const wide = (index: number) =>
      opened(rulesOf(1000, `ingress.key == ${index} ? ["0.0.0.0/0"] : ["10.0.0.0/8"]`, '  count = 200\n'));
    expect(wide(999)).toHaveLength(10);
    expect(wide(0)).toHaveLength(200);
  });

  it('sees every rule of as many groups as people have', () => {
    const last = 'count.index == 299 ? ["0.0.0.0/0"] : ["10.0.0.0/8"]';
    expect(opened(rulesOf(20, last, '  count = 300\n'))).toEqual(['aws_security_group.g[299]']);
  });

  it('sees every rule that is written one by one', () => {
    const rule =
      'ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n';
    const groups = Array.from({ length: 30 }, (_, i) => `resource "aws_security_group" "g${i}" {\n  ${rule.repeat(400)}}\n`);
    expect(opened(groups.join(''))).toHaveLength(30 * 400);
  });

  it('needs no more than 200 MB', () => {
    const all = Object.values(BOMBS).flatMap(([files], i) =>
      Object.entries(files).map(([name, text]) => [`r${i}/${name}`, text]),
    );
    const ran = ashlarWith(
      { NODE_OPTIONS: '--max-old-space-size=200' },
      folder(Object.fromEntries(all)),
      'scan',
      '.',
      '--fail-on',
      'none',
    );
    expect([ran.code, ran.err]).toEqual([0, '']);
  });
});
