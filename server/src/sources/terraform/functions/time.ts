import { exact, type FunctionTable, strict } from './model';

/** A moment: nanoseconds since 1970, and the zone that it is written in. */
interface Moment {
  readonly nanoseconds: bigint;
  /** Minutes east of Greenwich. */
  readonly offset: number;
  /** `Z` and `+00:00` are the same zone, but not written alike. */
  readonly utc: boolean;
}

const SECOND = 1_000_000_000n;

/** RFC 3339 as Terraform takes it. @returns undefined for anything else */
function parseTime(text: string): Moment | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.](\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = '', zulu, sign, zoneHour = '0', zoneMinute = '0'] = match.slice(7);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  if (Number(zoneHour) > 24 || Number(zoneMinute) > 59) return undefined;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const seconds = BigInt(date.getTime() / 1000 - offset * 60);
  return { nanoseconds: seconds * SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0')), offset, utc: zulu !== undefined };
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };
const longestDuration = 9223372036854775807n;

/** Go's durations: `1h30m`, `-1.5s`. In nanoseconds. */
function parseDuration(text: string): bigint | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
  if (text.replace(/^[+-]/, '') === '0') return 0n;
  if (!match) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of (match[2] ?? '').matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = BigInt(units[unit] ?? 0);
    total += BigInt(whole || '0') * size;
    // Go cuts off what is below a nanosecond.
    if (fraction !== '') total += (BigInt(fraction.slice(0, 18)) * size) / 10n ** BigInt(Math.min(fraction.length, 18));
  }
  return total > longestDuration ? undefined : match[1] === '-' ? -total : total;
}

interface Written {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function written({ nanoseconds, offset }: Moment): Written {
  let seconds = nanoseconds / SECOND;
  if (nanoseconds % SECOND < 0n) seconds -= 1n;
  const date = new Date(Number(seconds) * 1000 + offset * 60_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function zoneOf({ offset }: Moment, colon: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Without fractions of a second. */
function formatTime(moment: Moment): string | undefined {
  const { year, month, day, hour, minute, second } = written(moment);
  if (Number.isNaN(year)) return undefined;
  const zone = moment.offset === 0 ? 'Z' : zoneOf(moment, ':');
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
}

/** The timestamp that a YAML scalar of a date stands for; undefined where it is none. */
export function canonicalTime(text: string): string | undefined {
  const moment = parseTime(text);
  return moment && formatTime(moment);
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The letters of `formatdate`, by the whole run of a letter: developer.hashicorp.com/terraform/language/functions/formatdate. */
function verb(run: string, moment: Moment): string | undefined {
  const at = written(moment);
  const half = at.hour % 12 === 0 ? 12 : at.hour % 12;
  const utc = moment.offset === 0;
  switch (run) {
    case 'YYYY':
      return String(at.year).padStart(4, '0');
    case 'YY':
      return two(at.year % 100);
    case 'MMMM':
      return months[at.month - 1];
    case 'MMM':
      return months[at.month - 1]?.slice(0, 3);
    case 'MM':
      return two(at.month);
    case 'M':
      return String(at.month);
    case 'DD':
      return two(at.day);
    case 'D':
      return String(at.day);
    case 'EEEE':
      return weekdays[at.weekday];
    case 'EEE':
      return weekdays[at.weekday]?.slice(0, 3);
    case 'hh':
      return two(at.hour);
    case 'h':
      return String(at.hour);
    case 'HH':
      return two(half);
    case 'H':
      return String(half);
    case 'AA':
      return at.hour >= 12 ? 'PM' : 'AM';
    case 'aa':
      return at.hour >= 12 ? 'pm' : 'am';
    case 'mm':
      return two(at.minute);
    case 'm':
      return String(at.minute);
    case 'ss':
      return two(at.second);
    case 's':
      return String(at.second);
    case 'ZZZZZ':
      return zoneOf(moment, ':');
    case 'ZZZZ':
      return zoneOf(moment, '');
    case 'ZZZ':
      return utc ? 'UTC' : zoneOf(moment, '');
    case 'Z':
      return utc ? 'Z' : zoneOf(moment, ':');
    default:
      return undefined;
  }
}

function formatDate(format: string, moment: Moment): string | undefined {
  let out = '';
  let done = 0;
  for (const match of format.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g)) {
    if (match.index !== done) return undefined;
    done += match[0].length;
    const piece = match[1] === undefined ? (match[2]?.replaceAll("''", "'") ?? match[0]) : verb(match[0], moment);
    if (piece === undefined) return undefined;
    out += piece;
  }
  return done === format.length ? out : undefined;
}

export const timeFunctions: FunctionTable = {
  formatdate: strict(['string', 'string'], ([format, time]) => {
    const moment = parseTime(time);
    return moment && formatDate(format, moment);
  }),
  timeadd: strict(['string', 'string'], ([time, duration]) => {
    const moment = parseTime(time);
    const more = parseDuration(duration);
    if (!moment || more === undefined) return undefined;
    return formatTime({ ...moment, nanoseconds: moment.nanoseconds + more });
  }),
  timecmp: strict(['string', 'string'], ([a, b]) => {
    const first = parseTime(a);
    const second = parseTime(b);
    if (!first || !second) return undefined;
    const difference = first.nanoseconds - second.nanoseconds;
    return exact(difference < 0n ? -1 : difference > 0n ? 1 : 0);
  }),
};
