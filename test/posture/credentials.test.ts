import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { identify, listProfiles, type ScanOptions } from '../../server/src/posture';
import { network } from '../../server/src/posture/network';
import { ExchangeGuard } from '../../server/src/posture/read-only/guard-exchange';
import type { WireRequest } from '../../server/src/posture/read-only/wire';
import { ownAwsFiles } from './fake/scan';
import { ACCOUNT, type Answers, type Asked, fakeAws } from './fake/server';

const files = ownAwsFiles();

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const printed: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  printed.length = 0;
  rmSync(join(files.home, '.aws'), { recursive: true, force: true });
});

/** The access key that a request was signed with. */
const keyOf = ({ headers }: Asked) => /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1];

async function identified(options: ScanOptions, answers: Answers = {}) {
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => void printed.push(args.join(' ')));
  }
  const aws = await fakeAws(answers);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  const wire = network();
  let sent = 0;
  const handle: typeof wire.handle = (request, how) => {
    sent++;
    return wire.handle(request, how);
  };
  try {
    const account = await identify({ sender: { handle }, ...options });
    const asked = aws.log.filter(({ call }) => call === 'sts:GetCallerIdentity').map(keyOf);
    return { account, asked, log: aws.log };
  } finally {
    wire.destroy();
    await aws.close();
    expect(printed).toEqual([]);
    // Nothing went another way than through the guards.
    expect(aws.log).toHaveLength(sent);
  }
}

const given = (key: string, more: object = {}) => ({
  body: {
    Credentials: {
      AccessKeyId: key,
      SecretAccessKey: SECRET,
      SessionToken: 'token',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    },
    AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/audit/x`, AssumedRoleId: 'AROA:x' },
    ...more,
  },
});

const KEYS = `[main]\naws_access_key_id = AKIDMAIN\naws_secret_access_key = ${SECRET}\n`;

describe('profiles', () => {
  it('are listed by name and kind, and nothing else of them', async () => {
    files.write('credentials', KEYS);
    files.write(
      'config',
      `[default]
region = eu-west-1
[profile audit]
role_arn = arn:aws:iam::${ACCOUNT}:role/audit
source_profile = main
[profile login]
sso_session = corp
sso_account_id = ${ACCOUNT}
sso_role_name = Audit
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://example.com
[profile tool]
credential_process = tool
[profile pod]
role_arn = arn:aws:iam::${ACCOUNT}:role/pod
web_identity_token_file = /tmp/token
`,
    );
    expect(await listProfiles()).toEqual([
      { name: 'audit', kind: 'role' },
      { name: 'default', kind: 'other', region: 'eu-west-1' },
      { name: 'login', kind: 'sso' },
      { name: 'main', kind: 'keys' },
      { name: 'pod', kind: 'web-identity' },
      { name: 'tool', kind: 'process' },
    ]);
  });

  it('are none where there are no files', async () => {
    expect(await listProfiles()).toEqual([]);
  });

  it('that do not exist are told, with those that do', async () => {
    files.write('credentials', KEYS);
    await expect(identified({ profile: 'mian' })).rejects.toThrow('There is no AWS profile mian. There are main.');
  });
});

describe('credentials', () => {
  it('come from the environment where no profile is named', async () => {
    const { account, asked } = await identified({});
    expect(asked).toEqual(['AKIDEXAMPLE']);
    expect(account).toEqual({ account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/auditor`, partition: 'aws' });
  });

  it('come from a profile that is named, also beside keys in the environment', async () => {
    files.write('credentials', KEYS);
    expect((await identified({ profile: 'main' })).asked).toEqual(['AKIDMAIN']);
    vi.stubEnv('AWS_PROFILE', 'main');
    expect((await identified({})).asked).toEqual(['AKIDMAIN']);
  });

  it('come from a role that another profile takes, once for all that follows', async () => {
    files.write('credentials', KEYS);
    files.write(
      'config',
      `[profile audit]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/audit\nsource_profile = main\nregion = eu-west-1\n`,
    );
    const { account, asked, log } = await identified({ profile: 'audit' }, { 'sts:AssumeRole': given('ASIAROLE') });
    expect(log.filter(({ call }) => call === 'sts:AssumeRole').map((one) => [keyOf(one), one.input.RoleArn, one.region])).toEqual(
      [['AKIDMAIN', `arn:aws:iam::${ACCOUNT}:role/audit`, 'eu-west-1']],
    );
    expect(asked).toEqual(['ASIAROLE']);
    expect(Date.parse(account.expires ?? '')).toBeGreaterThan(Date.now());
  });

  it('of a role that wants a code of an MFA device ask for it', async () => {
    files.write('credentials', KEYS);
    const role = `[profile audit]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/audit\nsource_profile = main\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/me\n`;
    files.write('config', role);
    const { log } = await identified(
      { profile: 'audit', mfaCode: async () => '123456' },
      { 'sts:AssumeRole': given('ASIAROLE') },
    );
    expect(log.find(({ call }) => call === 'sts:AssumeRole')?.input).toMatchObject({ TokenCode: '123456' });
    await expect(identified({ profile: 'audit' })).rejects.toThrow('asks for a code of an MFA device');
  });

  it('come from the token of a workload', async () => {
    const token = join(files.home, 'token');
    writeFileSync(token, 'a.b.c');
    files.write('config', `[profile pod]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/pod\nweb_identity_token_file = ${token}\n`);
    const { asked, log } = await identified({ profile: 'pod' }, { 'sts:AssumeRoleWithWebIdentity': given('ASIAPOD') });
    expect(asked).toEqual(['ASIAPOD']);
    expect(log[0]?.input).toMatchObject({ WebIdentityToken: 'a.b.c', RoleArn: `arn:aws:iam::${ACCOUNT}:role/pod` });
  });

  it('come from a program', async () => {
    const program = join(files.home, 'program.cjs');
    writeFileSync(program, `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROGRAM', SecretAccessKey: 'x' }))`);
    files.write('config', `[profile tool]\ncredential_process = "${process.execPath}" "${program}"\n`);
    expect((await identified({ profile: 'tool' })).asked).toEqual(['AKIDPROGRAM']);
  });

  const SSO = `[profile login]
sso_session = corp
sso_account_id = ${ACCOUNT}
sso_role_name = Audit
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://example.com/start
`;
  const tokenFile = (expiresAt: number) => {
    const directory = join(files.home, '.aws/sso/cache');
    mkdirSync(directory, { recursive: true });
    const name = createHash('sha1').update('corp').digest('hex');
    const token = {
      accessToken: 'the-token',
      expiresAt: new Date(expiresAt).toISOString(),
      startUrl: 'https://example.com/start',
    };
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(token));
  };

  it('come from a session of IAM Identity Center', async () => {
    files.write('config', SSO);
    tokenFile(Date.now() + 3_600_000);
    const roleCredentials = {
      accessKeyId: 'ASIASSO',
      secretAccessKey: SECRET,
      sessionToken: 'token',
      expiration: Date.now() + 3_600_000,
    };
    const { asked, log } = await identified({ profile: 'login' }, { 'sso:GetRoleCredentials': { body: { roleCredentials } } });
    expect(asked).toEqual(['ASIASSO']);
    expect(log[0]).toMatchObject({ call: 'sso:GetRoleCredentials', input: { account_id: ACCOUNT, role_name: 'Audit' } });
  });

  it('of a session that has ended say how to begin another', async () => {
    files.write('config', SSO);
    tokenFile(Date.now() - 1_000);
    await expect(identified({ profile: 'login' })).rejects.toThrow(
      'The SSO session of profile login has expired. Run `aws sso login --profile login`, then scan again.',
    );
  });

  it('that are not there are told', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    await expect(identified({})).rejects.toThrow('There are no AWS credentials in the environment.');
    files.write('config', '[profile empty]\nregion = eu-west-1\n');
    await expect(identified({ profile: 'empty' })).rejects.toThrow('Profile empty names no credentials.');
  });

  it.each([
    ['ExpiredToken', 'The credentials have expired'],
    ['InvalidClientTokenId', 'AWS does not accept these credentials'],
  ])('that AWS refuses with %s are told plainly', async (error, message) => {
    const refusal = identified(
      {},
      { 'sts:GetCallerIdentity': { error, status: 403, message: `key AKIAIOSFODNN7EXAMPLE ${SECRET}` } },
    );
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(/AKIA|wJalr/);
  });

  it('of a role that may not be taken are told, without any key', async () => {
    files.write('credentials', KEYS);
    files.write('config', `[profile audit]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/audit\nsource_profile = main\n`);
    const denied = { error: 'AccessDenied', status: 403, message: 'User AKIDMAIN is not authorized to perform: sts:AssumeRole' };
    await expect(identified({ profile: 'audit' }, { 'sts:AssumeRole': denied })).rejects.toThrow(
      'The role of profile audit cannot be assumed: access was denied.',
    );
  });

  it('never stand in what is told of an unknown error', async () => {
    const message = `odd AKIAIOSFODNN7EXAMPLE ${SECRET}`;
    const refusal = identified({}, { 'sts:GetCallerIdentity': { error: 'Odd', message } });
    await expect(refusal).rejects.toThrow('odd (a key) (left out)');
  });
});

describe('the guard of the clients that exchange credentials', () => {
  const requests: WireRequest[] = [];
  const guard = new ExchangeGuard({ handle: async (request: WireRequest) => void requests.push(request) });
  const request = (part: Partial<WireRequest>): WireRequest => ({
    method: 'POST',
    hostname: 'sts.amazonaws.com',
    path: '/',
    headers: {},
    ...part,
  });

  it.each([
    ['a write', request({ body: 'Action=CreateUser' })],
    ['another call of STS', request({ body: 'Action=GetFederationToken' })],
    ['two calls', request({ body: 'Action=AssumeRole&Action=CreateUser' })],
    ['a bucket', request({ method: 'GET', hostname: 's3.amazonaws.com', path: '/bucket' })],
    ['another call of SSO', request({ method: 'POST', path: '/logout' })],
  ])('refuses %s', async (_, one) => {
    requests.length = 0;
    await expect(guard.handle(one)).rejects.toThrow(/only reads.*not sent/);
    expect(requests).toEqual([]);
  });

  it('lets what is listed through', async () => {
    requests.length = 0;
    await guard.handle(request({ body: 'Action=AssumeRole' }));
    await guard.handle(request({ method: 'GET', path: '/federation/credentials', query: { role_name: 'a', account_id: '1' } }));
    expect(requests).toHaveLength(2);
  });
});
