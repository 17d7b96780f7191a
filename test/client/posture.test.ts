import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Grouping, outline, type Row } from '../../client/src/posture/outline';
import { overviewPage } from '../../client/src/posture/overview';
import { PostureStore } from '../../client/src/posture/store';
import type { PostureFinding, PostureReport } from '../../server/src/protocol';

const finding = (part: Partial<PostureFinding>): PostureFinding => ({
  rule: 'aws/ec2/volume-unencrypted',
  title: 'Volume is not encrypted',
  severity: 'high',
  category: 'storage',
  message: `${part.resource ?? 'vol-1'} is not encrypted`,
  resource: 'vol-1',
  name: part.resource ?? 'vol-1',
  type: 'AWS::EC2::Volume',
  region: 'us-east-1',
  property: 'Encrypted',
  ...part,
});

const ROOT = finding({
  rule: 'aws/iam/root-without-mfa',
  title: 'Root user has no MFA',
  severity: 'critical',
  message: 'The root user has no MFA device',
  resource: 'arn:aws:iam::1:root',
  type: 'Ashlar::IAM::RootUser',
  region: 'global',
});
const rule = (title: string, controls: Record<string, string[]>) => ({
  title,
  severity: 'high' as const,
  why: 'Because.',
  controls,
});

const REPORT: PostureReport = {
  account: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/<auditor>', partition: 'aws', alias: 'example' },
  profile: 'audit',
  judgedBy: 'recommended',
  regions: ['us-east-1'],
  started: '2026-11-01T10:00:00.000Z',
  finished: '2026-11-01T10:01:00.000Z',
  cancelled: false,
  resources: 12,
  score: 71.6,
  coverage: 90.2,
  findings: [
    ROOT,
    finding({ resource: 'vol-1' }),
    finding({
      resource: 'vol-2',
      region: 'eu-west-1',
      declared: {
        uri: 'file:///work/disks.tf',
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
        sure: true,
        by: 'state',
        address: 'aws_ebs_volume.two',
      },
    }),
  ],
  notAssessed: [{ rule: 'aws/ec2/vpc-flow-logs', reason: 'AWS::EC2::FlowLog could not be listed', resources: 1 }],
  failed: [
    {
      service: 'ec2',
      region: 'us-east-1',
      operation: 'DescribeFlowLogs',
      action: 'ec2:DescribeFlowLogs',
      reason: 'denied',
      error: 'UnauthorizedOperation',
      times: 2,
    },
  ],
  notes: [{ service: 'ec2', region: 'us-east-1', text: '400 snapshots are older and left out.' }],
  drift: [
    {
      rule: 'aws/ec2/volume-unencrypted',
      resource: 'vol-2',
      worse: 'live',
      declared: {
        uri: 'file:///work/disks.tf',
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
        sure: true,
        by: 'state',
        address: 'aws_ebs_volume.two',
      },
    },
  ],
  unmanaged: [
    { resource: 'vol-1', type: 'AWS::EC2::Volume', region: 'us-east-1' },
    { resource: 'arn:aws:s3:::old', type: 'AWS::S3::Bucket', region: 'us-east-1' },
  ],
  unread: ['prod.tfstate'],
  standings: [],
  frameworks: [
    {
      framework: 'cis-aws-7.0',
      controls: [
        { control: '2.4', state: 'failed', rules: ['aws/iam/root-without-mfa'] },
        { control: '5.9', state: 'not-assessed', rules: ['aws/ec2/vpc-flow-logs'] },
        { control: '2.8', state: 'passed', rules: ['aws/iam/password-length'] },
      ],
    },
  ],
  rules: {
    'aws/ec2/volume-unencrypted': rule('Volume is not encrypted', { 'aws-fsbp': ['EC2.3'] }),
    'aws/iam/root-without-mfa': rule('Root user has no MFA', { 'cis-aws-7.0': ['2.4'], 'aws-fsbp': ['IAM.9'] }),
    'aws/ec2/vpc-flow-logs': rule('VPC has no flow log', {}),
  },
};

const fileName = (uri: string) => uri.slice('file:///work/'.length);

/** The rows as text, indented. */
function drawn(rows: readonly Row[], indent = ''): string[] {
  return rows.flatMap((row) => {
    switch (row.kind) {
      case 'finding':
        return [`${indent}! ${row.label}`];
      case 'group':
        return [`${indent}${row.label} (${row.description})`, ...drawn(row.rows, `${indent}  `)];
      default:
        return [`${indent}${row.label}${row.kind === 'gap' || row.kind === 'resource' ? `: ${row.description}` : ''}`];
    }
  });
}

function findingsBy(by: Grouping, filter = ''): string[] {
  const lines = drawn(outline(REPORT, { by, filter, fileName }));
  const end = ['Differs from its code (1)', 'Not assessed (1)'].map((line) => lines.indexOf(line)).filter((at) => at >= 0);
  return lines.slice(2, Math.min(...end));
}

describe('the rows of the tree', () => {
  it('begin with the account and its figures, and end with what was not assessed', () => {
    const lines = drawn(outline(REPORT, { by: 'severity', filter: '', fileName }));
    expect(lines.slice(0, 2)).toEqual(['example (123456789012)', 'Score 72 of 100']);
    expect(lines.slice(lines.indexOf('Not assessed (1)'))).toEqual([
      'Not assessed (1)',
      '  Calls without an answer (1)',
      '    ec2:DescribeFlowLogs: access denied · us-east-1 · 2 times',
      '  AWS::EC2::FlowLog could not be listed (1)',
      '    VPC has no flow log: 1 resource',
      '  States and stacks that could not be read (1)',
      '    prod.tfstate: ',
      '  Left out (1)',
      '    400 snapshots are older and left out.: ec2 · us-east-1',
    ]);
  });

  it('tell where account and code differ, and what no code declares', () => {
    const lines = drawn(outline(REPORT, { by: 'severity', filter: '', fileName }));
    expect(lines.slice(lines.indexOf('Differs from its code (1)'), lines.indexOf('Not assessed (1)'))).toEqual([
      'Differs from its code (1)',
      '  aws_ebs_volume.two: worse than its code · Volume is not encrypted',
      'In no state and no stack (2)',
      '  AWS::EC2::Volume (1)',
      '    vol-1: us-east-1',
      '  AWS::S3::Bucket (1)',
      '    arn:aws:s3:::old: us-east-1',
    ]);
  });

  it('group findings by severity, service, region, framework and file', () => {
    const volumes = ['Volume is not encrypted (2)', '  ! vol-1', '  ! vol-2'];
    const inside = (lines: string[]) => lines.map((line) => `  ${line}`);
    expect(findingsBy('severity')).toEqual([
      'Critical (1)',
      '  ! The root user has no MFA device',
      'High (2)',
      ...inside(volumes),
    ]);
    expect(findingsBy('service')).toEqual(['EC2 (2)', ...inside(volumes), 'IAM (1)', '  ! The root user has no MFA device']);
    expect(findingsBy('region')).toEqual([
      'eu-west-1 (1)',
      '  ! vol-2 is not encrypted',
      'global (1)',
      '  ! The root user has no MFA device',
      'us-east-1 (1)',
      '  ! vol-1 is not encrypted',
    ]);
    expect(findingsBy('framework')).toEqual([
      'aws-fsbp (3)',
      '  EC2.3 (2)',
      ...inside(inside(volumes)),
      '  IAM.9 (1)',
      '    ! The root user has no MFA device',
      'cis-aws-7.0 (1)',
      '  2.4 (1)',
      '    ! The root user has no MFA device',
    ]);
    expect(findingsBy('file')).toEqual([
      'disks.tf (1)',
      '  ! vol-2 is not encrypted',
      'No declaration found (2)',
      '  ! The root user has no MFA device',
      '  ! vol-1 is not encrypted',
    ]);
  });

  it('leave out what a filter does not let through, word by word', () => {
    expect(findingsBy('severity', 'ENCRYPTED eu-west')).toEqual(['High (1)', '  ! vol-2 is not encrypted']);
    expect(findingsBy('severity', 'disks.tf')).toEqual(['High (1)', '  ! vol-2 is not encrypted']);
    expect(findingsBy('severity', 'bucket')).toEqual(['Nothing found']);
  });

  it('have an id each, so that VS Code keeps what is open', () => {
    for (const by of ['severity', 'service', 'region', 'framework', 'file'] as const) {
      const ids: string[] = [];
      const collect = (rows: readonly Row[]): void => {
        for (const row of rows) {
          ids.push(row.id);
          if (row.kind === 'group') collect(row.rows);
        }
      };
      collect(outline(REPORT, { by, filter: '', fileName }));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('say that a scan was cancelled', () => {
    expect(drawn(outline({ ...REPORT, cancelled: true }, { by: 'severity', filter: '', fileName }))[2]).toBe(
      'The scan was cancelled',
    );
  });
});

describe('what is kept of a scan', () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'ashlar-store-')), 'storage');

  it('is the last report and the figures of former ones, for the user alone', async () => {
    const store = new PostureStore(directory);
    expect(await store.report()).toBeUndefined();
    await store.keep(REPORT);
    await store.keep({ ...REPORT, cancelled: true, findings: [] });
    await store.keep({ ...REPORT, finished: '2026-11-02T10:01:00.000Z', score: 80 });
    expect(statSync(join(directory, 'posture.json')).mode & 0o777).toBe(0o600);
    const another = new PostureStore(directory);
    expect(await another.report()).toEqual({ ...REPORT, finished: '2026-11-02T10:01:00.000Z', score: 80 });
    expect(await another.history('123456789012')).toEqual([
      { at: REPORT.finished, score: 71.6, coverage: 90.2, findings: [1, 2, 0, 0] },
      { at: '2026-11-02T10:01:00.000Z', score: 80, coverage: 90.2, findings: [1, 2, 0, 0] },
    ]);
    expect(await another.history('999999999999')).toEqual([]);
    await another.clear();
    expect(await new PostureStore(directory).report()).toBeUndefined();
    expect(await another.history('123456789012')).toEqual([]);
  });

  it('is nothing where the file is not ours', async () => {
    for (const text of ['', '{"version":1,"history":{}}', '[]', '{"version":2}']) {
      writeFileSync(join(directory, 'posture.json'), text);
      expect(await new PostureStore(directory).report()).toBeUndefined();
    }
    const store = new PostureStore(directory);
    await store.keep(REPORT);
    expect(JSON.parse(readFileSync(join(directory, 'posture.json'), 'utf8')).report.profile).toBe('audit');
    rmSync(directory, { recursive: true });
  });
});

describe('the overview', () => {
  const past = [
    { at: '2026-10-01T10:00:00.000Z', score: 60, coverage: 80, findings: [2, 3, 0, 0] },
    { at: '2026-11-01T10:01:00.000Z', score: 71.6, coverage: 90.2, findings: [1, 2, 0, 0] },
  ];
  const page = overviewPage(REPORT, past, 'bm9uY2U=');

  it('says in words what its charts show', () => {
    const text = page.replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '').replace(/<[^>]+>/g, ' ');
    expect(text).toMatch(/Score\s+72\s+of 100/);
    expect(text).toMatch(/Coverage\s+90\s+of 100/);
    expect(text).toMatch(/critical\s+1\s+high\s+2\s+medium\s+0\s+low\s+0/);
    expect(text).toMatch(/EC2\s+0\s+2\s+0\s+0\s+2\s+IAM\s+1\s+0\s+0\s+0\s+1/);
    expect(text).toContain('1 of 3 controls passed, 1 failed, 1 not assessed');
    expect(text).toContain('The score of 2 scans, from 60 to 72');
    expect(text).toContain('1 call gave no answer');
  });

  it('loads and runs nothing but what it names, and makes no markup of names', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'nonce-bm9uY2U='; script-src 'nonce-bm9uY2U='"`);
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|\sstyle=|\son\w+=/);
    expect(page).not.toContain('<auditor>');
    expect(page).toContain('user/&#60;auditor&#62;');
  });

  it('draws no trend of one scan', () => {
    expect(overviewPage(REPORT, past.slice(1), 'a')).not.toContain('Trend');
  });
});
