import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { allowedOperations, EXCHANGES, type ServiceName } from './calls';
import { guardCommands } from './read-only/guard-command';
import { type Sender, WireGuard } from './read-only/guard-wire';
import type { WireRequest } from './read-only/wire';

/** Where and as whom a client asks. */
export interface ClientOptions<Response> {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** What reaches the network; all requests go through a guard first. */
  readonly sender: Sender<WireRequest, Response>;
  /** Another endpoint than the service's own: tests have one. */
  readonly endpoint?: string;
}

/** Clients that can only read, each behind two guards. The scan retries by itself: a client sends once. */
export function clientsOf<Response>({ sender, ...options }: ClientOptions<Response>) {
  const guarded = (service: ServiceName) => {
    const allowed = allowedOperations(service);
    return { allowed, config: { ...options, maxAttempts: 1, requestHandler: new WireGuard(service, allowed, sender) as never } };
  };
  const iam = guarded('iam');
  const s3 = guarded('s3');
  const s3control = guarded('s3control');
  const ec2 = guarded('ec2');
  const rds = guarded('rds');
  const cloudtrail = guarded('cloudtrail');
  const cloudformation = guarded('cloudformation');
  return {
    iam: guardCommands(new IAMClient(iam.config), 'iam', iam.allowed),
    // The guard tells a bucket from an object by the path.
    s3: guardCommands(new S3Client({ ...s3.config, forcePathStyle: true }), 's3', s3.allowed),
    s3control: guardCommands(new S3ControlClient(s3control.config), 's3control', s3control.allowed),
    ec2: guardCommands(new EC2Client(ec2.config), 'ec2', ec2.allowed),
    rds: guardCommands(new RDSClient(rds.config), 'rds', rds.allowed),
    cloudformation: guardCommands(new CloudFormationClient(cloudformation.config), 'cloudformation', cloudformation.allowed),
    cloudtrail: guardCommands(new CloudTrailClient(cloudtrail.config), 'cloudtrail', cloudtrail.allowed),
  };
}

/** The client that tells whose credentials these are: of its own, with the list for exchanging credentials. */
export function identityClient<Response>({ sender, ...options }: ClientOptions<Response>): STSClient {
  const allowed = new Set(EXCHANGES.sts);
  const requestHandler = new WireGuard('sts', allowed, sender) as never;
  return guardCommands(new STSClient({ ...options, maxAttempts: 1, requestHandler }), 'sts', allowed);
}
