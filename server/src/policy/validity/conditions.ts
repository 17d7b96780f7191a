import type { Catalogue, ConditionKey } from '../catalogue';
import { closest } from '../closest';
import type { Context } from './context';
import { repairAt } from './fault';
import type { ConditionSheet, StatementSheet, Written } from './sheet';
import type { TextFault } from './verdicts';
import { SOUND } from './verdicts';

/** The operators by what they compare. Source: "IAM JSON policy elements: Condition operators". */
export const OPERATOR_NAMES = {
  string: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  numeric: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  bool: ['Bool'],
  binary: ['BinaryEquals'],
  ip: ['IpAddress', 'NotIpAddress'],
  arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  null: ['Null'],
} as const satisfies Readonly<Record<Family, readonly string[]>>;

/** By their names in lower case. */
export const OPERATORS: ReadonlyMap<string, { readonly name: string; readonly family: Family }> = new Map(
  (Object.keys(OPERATOR_NAMES) as Family[]).flatMap((family) =>
    OPERATOR_NAMES[family].map((name) => [name.toLowerCase(), { name, family }] as const),
  ),
);

export type Family = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null';

export function familyOf({ reads }: ConditionSheet): Family | undefined {
  return OPERATORS.get(reads.base)?.family;
}

/** Operators and keys, each by itself and together. */
export function checkConditions(context: Context, statement: StatementSheet): void {
  checkOperators(context, statement);
  checkTwice(context, statement);
  for (const condition of statement.conditions) {
    checkKey(context, condition);
    checkQualifier(context, statement, condition);
    checkEmpty(context, condition);
  }
}

function checkOperators({ findings }: Context, statement: StatementSheet): void {
  const condition = statement.entries.get('Condition')?.value;
  if (condition?.kind !== 'map') return;
  const done = new Set<string>();
  for (const [name, entry] of condition.entries) {
    if (entry.member !== true || done.has(name)) continue;
    done.add(name);
    const at = entry.key ?? entry.value.origin;
    const { value } = entry;
    if (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' || value.kind === 'list')
      findings.add('wrong-type', value.origin, name, { detail: 'an object of keys and values' });
    if (value.kind === 'map' && value.entries.size === 0 && !value.rest) findings.add('empty-condition', at, name);
    for (const { check, detail, to } of judgeOperator(name))
      findings.add(check, at, name, { ...(detail === undefined ? {} : { detail }), repair: repairAt(at, name, to) });
  }
}

/** What is wrong with an operator by itself. */
export function judgeOperator(text: string): readonly TextFault[] {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/i.exec(text);
  const [, qualifier, base = '', suffix] = match ?? [];
  const known = OPERATORS.get(base.toLowerCase());
  if (!known) {
    // A qualifier may be what is misspelt.
    const colon = base.indexOf(':');
    const rest = colon < 0 ? base : base.slice(colon + 1);
    const near = closest(
      rest,
      [...OPERATORS.values()].map(({ name }) => name),
    );
    const set = colon < 0 ? qualifier : closest(base.slice(0, colon), ['ForAllValues', 'ForAnyValue']);
    const isWhole = near !== undefined && (colon < 0 || set !== undefined);
    const to = isWhole ? `${set === undefined ? '' : `${set}:`}${near}${suffix ?? ''}` : undefined;
    return [
      { check: 'unknown-operator', detail: to === undefined ? '' : `; did you mean ${to}?`, ...(to === undefined ? {} : { to }) },
    ];
  }
  if (known.family !== 'null') return SOUND;
  if (suffix) return [{ check: 'null-if-exists', to: text.slice(0, -suffix.length) }];
  return qualifier ? [{ check: 'null-with-qualifier', detail: /all/i.test(qualifier) ? 'holds' : 'fails' }] : SOUND;
}

/** A key that stands twice in a block, in two spellings: the second takes the place of the first or is refused. */
function checkTwice({ findings }: Context, { conditions }: StatementSheet): void {
  const seen = new Map<Written, Map<string, string>>();
  for (const { operator, key, name } of conditions) {
    const names = seen.get(operator) ?? new Map<string, string>();
    seen.set(operator, names);
    const earlier = names.get(name);
    if (earlier !== undefined) findings.add('duplicate-condition-key', key.at, key.name, { detail: earlier });
    else names.set(name, key.name);
  }
}

function checkKey({ catalogue, findings }: Context, { key }: ConditionSheet): void {
  const text = key.name;
  if (text.includes('${')) return;
  const faults = catalogue ? catalogue.recall('key', text, () => judgeKey(text, catalogue)) : judgeKeyFormat(text);
  for (const { check, detail, to } of faults)
    findings.add(check, key.at, text, { ...(detail === undefined ? {} : { detail }), repair: repairAt(key.at, text, to) });
}

function judgeKeyFormat(text: string): readonly TextFault[] {
  return /^[^:\s]+:\S/.test(text) ? SOUND : [{ check: 'condition-key-format' }];
}

function judgeKey(text: string, catalogue: Catalogue): readonly TextFault[] {
  const format = judgeKeyFormat(text);
  if (format.length > 0) return format;
  const prefix = text.slice(0, text.indexOf(':'));
  if (text.toLowerCase() === 'aws:arn') return [{ check: 'deprecated-condition-key', to: 'aws:PrincipalArn' }];
  if (catalogue.conditionKey(text)) return SOUND;
  const bare = catalogue.bareTemplate(text);
  if (bare) return [{ check: 'tag-key-missing', detail: bare.key }];
  const near = catalogue.nearestKey(text);
  const more = near === undefined ? `it is not in Ashlar's data of ${catalogue.date}` : `did you mean ${near}?`;
  const to = near === undefined ? {} : { to: near };
  if (prefix.toLowerCase() === 'aws') return [{ check: 'unknown-global-key', detail: more, ...to }];
  // The claims of an identity provider's tokens: `accounts.google.com:aud`, `oidc.eks.eu-west-1.amazonaws.com/id/…:sub`.
  if (prefix.includes('.') || prefix.toLowerCase() === 'saml') return SOUND;
  if (catalogue.isUndocumented(prefix)) return SOUND;
  if (catalogue.service(prefix) || catalogue.isKeyPrefix(prefix)) return [{ check: 'unknown-service-key', detail: more, ...to }];
  const service = catalogue.nearestService(prefix);
  return [
    {
      check: 'unknown-service-in-key',
      detail: service === undefined ? `${prefix} is not in Ashlar's data of ${catalogue.date}` : `did you mean ${service}?`,
    },
  ];
}

/** Whether the key is documented, and how. */
export function documented({ catalogue }: Context, { key }: ConditionSheet): ConditionKey | undefined {
  return catalogue?.conditionKey(key.name);
}

/** Keys that some calls send once and others several times. Source: the examples in "Using IAM policy conditions" of EventBridge. */
const BOTH_WAYS = new Set(['events:detail-type', 'events:source']);

function checkQualifier(context: Context, { effect }: StatementSheet, condition: ConditionSheet): void {
  const { findings } = context;
  const { reads, key, operator, name } = condition;
  const family = familyOf(condition);
  if (family === 'null' || family === undefined) return;
  if (/^[^:]*[./][^:]*:(?:aud|oaud)$/.test(name)) {
    if (reads.qualifier) findings.add('qualifier-on-audience', operator.at, operator.name, { detail: key.name });
    return;
  }
  const known = documented(context, condition);
  if (!known) return;
  if (known.multivalued && !reads.qualifier && !BOTH_WAYS.has(name))
    findings.add('qualifier-missing', operator.at, operator.name, { detail: known.key });
  if (!known.multivalued && reads.qualifier === 'forallvalues' && effect === 'Allow')
    findings.add('all-values-of-single-key', operator.at, operator.name, { detail: known.key });
}

function checkEmpty({ findings }: Context, { key, reads }: ConditionSheet): void {
  if (key.value.kind !== 'list' || key.value.items.length > 0 || key.value.rest) return;
  const check =
    reads.qualifier === 'forallvalues'
      ? 'empty-values-for-all'
      : reads.qualifier === 'foranyvalue'
        ? 'empty-values-for-any'
        : reads.ifExists
          ? 'empty-values-if-exists'
          : 'empty-values';
  findings.add(check, key.at, key.name);
}
