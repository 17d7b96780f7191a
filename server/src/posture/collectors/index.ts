import type { Collector } from '../engine/context';
import { stacks } from './cloudformation/stacks';
import { trails } from './cloudtrail/trails';
import { instances } from './ec2/instances';
import { networks } from './ec2/network';
import { regionSettings } from './ec2/settings';
import { snapshots } from './ec2/snapshots';
import { accountSettings } from './iam/account';
import { credentialReport } from './iam/credential-report';
import { principals } from './iam/principals';
import { databases } from './rds/databases';
import { databaseSnapshots } from './rds/snapshots';
import { buckets } from './s3/buckets';

/** All collectors, the slowest to answer first. */
export const COLLECTORS: readonly Collector[] = [
  credentialReport,
  principals,
  accountSettings,
  buckets,
  trails,
  stacks,
  networks,
  instances,
  snapshots,
  regionSettings,
  databases,
  databaseSnapshots,
];

/** What the scan itself asks, before any collector runs. */
export const OWN_CALLS: readonly string[] = ['iam:ListAccountAliases', 'ec2:DescribeRegions'];
