import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { PostureProgress, PostureReport, ServerRequests } from '../../server/src/protocol';
import { goodAccount, here } from '../posture/fake/account';
import { type Answers, type FakeAws, fakeAws } from '../posture/fake/server';
import { Client, makeFolder, SERVER } from './client';

const home = mkdtempSync(join(tmpdir(), 'ashlar-posture-'));
const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** An account with a volume that is not encrypted, a root user without MFA, and flow logs that nobody may read. */
const FAULTY: Answers = {
  ...goodAccount(),
  'ec2:DescribeVolumes': here({ Volumes: [{ VolumeId: 'vol-2', Encrypted: false }] }),
  'iam:GetAccountSummary': { body: { SummaryMap: { AccountMFAEnabled: 0, AccountAccessKeysPresent: 0 } } },
  'ec2:DescribeFlowLogs': { error: 'UnauthorizedOperation', status: 403 },
};

const FILES = {
  config: '[profile audit]\nregion = us-east-1\n\n[profile sso]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n',
  credentials: '[audit]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n',
};

/** A server whose AWS is an account on this machine. */
async function serving(
  answers: Answers,
  options: { server?: string; config?: string; folder?: string; stateFiles?: readonly string[] } = {},
): Promise<{ client: Client; aws: FakeAws }> {
  writeFileSync(join(home, 'config'), options.config ?? FILES.config);
  writeFileSync(join(home, 'credentials'), FILES.credentials);
  const none = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  const aws = await fakeAws(answers);
  const client = await Client.start({
    ...(options.server === undefined ? {} : { server: options.server }),
    env: {
      ...Object.fromEntries(none.map((name) => [name, undefined])),
      HOME: home,
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: aws.endpoint,
    },
    folders: options.folder === undefined ? [] : [options.folder],
    initializationOptions: { status: true, settings: { posture: { stateFiles: options.stateFiles ?? [] } } },
  });
  open.push(client, { stop: () => aws.close() });
  return { client, aws };
}

function ask<M extends keyof ServerRequests>(
  client: Client,
  method: M,
  params: ServerRequests[M]['params'],
  cancel = new CancellationTokenSource(),
): Promise<ServerRequests[M]['result']> {
  return client.connection.sendRequest(method, params, cancel.token);
}

const found = (report: PostureReport) => report.findings.map(({ rule, resource }) => `${rule} ${resource}`);

describe('the posture over the server', () => {
  it('lists profiles without what they hold, and tells whose credentials one holds', async () => {
    const { client, aws } = await serving(FAULTY);
    expect(await ask(client, 'ashlar/posture/profiles', {})).toEqual({
      environment: false,
      profiles: [
        { name: 'audit', kind: 'keys', region: 'us-east-1' },
        { name: 'sso', kind: 'sso' },
      ],
    });
    expect(aws.log).toEqual([]);
    expect(await ask(client, 'ashlar/posture/identify', { profile: 'audit' })).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/auditor',
      partition: 'aws',
      alias: 'example-company',
    });
  });

  it('scans with progress, and answers with findings, figures and what was not seen', async () => {
    const { client, aws } = await serving(FAULTY);
    const progress: PostureProgress[] = [];
    client.connection.onNotification('ashlar/posture/progress', (one: PostureProgress) => void progress.push(one));
    const report = await ask(client, 'ashlar/posture/scan', { profile: 'audit', regions: ['us-east-1'], token: 't' });
    expect(report).toMatchObject({
      account: { account: '123456789012', alias: 'example-company' },
      profile: 'audit',
      judgedBy: 'recommended',
      regions: ['us-east-1'],
      cancelled: false,
    });
    expect(found(report)).toEqual(
      expect.arrayContaining(['aws/ec2/volume-unencrypted vol-2', expect.stringMatching(/^aws\/iam\/root-without-mfa /)]),
    );
    expect(report.failed.map(({ action, reason }) => `${action} ${reason}`)).toEqual(['ec2:DescribeFlowLogs denied']);
    expect(report.notAssessed.map(({ rule }) => rule)).toContain('aws/ec2/vpc-flow-logs');
    expect(report.score).toBeLessThan(100);
    expect(report.coverage).toBeLessThan(100);
    for (const { rule } of [...report.findings, ...report.notAssessed]) expect(report.rules[rule]?.title).toBeTruthy();
    expect(progress.at(-1)).toMatchObject({ token: 't', done: progress.length, steps: progress.length });
    expect(progress.at(-1)?.resources).toBe(report.resources);
    // What the rules read of resources is not handed on.
    expect(JSON.stringify(report)).not.toMatch(/AKIDEXAMPLE|MasterUsername|keeper/);
    expect(new Set(aws.log.map(({ region }) => region).filter((region) => region !== ''))).toEqual(new Set(['us-east-1']));
  });

  it('shows the page of a finding', async () => {
    const { client } = await serving(FAULTY);
    const { findings } = await ask(client, 'ashlar/posture/scan', { profile: 'audit', regions: ['us-east-1'] });
    const finding = findings.find(({ rule }) => rule === 'aws/ec2/volume-unencrypted');
    if (!finding) throw new Error('not found');
    const page = await ask(client, 'ashlar/posture/page', { finding });
    expect(page?.markdown).toMatch(/^# /);
    for (const said of ['`vol-2`', '`us-east-1`', '`Encrypted`', '## Why it matters', '## What to do', '## Controls'])
      expect(page?.markdown).toContain(said);
    const declared = {
      uri: 'file:///work/main%20a.tf',
      range: { start: { line: 6, character: 0 }, end: { line: 6, character: 4 } },
      sure: false,
      by: 'name',
      address: 'aws_ebs_volume.data["a|b"]',
    } as const;
    const linked = await ask(client, 'ashlar/posture/page', { finding: { ...finding, declared } });
    expect(linked?.markdown).toContain('main a.tf, line 7 as `aws_ebs_volume.data["a\\|b"]` (likely');
    expect(await ask(client, 'ashlar/posture/page', { finding: { ...finding, rule: 'aws/no/rule' } })).toBeNull();
  });

  it('leads to the workspace: what declares a resource, where both differ, what nothing declares', async () => {
    const text = 'resource "aws_ebs_volume" "data" {\n  availability_zone = "us-east-1a"\n  size = 8\n  encrypted = true\n}\n';
    const state = (type: string, id: string) =>
      JSON.stringify({
        version: 4,
        resources: [{ mode: 'managed', type, name: 'data', instances: [{ attributes: { id, password: 'planted' } }] }],
      });
    const folder = makeFolder({ 'disks/main.tf': text, 'disks/terraform.tfstate': state('aws_ebs_volume', 'vol-2') });
    try {
      const scanned = async (stateFiles: readonly string[]): Promise<PostureReport> => {
        const { client } = await serving(FAULTY, { folder: folder.uri, stateFiles });
        const isReady = (status: unknown) => JSON.stringify(status).includes('"ready"');
        await client.until('the workspace to be read', () => client.statuses.some(isReady));
        return ask(client, 'ashlar/posture/scan', { profile: 'audit', regions: ['us-east-1'] });
      };
      const declared = {
        uri: folder.file('disks/main.tf'),
        range: { start: { line: 0, character: 9 }, end: { line: 0, character: 32 } },
        sure: true,
        by: 'state',
        address: 'aws_ebs_volume.data',
      };
      const beside = await scanned([]);
      expect(beside.findings.find(({ rule }) => rule === 'aws/ec2/volume-unencrypted')?.declared).toEqual(declared);
      expect(beside.drift).toContainEqual({ rule: 'aws/ec2/volume-unencrypted', resource: 'vol-2', worse: 'live', declared });
      // That there are no other states, nobody has said.
      expect(beside.unmanaged).toBeUndefined();
      expect(JSON.stringify(beside)).not.toContain('planted');

      const named = await scanned(['disks/terraform.tfstate']);
      expect(named.unmanaged).toContainEqual({ resource: 'vpc-1', type: 'AWS::EC2::VPC', region: 'us-east-1' });
      expect(named.unmanaged?.map(({ resource }) => resource)).not.toContain('vol-2');
      const missing = await scanned(['disks/terraform.tfstate', 'other.tfstate', '../outside.tfstate']);
      expect(missing.unmanaged).toBeUndefined();
      expect(missing.unread).toContain('other.tfstate');
      expect(missing.unread).toHaveLength(2);
    } finally {
      folder.dispose();
    }
  });

  it('ends when it is cancelled, and answers with what it saw; nothing of the rest passes', async () => {
    const cancel = new CancellationTokenSource();
    const { client } = await serving({ ...FAULTY, 'rds:DescribeDBInstances': 'hang' });
    client.connection.onNotification('ashlar/posture/progress', ({ done, steps }: PostureProgress) => {
      if (done === steps - 1) cancel.cancel();
    });
    const report = await ask(client, 'ashlar/posture/scan', { profile: 'audit', regions: ['us-east-1'], token: 't' }, cancel);
    expect(report.cancelled).toBe(true);
    expect(found(report)).toContain('aws/ec2/volume-unencrypted vol-2');
    expect(report.notAssessed.map(({ rule }) => rule)).toContain('aws/rds/instance-not-public');
    expect(report.standings.map(({ rule, passed }) => [rule, passed])).not.toContainEqual(['aws/rds/instance-not-public', 1]);
  });

  it('is refused with the reason when it is cancelled before anything was read', async () => {
    const cancel = new CancellationTokenSource();
    const { client, aws } = await serving({ 'sts:GetCallerIdentity': 'hang' });
    const scan = ask(client, 'ashlar/posture/scan', { profile: 'audit' }, cancel);
    const asked = async () => {
      while (aws.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      cancel.cancel();
    };
    await Promise.all([expect(scan).rejects.toThrow(/cancelled/), asked()]);
  });

  it('says what to do where there are no credentials', async () => {
    const { client } = await serving({});
    await expect(ask(client, 'ashlar/posture/scan', { profile: 'nobody' })).rejects.toThrow(
      'There is no AWS profile nobody. There are audit, sso.',
    );
    await expect(ask(client, 'ashlar/posture/identify', {})).rejects.toThrow(/no AWS credentials in the environment/);
  });

  it('asks the client for the code of an MFA device, and gives up without one', async () => {
    const role = '[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = audit\nmfa_serial = arn:aws:iam::1:mfa/me\n';
    const { client, aws } = await serving(
      {
        'sts:AssumeRole': {
          body: {
            Credentials: {
              AccessKeyId: 'ASIAEXAMPLE',
              SecretAccessKey: 'example',
              SessionToken: 'token',
              Expiration: new Date(Date.now() + 3_600_000).toISOString(),
            },
          },
        },
      },
      { config: FILES.config + role },
    );
    const codes: (string | null)[] = ['123456', null];
    const asked: unknown[] = [];
    client.connection.onRequest('ashlar/posture/mfaCode', (params: unknown) => {
      asked.push(params);
      return codes.shift() ?? null;
    });
    const account = await ask(client, 'ashlar/posture/identify', { profile: 'role' });
    expect(account.account).toBe('123456789012');
    expect(aws.log.find(({ call }) => call === 'sts:AssumeRole')?.input.TokenCode).toBe('123456');
    await expect(ask(client, 'ashlar/posture/identify', { profile: 'role' })).rejects.toThrow(/no code was given/);
    expect(asked).toEqual([0, 1].map(() => ({ serial: 'arn:aws:iam::1:mfa/me', profile: 'role' })));
  });
});

it('loads what reaches the network with the first of these requests, and not before', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'ashlar-dist-'));
  try {
    const built = dirname(SERVER);
    for (const name of ['server.cjs', 'analysis.cjs', 'engine.json', 'iam.json', 'iam-descriptions.json'])
      cpSync(join(built, name), join(dist, name));
    const loaded = join(dist, 'loaded');
    writeFileSync(
      join(dist, 'posture.cjs'),
      `require('node:fs').appendFileSync(${JSON.stringify(loaded)}, 'x');\nmodule.exports = require(${JSON.stringify(join(built, 'posture.cjs'))});\n`,
    );
    const { client } = await serving(FAULTY, { server: join(dist, 'server.cjs') });
    const uri = 'file:///work/main.tf';
    client.open(uri, 'resource "aws_db_instance" "main" {\n  publicly_accessible = true\n}\n');
    expect((await client.judged(uri)).length).toBeGreaterThan(0);
    await client.hover(uri, { line: 1, character: 26 });
    expect(existsSync(loaded)).toBe(false);
    await ask(client, 'ashlar/posture/profiles', {});
    await ask(client, 'ashlar/posture/profiles', {});
    expect(readFileSync(loaded, 'utf8')).toBe('x');
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
});
