import type { ServiceName } from '../calls';

/** What goes over the wire, as far as it tells the operation. */
export interface WireRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The services that exchange credentials, as `EXCHANGES` names them. */
export type ExchangeName = 'sts' | 'sso' | 'sso-oidc' | 'signin';

/** What S3 answers of a bucket when asked with `?name`. Source: the request syntax on each operation's page of the S3 API reference. */
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

/** What may stand in a request for the list of buckets. */
const OF_LISTING = ['x-id', 'max-buckets', 'continuation-token', 'prefix', 'bucket-region'];

/** What REST services that exchange credentials are asked for. */
const OF_PATH: Readonly<Record<string, string>> = {
  'sso GET /federation/credentials': 'GetRoleCredentials',
  'sso-oidc POST /token': 'CreateToken',
  'signin POST /v1/token': 'CreateOAuth2Token',
  's3control GET /v20180820/configuration/publicAccessBlock': 'GetPublicAccessBlock',
};

/**
 * The operation that a request asks for, told from the request alone.
 * @returns undefined where it does not surely ask for one operation that is known here
 */
export function operationOf(service: ServiceName | ExchangeName, request: WireRequest): string | undefined {
  switch (service) {
    case 'iam':
    case 'ec2':
    case 'rds':
    case 'cloudformation':
    case 'sts':
      return ofForm(request);
    case 'cloudtrail':
      return ofTarget(request);
    case 's3':
      return ofBucket(request);
    default:
      return hasQuery(request, service === 'sso' ? ['role_name', 'account_id'] : [])
        ? undefined
        : OF_PATH[`${service} ${request.method} ${request.path}`];
  }
}

/** The query protocols: `Action=` once in the body, and nowhere else. */
function ofForm(request: WireRequest): string | undefined {
  if (!isBarePost(request)) return undefined;
  const text = textOf(request.body);
  if (text === undefined) return undefined;
  const actions = new URLSearchParams(text).getAll('Action');
  return actions.length === 1 ? actions[0] : undefined;
}

/** AWS JSON: `X-Amz-Target: …CloudTrail_20131101.DescribeTrails`. */
function ofTarget(request: WireRequest): string | undefined {
  if (!isBarePost(request)) return undefined;
  const targets = Object.entries(request.headers).filter(([name]) => name.toLowerCase() === 'x-amz-target');
  const [first] = targets;
  return targets.length === 1 ? first?.[1].split('.').at(-1) : undefined;
}

/**
 * S3 with the bucket in the path: then a second part of the path is an object, and an AWS host that begins with anything but `s3` has a
 * bucket in its name, so that the first part would be one too.
 */
function ofBucket({ method, hostname, path, query }: WireRequest): string | undefined {
  if (method !== 'GET') return undefined;
  if (/\.amazonaws\.com(?:\.cn)?$/i.test(hostname) && !/^s3[.-]/i.test(hostname)) return undefined;
  const names = Object.keys(query ?? {}).filter((name) => name !== 'x-id');
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return names.every((name) => OF_LISTING.includes(name)) ? 'ListBuckets' : undefined;
  const [name] = names;
  if (parts.length !== 1 || names.length !== 1 || name === undefined || !Object.hasOwn(OF_BUCKET, name)) return undefined;
  return OF_BUCKET[name];
}

/** The operation is told by nothing in the address. */
function isBarePost(request: WireRequest): boolean {
  return request.method === 'POST' && request.path === '/' && !hasQuery(request, []);
}

function hasQuery({ query }: WireRequest, known: readonly string[]): boolean {
  return Object.keys(query ?? {}).some((name) => !known.includes(name));
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : undefined;
}
