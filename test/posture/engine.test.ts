import { setMaxListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { CALLS } from '../../server/src/posture/calls';
import { Limiter } from '../../server/src/posture/engine/limiter';
import { LIMITS, MOST_ASKED } from '../../server/src/posture/engine/limits';
import { daysAgo, goodAccount, here } from './fake/account';
import { judged, ownAwsFiles, type Scanned, scanFake } from './fake/scan';
import type { Answer, Answers, Reply } from './fake/server';

const aws = ownAwsFiles();

/** The account with faults of each kind, so that a scan that sees less would show. */
const FAULTY: Answers = {
  ...goodAccount(),
  'ec2:DescribeVolumes': here({ Volumes: [{ VolumeId: 'vol-2', Encrypted: false }] }),
  'ec2:DescribeFlowLogs': { body: {} },
  'iam:GetAccountSummary': { body: { SummaryMap: { AccountMFAEnabled: 0, AccountAccessKeysPresent: 1 } } },
  'rds:DescribeDBClusterSnapshots': here({
    DBClusterSnapshots: [
      { DBClusterSnapshotIdentifier: 'c', DBClusterSnapshotArn: 'arn:c', Engine: 'aurora-mysql', StorageEncrypted: true },
    ],
  }),
};

const pairs = (all: readonly { rule: string; passed: number; failed: number }[]) =>
  new Map(all.map(({ rule, passed, failed }) => [rule, { passed, failed }]));

/** Nothing is found that was not before, and nothing passes that is wrong. */
function expectNoMore(less: Scanned['result'], whole: Scanned['result']): void {
  const before = judged(whole);
  const after = judged(less);
  expect(after.found.filter((one) => !before.found.includes(one))).toEqual([]);
  const known = pairs(before.rules);
  for (const { rule, passed } of after.rules) {
    const whole = known.get(rule);
    if (whole && whole.failed > 0) expect([rule, passed <= whole.passed]).toEqual([rule, true]);
  }
}

describe('access denied on one call', () => {
  const one = { regions: ['us-east-1'] };
  let known: Promise<Scanned> | undefined;

  it.each(
    CALLS.filter(({ operation }) => operation !== 'DescribeRegions' && operation !== 'GetBucketLocation').map(
      ({ service, operation, action }) => [`${service}:${operation}`, action] as const,
    ),
  )('%s is told, and nothing of it passes', async (call, action) => {
    known ??= scanFake(FAULTY, one);
    const whole = await known;
    const { aws, result } = await scanFake({ ...FAULTY, [call]: { error: 'AccessDenied', status: 403 } }, one);
    expect(result.failed.map((one) => [one.action, one.reason])).toContainEqual([action, 'denied']);
    expect(new Set(result.failed.map((one) => one.action))).toEqual(new Set([action]));
    // A denial is final.
    expect(aws.count(call)).toBe(whole.aws.count(call));
    expectNoMore(result, whole.result);
  });
});

describe('coverage', () => {
  it('falls with what could not be listed', async () => {
    const whole = judged((await scanFake(FAULTY)).result);
    const less = await scanFake({ ...FAULTY, 'iam:GetAccountSummary': { error: 'AccessDenied', status: 403 } });
    const report = judged(less.result);
    expect(report.coverage).toBeLessThan(whole.coverage);
    expect(report.notAssessed).toContainEqual({
      rule: 'aws/iam/root-without-mfa',
      reason: 'Ashlar::IAM::RootUser could not be listed',
      resources: 0,
    });
    const { controls = [] } = report.frameworks.find(({ framework }) => framework === 'cis-aws-3.0') ?? {};
    expect(controls.find(({ control }) => control === '1.5')?.state).toBe('not-assessed');
  });
});

describe('what goes wrong on the wire', () => {
  const once = (first: Reply, then: Reply, times = 1) => {
    let left = times;
    return () => (left-- > 0 ? first : then);
  };
  const volumes: Reply = { body: { Volumes: [{ VolumeId: 'vol-2', Encrypted: false }] } };
  const one = { regions: ['us-east-1'] };

  it.each([
    ['throttling', { error: 'RequestLimitExceeded', status: 503 }, 3],
    ['an error of the server', { error: 'InternalError', status: 500 }, 2],
    ['a page of a proxy', { text: '<html>bad gateway</html>', status: 502 }, 2],
    ['a cut connection', 'cut', 2],
    ['no answer', 'hang', 1],
  ] satisfies readonly (readonly [string, Reply, number])[])('%s that passes is overcome', async (_, fault, times) => {
    const { aws, result } = await scanFake(
      { ...FAULTY, 'ec2:DescribeVolumes': once(fault, volumes, times) },
      { ...one, waits: { pause: 1, timeout: 3_000 } },
    );
    expect(result.failed).toEqual([]);
    expect(aws.count('ec2:DescribeVolumes')).toBe(times + 1);
    expect(judged(result).found).toContain('aws/ec2/volume-unencrypted vol-2');
  });

  it.each([
    ['throttling', { error: 'RequestLimitExceeded', status: 503 }, 'throttled', 8],
    ['an error of the server', { error: 'InternalError', status: 500 }, 'failed', 4],
    ['a cut connection', 'cut', 'network', 4],
    ['a region that is off', { error: 'AuthFailure', status: 401 }, 'not-offered', 1],
    ['a call that is not known', { text: 'not implemented', status: 501 }, 'not-offered', 1],
  ] satisfies readonly (readonly [string, Reply, string, number])[])('%s that stays is told', async (_, fault, reason, times) => {
    const { aws, result } = await scanFake({ ...FAULTY, 'ec2:DescribeVolumes': fault }, one);
    expect(result.failed.map((call) => [call.operation, call.reason])).toEqual([['DescribeVolumes', reason]]);
    expect(aws.count('ec2:DescribeVolumes')).toBe(times);
    expect(result.incomplete).toEqual(['AWS::EC2::Volume']);
    // One that waits for the rest does not keep the others from being read.
    expect(judged(result).found).toContain('aws/ec2/vpc-flow-logs vpc-1');
  });

  it('an answer that never comes is given up', async () => {
    const { result } = await scanFake(
      { ...FAULTY, 'rds:DescribeDBInstances': 'hang' },
      { ...one, waits: { pause: 1, timeout: 2_000 } },
    );
    expect(result.failed.map((call) => [call.operation, call.reason])).toEqual([['DescribeDBInstances', 'timeout']]);
  });

  it('a page token that comes again ends the listing, and says so', async () => {
    let pages = 0;
    const loop = () => ({ body: { Volumes: [{ VolumeId: `vol-${pages++}`, Encrypted: true }], NextToken: 'again' } });
    const { aws, result } = await scanFake({ ...FAULTY, 'ec2:DescribeVolumes': loop }, one);
    expect(aws.count('ec2:DescribeVolumes')).toBe(2);
    expect(result.incomplete).toEqual(['AWS::EC2::Volume']);
    expect(result.notes).toEqual([
      { service: 'ec2', region: 'us-east-1', text: 'ec2 DescribeVolumes: the service repeats a page.' },
    ]);
  });

  it('pages are followed to the end', async () => {
    const page = ({ input }: { readonly input: Readonly<Record<string, string>> }): Reply => {
      const at = Number(input.NextToken ?? 0);
      return {
        body: { Volumes: [{ VolumeId: `vol-${at}`, Encrypted: true }], ...(at < 4 ? { NextToken: String(at + 1) } : {}) },
      };
    };
    const { result } = await scanFake({ ...FAULTY, 'ec2:DescribeVolumes': page }, one);
    expect(result.items.filter(({ type }) => type === 'AWS::EC2::Volume').map(({ id }) => id)).toEqual([
      'vol-0',
      'vol-1',
      'vol-2',
      'vol-3',
      'vol-4',
    ]);
    expect(result.incomplete).toEqual([]);
  });

  it('a failure on the second page leaves the type open and keeps the first', async () => {
    const page = ({ input }: { readonly input: Readonly<Record<string, string>> }): Reply =>
      input.NextToken ? { error: 'UnauthorizedOperation', status: 403 } : { body: { FlowLogs: [], NextToken: 'two' } };
    const { result } = await scanFake({ ...FAULTY, 'ec2:DescribeFlowLogs': page }, one);
    expect(judged(result).found).not.toContain('aws/ec2/vpc-flow-logs vpc-1');
    expect(result.incomplete).toEqual(['AWS::EC2::FlowLog']);
  });

  it('credentials that end in mid-scan are told once for all that follows', async () => {
    const gone: Reply = { error: 'ExpiredToken', status: 403 };
    const { result } = await scanFake({ ...FAULTY, 'ec2:DescribeVpcs': gone, 'rds:DescribeDBInstances': gone }, one);
    expect(new Set(result.failed.map(({ reason }) => reason))).toEqual(new Set(['expired']));
    expect(result.incomplete).toContain('AWS::EC2::VPC');
  });

  it('credentials that end in mid-scan are renewed once for all that follows, where that can be done', async () => {
    aws.write('credentials', '[main]\naws_access_key_id = AKIDMAIN\naws_secret_access_key = x\n');
    aws.write('config', '[profile audit]\nrole_arn = arn:aws:iam::123456789012:role/audit\nsource_profile = main\n');
    let roles = 0;
    const assume = (): Reply => ({
      body: {
        Credentials: {
          AccessKeyId: `ASIA${++roles}`,
          SecretAccessKey: 'x',
          SessionToken: 'token',
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        },
      },
    });
    const answers = Object.fromEntries(
      Object.entries(FAULTY).map(([call, answer]): [string, Answer] => [
        call,
        (asked) => {
          // The first is good until the regions are known.
          if (asked.headers.authorization?.includes('ASIA1/') && call.startsWith('ec2:'))
            return { error: 'ExpiredToken', status: 403 };
          return typeof answer === 'function' ? answer(asked) : answer;
        },
      ]),
    );
    const { result } = await scanFake({ ...answers, 'sts:AssumeRole': assume }, { ...one, profile: 'audit' });
    expect(result.failed).toEqual([]);
    expect(roles).toBe(2);
    expect(judged(result).found).toContain('aws/ec2/volume-unencrypted vol-2');
  });

  it('regions that are not switched on are left out, and said to be', async () => {
    const { aws, result } = await scanFake(FAULTY, { regions: ['us-east-1', 'me-south-1'] });
    expect(result.regions).toEqual(['us-east-1']);
    expect(result.notes.map(({ text }) => text)).toEqual(['Not switched on in this account, and not scanned: me-south-1.']);
    expect(aws.log.filter(({ region }) => region === 'me-south-1')).toEqual([]);
  });

  it('the regions that every account has are scanned where the account may not be asked', async () => {
    const { result } = await scanFake({
      ...goodAccount(),
      'ec2:DescribeRegions': { error: 'UnauthorizedOperation', status: 403 },
    });
    expect(result.regions).toHaveLength(17);
    expect(result.failed.map(({ action, reason }) => [action, reason])).toEqual([['ec2:DescribeRegions', 'denied']]);
  });
});

describe('a large account', () => {
  it('is asked one by one up to the cap, and the rest is told', async () => {
    const Snapshots = Array.from({ length: MOST_ASKED + 5 }, (_, i) => ({
      SnapshotId: `snap-${i}`,
      Encrypted: true,
      StartTime: daysAgo(i / 10),
    }));
    const { aws, result } = await scanFake(
      { ...goodAccount(), 'ec2:DescribeSnapshots': here({ Snapshots }) },
      { regions: ['us-east-1'], waits: { speed: 100 } },
    );
    expect(aws.count('ec2:DescribeSnapshotAttribute')).toBe(MOST_ASKED);
    // The oldest are those that are not asked for.
    const asked = new Set(aws.log.map(({ input }) => input.SnapshotId));
    expect(asked.has(`snap-${MOST_ASKED + 4}`)).toBe(false);
    expect(result.notes.map(({ text }) => text)).toEqual(['Of 1,005 snapshots only 1,000 are asked for one by one.']);
    expect(result.requests.find(({ service }) => service === 'ec2')?.requests).toBe(
      aws.log.filter(({ call }) => call.startsWith('ec2:')).length,
    );
    const report = judged(result);
    expect(report.found).toEqual([]);
    expect(report.notAssessed.find(({ rule }) => rule === 'aws/ec2/snapshot-public')?.resources).toBe(5);
  });
});

describe('cancelling', () => {
  it('ends the scan at once with what was read until then', async () => {
    const cancel = new AbortController();
    const answers: Answers = {
      ...FAULTY,
      'rds:DescribeDBInstances': () => {
        cancel.abort();
        return 'hang';
      },
    };
    const { result } = await scanFake(answers, {}, cancel.signal);
    expect(result.cancelled).toBe(true);
    expect(result.failed.some(({ reason }) => reason === 'cancelled')).toBe(true);
    expect(result.incomplete).toContain('AWS::RDS::DBInstance');
    expectNoMore(result, (await scanFake(FAULTY)).result);
  });

  it('before it begins asks nothing', async () => {
    await expect(scanFake(FAULTY, {}, AbortSignal.abort(new Error('not now')))).rejects.toThrow('not now');
  });
});

describe('the bucket of tokens', () => {
  const never = new AbortController().signal;
  setMaxListeners(0, never);

  it('lets a burst through, then the rate', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    try {
      const limiter = new Limiter({ rate: 10, burst: 5, concurrent: 100 });
      let done = 0;
      const all = Array.from({ length: 25 }, () => limiter.run(async () => void done++, never));
      await vi.advanceTimersByTimeAsync(0);
      expect(done).toBe(5);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(done).toBeGreaterThanOrEqual(14);
      expect(done).toBeLessThanOrEqual(15);
      await vi.advanceTimersByTimeAsync(1_100);
      await Promise.all(all);
      expect(done).toBe(25);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets no more than so many be under way', async () => {
    const limiter = new Limiter({ rate: 1_000, burst: 1_000, concurrent: 3 });
    let now = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setImmediate(done));
      now--;
    };
    await Promise.all(Array.from({ length: 50 }, () => limiter.run(work, never)));
    expect(most).toBe(3);
  });

  it('slows everybody down when one is throttled, and recovers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    try {
      const limiter = new Limiter({ rate: 10, burst: 5, concurrent: 100 });
      limiter.slowDown(1_000);
      expect(limiter.currentRate).toBe(5);
      let done = 0;
      const all = Array.from({ length: 3 }, () => limiter.run(async () => void done++, never));
      await vi.advanceTimersByTimeAsync(900);
      expect(done).toBe(0);
      await vi.advanceTimersByTimeAsync(1_100);
      await Promise.all(all);
      for (let i = 0; i < 100; i++) limiter.succeeded();
      expect(limiter.currentRate).toBe(10);
      for (let i = 0; i < 100; i++) limiter.slowDown(0);
      expect(limiter.currentRate).toBeGreaterThan(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets go of who waits when the scan is cancelled', async () => {
    const cancel = new AbortController();
    const limiter = new Limiter({ rate: 0.001, burst: 1, concurrent: 1 });
    await limiter.run(async () => undefined, cancel.signal);
    const waiting = limiter.run(async () => undefined, cancel.signal);
    cancel.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });

  it('has a limit for every service', () => {
    expect(Object.keys(LIMITS).sort()).toEqual([...new Set(CALLS.map(({ service }) => service))].sort());
  });
});
