import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeBody, encodeError } from './encode';

/** What one request asks for. */
export interface Asked {
  /** `iam:GetAccountSummary`, `sts:AssumeRole` … */
  readonly call: string;
  readonly region: string;
  /** Of the query protocols and of JSON; for S3 `Bucket`. */
  readonly input: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** What the service does with it. */
export type Reply =
  | { readonly body: object }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  /** Something that is no answer of AWS's. */
  | { readonly text: string; readonly status: number }
  /** The connection ends in the middle of the answer. */
  | 'cut'
  /** Nothing is ever answered. */
  | 'hang';

export type Answer = Reply | ((asked: Asked) => Reply);
export type Answers = Readonly<Record<string, Answer>>;

export const ACCOUNT = '123456789012';

/** What answers where a test says nothing: an empty account in two regions. */
const EMPTY: Answers = {
  'sts:GetCallerIdentity': { body: { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/auditor`, UserId: 'AIDAEXAMPLE' } },
  'ec2:DescribeRegions': { body: { Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] } },
  'iam:GenerateCredentialReport': { body: { State: 'COMPLETE' } },
  'iam:GetCredentialReport': { body: { Content: Buffer.from('user,arn\n').toString('base64') } },
  'iam:GetAccountPasswordPolicy': { error: 'NoSuchEntity', status: 404 },
  's3control:GetPublicAccessBlock': { error: 'NoSuchPublicAccessBlockConfiguration', status: 404 },
  's3:GetBucketPolicy': { error: 'NoSuchBucketPolicy', status: 404 },
  's3:GetPublicAccessBlock': { error: 'NoSuchPublicAccessBlockConfiguration', status: 404 },
  's3:GetBucketOwnershipControls': { error: 'OwnershipControlsNotFoundError', status: 404 },
  's3:GetBucketTagging': { error: 'NoSuchTagSet', status: 404 },
  's3:GetBucketEncryption': { error: 'ServerSideEncryptionConfigurationNotFoundError', status: 404 },
};

export interface FakeAws {
  /** By the name `localhost`, below which S3 Control puts the account. */
  readonly endpoint: string;
  readonly log: Asked[];
  /** How often each call came. */
  count(call: string): number;
  close(): Promise<void>;
}

/** A server on this machine that speaks AWS's protocols as far as the scan does, and answers as a test says. */
export async function fakeAws(answers: Answers = {}): Promise<FakeAws> {
  const log: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const asked = readRequest(request, Buffer.concat(parts).toString());
      log.push(asked);
      const answer = answers[asked.call] ?? EMPTY[asked.call] ?? { body: {} };
      reply(response, asked, typeof answer === 'function' ? answer(asked) : answer);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://localhost:${port}`,
    log,
    count: (call) => log.filter((one) => one.call === call).length,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function reply(response: ServerResponse, asked: Asked, answer: Reply): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
    response.write('<Resp', () => response.destroy());
    return;
  }
  if ('text' in answer) {
    response.writeHead(answer.status).end(answer.text);
    return;
  }
  const { status, type, text } =
    'error' in answer
      ? { status: answer.status ?? 400, ...encodeError(asked.call, answer.error, answer.message ?? 'as the test says') }
      : { status: 200, ...encodeBody(asked.call, answer.body) };
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'test' }).end(text);
}

/** What each path of a bucket is called. */
const OF_BUCKET: Readonly<Record<string, string>> = {
  acl: 'GetBucketAcl',
  encryption: 'GetBucketEncryption',
  location: 'GetBucketLocation',
  logging: 'GetBucketLogging',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  publicAccessBlock: 'GetPublicAccessBlock',
  tagging: 'GetBucketTagging',
  versioning: 'GetBucketVersioning',
};

/** The operation is told by other means than the guards use, so that both cannot err alike. */
function readRequest({ url = '/', headers }: IncomingMessage, body: string): Asked {
  const at = new URL(url, 'http://localhost');
  const [, , region = '', service = ''] = /Credential=[^,]+/.exec(headers.authorization ?? '')?.[0].split('/') ?? [];
  const asked = (call: string, input: Readonly<Record<string, string>> = {}): Asked => ({ call, region, input, headers });
  if (at.pathname === '/federation/credentials') return asked('sso:GetRoleCredentials', Object.fromEntries(at.searchParams));
  if (at.pathname === '/token') return asked('sso-oidc:CreateToken');
  if (at.pathname.startsWith('/v20180820/')) return asked('s3control:GetPublicAccessBlock');
  if (service === 's3') {
    const bucket = decodeURIComponent(at.pathname.slice(1)).replace(/\/$/, '');
    if (bucket === '') return asked('s3:ListBuckets', Object.fromEntries(at.searchParams));
    const name = [...at.searchParams.keys()].find((key) => key in OF_BUCKET);
    return asked(`s3:${name === undefined ? 'other' : OF_BUCKET[name]}`, { Bucket: bucket });
  }
  if (headers['x-amz-target']) {
    return asked(`cloudtrail:${String(headers['x-amz-target']).split('.').at(-1)}`, JSON.parse(body));
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  const of = service === '' ? 'sts' : service;
  return asked(`${of}:${input.Action ?? 'none'}`, input);
}
