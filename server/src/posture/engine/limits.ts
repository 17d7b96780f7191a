import type { ServiceName } from '../calls';
import type { Limit } from './limiter';

/**
 * Well below what AWS lets an account ask for, so that a scan never takes the account's own tools their share.
 * Sources: "Request throttling for the Amazon EC2 API" (describe calls: 100 at once, 20 a second), "Quotas in AWS CloudTrail" (10 a second for
 * most calls); for the others no figures are published.
 */
export const LIMITS: Readonly<Record<ServiceName, Limit>> = {
  iam: { rate: 8, burst: 10, concurrent: 4 },
  s3: { rate: 60, burst: 80, concurrent: 16 },
  s3control: { rate: 5, burst: 5, concurrent: 2 },
  ec2: { rate: 15, burst: 40, concurrent: 8 },
  rds: { rate: 10, burst: 20, concurrent: 6 },
  cloudformation: { rate: 5, burst: 10, concurrent: 4 },
  cloudtrail: { rate: 5, burst: 10, concurrent: 4 },
};

/** How often a call is tried. */
export const ATTEMPTS = { throttled: 8, other: 4 } as const;

/** How long one try may take, in milliseconds. */
export const TIMEOUT = 20_000;

/** The shortest pause before another try, in milliseconds. */
export const FIRST_PAUSE = 200;
export const LONGEST_PAUSE = 20_000;

/** Of a listing no more pages are read; what lies behind is told as not seen. */
export const MOST_PAGES = 500;

/** Resources of one type in one region, beyond which no more are listed. */
export const MOST_LISTED = 20_000;

/** Resources of one type in one region of which each is asked for by a call of its own. */
export const MOST_ASKED = 1_000;
