import { CALLS, type Call, DATA_READS, EXCHANGES } from '../src/posture/calls';
import { COLLECTORS, OWN_CALLS } from '../src/posture/collectors';

export const PERMISSIONS = 'docs/permissions.md';
export const PERMISSIONS_POLICY = 'docs/ashlar-read-only-policy.json';

/** The least that a scan of everything needs, as an IAM policy. */
export function permissionsPolicy(): string {
  const actions = [...new Set(CALLS.map(({ action }) => action))].sort();
  const statement = { Sid: 'AshlarReads', Effect: 'Allow', Action: actions, Resource: '*' };
  return `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2)}\n`;
}

const SERVICES: Readonly<Record<Call['service'], string>> = {
  iam: 'IAM',
  s3: 'S3',
  s3control: 'S3, for the account',
  ec2: 'EC2',
  rds: 'RDS',
  cloudformation: 'AWS CloudFormation',
  cloudtrail: 'CloudTrail',
};

/** The page that says what a scan asks, written from what the collectors declare. */
export function permissionsPage(): string {
  const out = [
    '# What a scan of an account asks',
    '',
    'Written by `npm run docs` from the declarations of the collectors; a test compares both, and the guards of the scan refuse every other call.',
    '',
    `\`ashlar posture\` makes ${CALLS.length} kinds of calls, all of which IAM counts as listing or reading settings. [ashlar-read-only-policy.json](ashlar-read-only-policy.json)`,
    'allows these and nothing else:',
    '',
    '```sh',
    'aws iam create-policy --policy-name ashlar-read-only --policy-document file://ashlar-read-only-policy.json',
    '```',
    '',
    "AWS's own policy `SecurityAudit` serves as well. What the credentials may not ask is listed in the report as not seen, and never counts as right.",
    '',
    '## Calls',
    '',
    'Calls about one resource are made for each, up to a cap of which the report tells where it was met.',
    '',
  ];
  for (const [service, title] of Object.entries(SERVICES)) {
    out.push(`### ${title}`, '', '| call | permission | asked |', '| --- | --- | --- |');
    for (const call of CALLS.filter((one) => one.service === service)) out.push(row(call));
    out.push('', `Read into: ${typesOf(service).join(', ')}.`, '');
  }
  out.push(
    '## Exchange of credentials',
    '',
    'Profiles that take a role, and sessions of IAM Identity Center, exchange one credential for another. That changes nothing in the account, and the clients that do it can do nothing else:',
    '',
    ...Object.entries(EXCHANGES).map(([service, operations]) => `- ${service}: ${operations.join(', ')}`),
    '',
    'Keys are never written anywhere; they are in memory while a scan runs.',
    '',
    '## Never asked',
    '',
    'What customers keep is not read, also where IAM would count it as reading:',
    '',
    ...DATA_READS.map((action) => `- \`${action}\``),
    '',
    'Values of tags other than `Name`, and names and addresses of people in ACLs, are dropped when they are read.',
    '',
  );
  return out.join('\n');
}

/** The types that a service's calls fill, by collector. */
function typesOf(service: string): readonly string[] {
  const asking = COLLECTORS.filter(({ calls }) => calls.some((call) => call.startsWith(`${service}:`)));
  return [...new Set(asking.flatMap(({ types }) => types))].sort().map((type) => `\`${type}\``);
}

/** Calls about one resource that another call has listed. */
const OF_ONE = /^s3:Get|Attributes?$|TrailStatus$|EventSelectors$/;

function row({ service, operation, action, scope }: Call): string {
  const id = `${service}:${operation}`;
  const once = scope === 'global' || OWN_CALLS.includes(id);
  return `| \`${operation}\` | \`${action}\` | ${OF_ONE.test(id) ? 'for each resource' : once ? 'once' : 'in each region'} |`;
}
