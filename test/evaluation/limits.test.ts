import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { ashlarWith, folder } from '../cli/run';
import { engineFromSources } from '../rules/engine';
import { BOMBS, COMPANIONS, type Files, MILLION_RULES } from './bombs';

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
    expect(seen?.notAssessed.map(({ reason }) => reason)).toContain('SecurityGroupIngress: too large: SecurityGroupIngress');
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
