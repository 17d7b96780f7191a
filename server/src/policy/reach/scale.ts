import type { Truth } from '../../values';

/**
 * How far a policy lets callers come from, in rising order. `account`: principals of the account that owns the resource.
 * `organisation`: of an organisation that the policy names. `cross-account`: named outsiders, which are other accounts, networks,
 * services that act for other accounts, and workloads of one issuer. `public`: anybody who cares to.
 */
export const REACHES = ['nobody', 'account', 'organisation', 'cross-account', 'public'] as const;

export type Reach = (typeof REACHES)[number];

/** What is known of a reach: it surely is `least` and may be up to `most`. */
export interface Range {
  readonly least: Reach;
  readonly most: Reach;
}

export function between(least: Reach, most: Reach): Range {
  return { least, most };
}

export const NOBODY = between('nobody', 'nobody');
export const ACCOUNT = between('account', 'account');
export const ORGANISATION = between('organisation', 'organisation');
export const OUTSIDERS = between('cross-account', 'cross-account');
export const PUBLIC = between('public', 'public');
/** Named callers whose account is not known to be the own one. */
export const SOMEBODY = between('account', 'cross-account');
export const UNKNOWN = between('nobody', 'public');

function rank(reach: Reach): number {
  return REACHES.indexOf(reach);
}

function lower(a: Reach, b: Reach): Reach {
  return rank(a) <= rank(b) ? a : b;
}

function higher(a: Reach, b: Reach): Reach {
  return rank(a) >= rank(b) ? a : b;
}

/** Who is let in by either of two. */
export function either(a: Range, b: Range): Range {
  return { least: higher(a.least, b.least), most: higher(a.most, b.most) };
}

/** Who is let in by both. */
export function both(a: Range, b: Range): Range {
  return { least: lower(a.least, b.least), most: lower(a.most, b.most) };
}

/** One of the two, and it is not known which. */
export function oneOf(a: Range, b: Range): Range {
  return { least: lower(a.least, b.least), most: higher(a.most, b.most) };
}

export function eitherOf(ranges: Iterable<Range>): Range {
  let all = NOBODY;
  for (const range of ranges) all = either(all, range);
  return all;
}

/** Whether the reach is at least the given one. */
export function reaches(range: Range, reach: Reach): Truth {
  if (rank(range.least) >= rank(reach)) return true;
  return rank(range.most) < rank(reach) ? false : 'unknown';
}

/** The one reach that it surely is. */
export function certain({ least, most }: Range): Reach | 'unknown' {
  return least === most ? least : 'unknown';
}
