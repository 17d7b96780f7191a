import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { network } from '../../server/src/posture/network';

export const ACCOUNT = '123456789012';
export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;

/** Clients that may write, for building the account: no part of the product. */
export function buildersIn(region: string, endpoint: string) {
  const config = {
    region,
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: network() as never,
    forcePathStyle: true,
  };
  return {
    region,
    ec2: new EC2Client(config),
    rds: new RDSClient(config),
    s3: new S3Client(config),
    s3control: new S3ControlClient(config),
    iam: new IAMClient(config),
    cloudtrail: new CloudTrailClient(config),
  };
}

export type Builders = ReturnType<typeof buildersIn>;

/** Numbers from 0 up to 1 that a seed determines. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
