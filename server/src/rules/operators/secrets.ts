import type { Value } from '../../values';
import type { Judgement, Place } from '../judging/place';
import type { Check, Operator } from './operator';

/** What a secret of each kind looks like. Prefixes and lengths are those that the issuers publish; each is bounded by non-token characters. */
const TOKENS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'an AWS access key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/ },
  { kind: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s*[A-Za-z0-9+/=\\:, -]{20}/ },
  {
    kind: 'a GitHub token',
    pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])/,
  },
  { kind: 'a GitLab token', pattern: /(?<![A-Za-z0-9_-])glpat-[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])/ },
  { kind: 'a Slack token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[0-9]{8,14}-[A-Za-z0-9-]{16,80}/ },
  { kind: 'a Slack webhook', pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}/ },
  { kind: 'a Stripe key', pattern: /(?<![A-Za-z0-9_])[rs]k_live_[A-Za-z0-9]{24,99}(?![A-Za-z0-9])/ },
  { kind: 'a Google API key', pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { kind: 'a SendGrid key', pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/ },
  { kind: 'an npm token', pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { kind: 'a PyPI token', pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50,200}/ },
  { kind: 'a Databricks token', pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![A-Za-z0-9])/ },
  {
    kind: 'a password in a URL',
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/${}<>*]{1,60}:([^\s:@/${}<>*]{4,80})@[A-Za-z0-9.-]/,
  },
];

/** The names that AWS prints in its documentation, and words that people leave to be filled in. */
const PLACEHOLDER =
  /example|placeholder|change[-_ ]?(?:me|it|this)|replace|insert|your[-_ ]|<[^>]*>|\*{3}|x{4}|dummy|sample|redacted|to[-_ ]?do\b|tbd|fixme|\$\{|\{\{|%\(|\$\(|\$[A-Z_]{3}|resolve:|^(?:none|null|nil|true|false|test|password|secret|admin|root|default|unset|empty)$/i;

const SECRET_NAME =
  /(?:^|[_.-]|\b)(?:pass(?:word|wd|phrase)?|pwd|secrets?|(?:api|access|private|secret|encryption|signing|master|auth|account|storage|service|client)[_.-]?(?:key|secret|token)s?|token|credentials?|connection[_.-]?string)(?:$|[_.-]|\b)/;
/** Where a secret lies, how long it lives or who may read it is no secret. */
const NOT_A_SECRET_NAME =
  /(?:arn|name|path|id|url|uri|file|version|length|policy|ttl|expiry|expiration|rotation|enabled|required|type|endpoint|region|bucket|parameter|param|ref|location|header|algorithm|duration|timeout|prefix|suffix|reset|days|hours|minutes|seconds|count|limit|min|max|public[_.-]?key)s?$/;

/** Splits `dbPassword` and `DBPassword` into words, as `db_password`. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Whether a variable, key or attribute of this name is meant to hold a secret. */
export function isSecretName(name: string): boolean {
  const text = words(name.slice(0, 200));
  return SECRET_NAME.test(text) && !NOT_A_SECRET_NAME.test(text);
}

/**
 * What kind of secret a text holds, if it surely holds one. `name` is the variable that it is the value of: a random text counts as
 * a secret only under a name that says so.
 */
export function secretIn(text: string, name: string | undefined): string | undefined {
  const searched = text.slice(0, 200_000);
  for (const { kind, pattern } of TOKENS) {
    const found = pattern.exec(searched);
    if (found && !PLACEHOLDER.test(found[1] ?? found[0])) return kind;
  }
  if (name !== undefined && isSecretName(name) && isRandom(text)) return `the value of \`${name}\``;
  for (const [, variable = '', assigned = ''] of searched.matchAll(ASSIGNMENT)) {
    if (isSecretName(variable) && isRandom(assigned)) return `the value of \`${variable}\``;
  }
  return undefined;
}

/** `export TOKEN=…`, `password: "…"`: a variable that a script or a configuration file inside the text sets. */
const ASSIGNMENT =
  /(?<![A-Za-z0-9_.-])([A-Za-z_][A-Za-z0-9_.-]{2,60})["']?[ \t]{0,4}[=:][ \t]{0,4}["']?([^\s"'`,;&|()]{8,200})(?=["'`,;&|)\s]|$)/g;

/** A text that nobody would type as a name, a path, an address or an identifier of a resource. */
function isRandom(text: string): boolean {
  if (text.length < 8 || text.length > 200 || /\s/.test(text) || PLACEHOLDER.test(text)) return false;
  if (/^(?:arn:|https?:|\/|[a-z]+:\/\/|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/|$))/i.test(text)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length;
  return entropy(text) >= (text.length >= 16 ? 3 : 2.75) && classes >= (text.length >= 20 ? 2 : 3);
}

/** Shannon's entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** `has-secret: true`: some text in the value, however deep, surely is or holds a secret. */
export const hasSecret: Operator = (argument) => {
  const wanted = argument !== false;
  return (place) => {
    const found = search(place.value, place.key ?? lastName(place));
    if (found === 'unknown') return { truth: 'unknown', by: place };
    if (!found) return { truth: !wanted, by: place };
    return { truth: wanted, by: place, value: found.value, detail: found.kind };
  };
};

function lastName(place: Place): string | undefined {
  const last = place.path.at(-1);
  // What a variable's default or an output's value is says the name of the variable or output.
  const isNamed = place.resource.type === 'Ashlar::Terraform::Variable' || place.resource.type === 'Ashlar::Terraform::Output';
  if (isNamed && place.path.length === 1 && (last === 'Default' || last === 'Value')) return place.resource.name;
  return typeof last === 'string' ? last : undefined;
}

type Found = { readonly value: Value; readonly kind: string } | 'unknown' | undefined;

function search(value: Value, name: string | undefined): Found {
  switch (value.kind) {
    case 'string': {
      const kind = secretIn(value.value, name);
      return kind === undefined ? undefined : { value, kind };
    }
    case 'text': {
      // What is filled in comes from elsewhere; what is written may still hold a whole token.
      let open: Found = 'unknown';
      for (const part of value.parts) {
        const kind = typeof part === 'string' ? secretIn(part, undefined) : undefined;
        if (kind !== undefined) open = { value, kind };
      }
      return open;
    }
    case 'list':
      return first(
        value.items.map((item) => ({ value: item.value, name, sure: item.member === true })),
        value.rest !== undefined,
      );
    case 'map': {
      // `{ Name: …, Value: … }` is a variable written as a pair.
      const label = value.entries.get('Name')?.value ?? value.entries.get('name')?.value ?? value.entries.get('Key')?.value;
      const pair = label?.kind === 'string' ? label.value : undefined;
      const inside = [...value.entries].map(([key, entry]) => ({
        value: entry.value,
        name: pair !== undefined && key.toLowerCase() === 'value' ? pair : key,
        sure: entry.member === true,
      }));
      return first(inside, value.rest !== undefined);
    }
    case 'encoded':
      return search(value.content, name);
    case 'oneOf': {
      const all = value.choices.map((choice) => search(choice, name));
      const open = all.some((one) => one === 'unknown') || new Set(all.map((one) => one === undefined)).size > 1;
      return open ? 'unknown' : all[0];
    }
    case 'unknown':
    case 'reference':
      return 'unknown';
    default:
      return undefined;
  }
}

function first(values: readonly { value: Value; name: string | undefined; sure: boolean }[], rest: boolean): Found {
  let open: Found = rest ? 'unknown' : undefined;
  for (const one of values) {
    const found = search(one.value, one.name);
    if (found !== undefined && found !== 'unknown' && one.sure) return found;
    if (found !== undefined) open = 'unknown';
  }
  return open;
}

/** `looks-secret-name: true`: the key of the map entry, else the text itself, is a name for a secret. */
export const looksSecretName: Operator = (argument): Check => {
  const wanted = argument !== false;
  return (place): Judgement => {
    const name = place.key ?? (place.value.kind === 'string' ? place.value.value : undefined);
    if (name === undefined) return { truth: place.value.kind === 'absent' ? !wanted : 'unknown', by: place };
    return { truth: isSecretName(name) === wanted, by: place };
  };
};
