import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodAccount, here } from '../posture/fake/account';
import { type FakeAws, fakeAws } from '../posture/fake/server';
import { CLI, copyOfCli, folder, OPEN_DATABASE } from './run';

const PUBLIC_SNAPSHOT = { 'ec2:DescribeSnapshotAttribute': { body: { CreateVolumePermissions: [{ Group: 'all' as const }] } } };

let good: FakeAws;
let bad: FakeAws;
beforeAll(async () => {
  good = await fakeAws(goodAccount());
  bad = await fakeAws({
    ...goodAccount(),
    ...PUBLIC_SNAPSHOT,
    'ec2:DescribeVolumes': here({
      Volumes: [{ VolumeId: 'vol-2', Encrypted: false, Tags: [{ Key: 'Name', Value: '=cmd("x"),1' }] }],
    }),
    'rds:DescribeDBInstances': { error: 'AccessDenied', status: 403 },
  });
});
afterAll(async () => {
  await good.close();
  await bad.close();
});

/** Runs beside the servers, which live in this process. */
function posture(aws: FakeAws | undefined, args: readonly string[], cli = CLI, more: Readonly<Record<string, string>> = {}) {
  const home = folder({});
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(aws ? { AWS_ENDPOINT_URL: aws.endpoint, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' } : {}),
    ...more,
  };
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const child = spawn(process.execPath, [cli, 'posture', ...args], { cwd: home, env });
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.on('close', (code) => done({ code, out, err }));
  });
}

describe('ashlar posture', () => {
  it('ends with 0 where nothing is wrong', async () => {
    const { code, out, err } = await posture(good, []);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Account 123456789012 (example-company), read as arn:aws:iam::123456789012:user/auditor');
    expect(out).toContain('No problems found.');
    expect(out).toMatch(/Score 100 of 100, over the \d+ % of the rules' questions/);
  });

  it('tells what is wrong, where, and what it could not see', async () => {
    const { code, out, err } = await posture(bad, []);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(
      /critical {2}Snapshot is shared with everybody {2}aws\/ec2\/snapshot-public\n {2}us-east-1 +Every AWS account/,
    );
    expect(out).toContain('rds:DescribeDBInstances: access was denied, eu-west-1, us-east-1');
    expect(out).toMatch(/2 problems: 1 critical, 1 medium\. \d+ resources read\./);
  });

  it('takes the limit of the exit code, the regions and the rules', async () => {
    expect((await posture(bad, ['--fail-on', 'none'])).code).toBe(0);
    const elsewhere = await posture(bad, ['--regions', 'eu-west-1', '--fail-on', 'critical']);
    expect(elsewhere.code).toBe(0);
    expect(elsewhere.out).toContain('1 region: eu-west-1');
    expect((await posture(good, ['--rules', 'strict', '--regions', 'us-east-1'])).out).toContain('aws/cloudtrail/no-kms-key');
  });

  it('judges what a framework asks for, control by control', async () => {
    const { code, out } = await posture(bad, ['--framework', 'aws-fsbp', '--format', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report.frameworks.map(({ framework }: { framework: string }) => framework)).toEqual(['aws-fsbp']);
    const states = new Map(
      report.frameworks[0].controls.map(({ control, state }: { control: string; state: string }) => [control, state]),
    );
    expect([states.get('EC2.1'), states.get('IAM.4'), states.get('RDS.2')]).toEqual(['failed', 'passed', 'not-assessed']);
    expect((await posture(bad, ['--framework', 'aws-fsbp'])).out).toMatch(/EC2\.1 +failed/);
    const unknown = await posture(bad, ['--framework', 'cis']);
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('There is no framework cis: there are aws-fsbp');
  });

  it('writes JSON', async () => {
    const { out } = await posture(bad, ['--format', 'json']);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      tool: { name: 'ashlar' },
      account: { account: '123456789012', alias: 'example-company', partition: 'aws' },
      regions: ['eu-west-1', 'us-east-1'],
      cancelled: false,
      summary: { findings: 2, bySeverity: { critical: 1, high: 0, medium: 1, low: 0 } },
    });
    expect(report.findings[0]).toMatchObject({
      rule: 'aws/ec2/snapshot-public',
      severity: 'critical',
      resource: 'snap-1',
      type: 'Ashlar::EC2::Snapshot',
      region: 'us-east-1',
      property: 'CreateVolumePermissions.0.Group',
      controls: { 'aws-fsbp': ['EC2.1'] },
    });
    expect(report.summary.coverage).toBeLessThan(100);
    expect(report.incompleteTypes).toEqual(['AWS::RDS::DBInstance']);
  });

  it('writes SARIF with logical places', async () => {
    const log = JSON.parse((await posture(bad, ['--format', 'sarif'])).out);
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['aws/ec2/snapshot-public', 'error'],
      ['aws/ec2/volume-unencrypted', 'warning'],
    ]);
    expect(run.results[0].locations).toEqual([
      { logicalLocations: [{ name: 'snap-1', fullyQualifiedName: 'snap-1', kind: 'resource' }] },
    ]);
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      run.results.map(({ ruleId }: { ruleId: string }) => ruleId),
    );
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('rds:DescribeDBInstances');
  });

  it('writes a table that no spreadsheet takes for formulas', async () => {
    const { out } = await posture(bad, ['--format', 'csv']);
    const [head, first, second, rest] = out.split('\r\n');
    expect(head).toBe('severity,rule,title,region,type,resource,name,property,message,controls');
    expect(first).toMatch(/^critical,aws\/ec2\/snapshot-public,/);
    expect(second).toContain(`"'=cmd(""x""),1"`);
    expect(rest).toBe('');
  });

  it('says what is wrong with the credentials, and ends with 2', async () => {
    expect(await posture(undefined, [])).toEqual({
      code: 2,
      out: '',
      err: 'ashlar: There are no AWS credentials in the environment. Name a profile, or set up one with `aws configure`.\n',
    });
    const missing = await posture(good, ['--profile', 'prod']);
    expect(missing).toEqual({ code: 2, out: '', err: 'ashlar: There is no AWS profile prod. There are no profiles.\n' });
  });

  it.each([
    [['--regions', 'Frankfurt'], '--regions takes names such as eu-west-1,us-east-1, not Frankfurt.'],
    [['--format', 'xml'], '--format is one of text, json, sarif, csv, not xml.'],
    [['prod'], 'There is no file or folder'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await posture(good, args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('sends nothing but what is listed', () => {
    const calls = new Set([...good.log, ...bad.log].map(({ call }) => call.split(':')[1]));
    expect([...calls].filter((call) => !/^(Describe|Get|List|GenerateCredentialReport$)/.test(call ?? ''))).toEqual([]);
  });
});

describe('the code that reaches a network', () => {
  it('is loaded by this command, and by no other', async () => {
    const cli = copyOfCli();
    const directory = dirname(cli);
    const marker = join(directory, 'loaded');
    writeFileSync(
      join(directory, 'posture.cjs'),
      `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); exports.scan = async () => { throw new Error('loaded'); };`,
    );
    for (const name of ['server.cjs', 'analysis.cjs']) copyFileSync(join(dirname(CLI), name), join(directory, name));
    const workspace = folder({ 'main.tf': OPEN_DATABASE });
    const ran = (args: readonly string[], input?: string) =>
      new Promise<number | null>((done) => {
        const child = spawn(process.execPath, [cli, ...args], { cwd: workspace });
        child.stdout.on('data', () => child.stdin.end());
        child.stdin.write(input ?? '');
        if (input === undefined) child.stdin.end();
        child.on('close', done);
      });
    expect(await ran(['scan', '.'])).toBe(1);
    expect(await ran(['rules', '--stats'])).toBe(0);
    const initialize = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    await ran(['lsp', '--stdio'], `Content-Length: ${initialize.length}\r\n\r\n${initialize}`);
    expect(existsSync(marker)).toBe(false);
    expect((await posture(good, [], cli)).code).toBe(2);
    expect(existsSync(marker)).toBe(true);
  });
});

describe('ashlar posture beside code', () => {
  const CODE =
    'resource "aws_ebs_volume" "data" {\n  availability_zone = "us-east-1a"\n  size              = 1\n  encrypted         = true\n}\n';
  const state = (id: string) =>
    JSON.stringify({
      version: 4,
      resources: [
        { mode: 'managed', type: 'aws_ebs_volume', name: 'data', instances: [{ attributes: { id, secret: 'hidden' } }] },
      ],
    });

  it('leads to the line that declares a resource, tells drift, and what nothing manages', async () => {
    const root = folder({ 'main.tf': CODE, 'terraform.tfstate': state('vol-2') });
    const args = [root, '--state', join(root, 'terraform.tfstate')];
    const { out } = await posture(bad, args);
    expect(out).toMatch(/vol-2\n +\S+main\.tf:1 {2}aws_ebs_volume\.data\n/);
    expect(out).toMatch(/Wrong in the account, right in the code:\n {2}\S+main\.tf:1 {2}aws_ebs_volume\.data/);
    expect(out).toMatch(/\d+ resources that no state or stack manages:/);
    const report = JSON.parse((await posture(bad, [...args, '--format', 'json'])).out);
    const finding = report.findings.find(({ resource }: { resource: string }) => resource.endsWith('vol-2'));
    expect(finding.declared).toMatchObject({ by: 'state', likely: false, address: 'aws_ebs_volume.data', line: 1 });
    expect(report.drift).toMatchObject([{ address: 'aws_ebs_volume.data', worse: 'live', line: 1 }]);
    expect(JSON.stringify(report)).not.toContain('hidden');
    const log = JSON.parse((await posture(bad, [...args, '--format', 'sarif'])).out);
    const results: { locations: { physicalLocation?: { region: object } }[] }[] = log.runs[0].results;
    expect(results.flatMap(({ locations }) => locations[0]?.physicalLocation?.region ?? [])).toEqual([{ startLine: 1 }]);
  });

  it('calls nothing unmanaged where a state cannot be read', async () => {
    const root = folder({ 'main.tf': CODE });
    const { out } = await posture(bad, [root, '--state', join(root, 'gone.tfstate')]);
    expect(out).toMatch(/What no code manages cannot be told, as these could not be read: \S+gone\.tfstate\./);
    expect(out).not.toContain('that no state or stack manages');
  });
});
