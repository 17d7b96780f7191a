import { type Action, type Catalogue, type KeyType, OPERATOR_NAMES } from '../../policy';
import type { Offer } from './completion-model';
import type { PolicyPlace } from './place';
import { SERVICE_PRINCIPALS } from './services';

/** What fits a place other than an action. */
export function valuesFor(place: PolicyPlace, catalogue: Catalogue): readonly Offer[] {
  const { role, language, siblings } = place;
  const isBlock = language === 'data-source';
  const words = (names: readonly string[], kind: Offer['kind'] = 'value'): readonly Offer[] =>
    names.map((label) => ({ label, kind }));
  switch (role) {
    case 'document-key':
      if (isBlock) return BLOCKS.filter(({ label }) => label === 'statement' || !siblings.includes(label));
      return words(
        ['Version', 'Statement', 'Id'].filter((name) => !siblings.includes(name)),
        'element',
      );
    case 'statement-key':
      return isBlock ? STATEMENT_BLOCKS.filter(({ label }) => isFree(label, siblings)) : words(elements(siblings), 'element');
    case 'version':
      return words(['2012-10-17']);
    case 'effect':
      return words(['Allow', 'Deny']);
    case 'principal-type':
      return words(
        ['AWS', 'Service', 'Federated', 'CanonicalUser', ...(isBlock ? ['*'] : [])].filter((name) => !siblings.includes(name)),
        isBlock ? 'value' : 'element',
      );
    case 'principal':
      return principals(place);
    case 'operator':
      return operators(place, catalogue).filter(({ label }) => !siblings.includes(label));
    case 'condition-key':
      return keys(place, catalogue).filter(({ label }) => !siblings.includes(label));
    case 'condition-value':
      return place.key !== undefined && takesTruth(place, catalogue) ? words(['true', 'false']) : [];
    case 'resource':
      return resources(place, catalogue);
    default:
      return [];
  }
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Those that are not there; of a pair that excludes each other neither where one is. */
function elements(siblings: readonly string[]): readonly string[] {
  const bare = new Set(siblings.map((name) => name.replace(/^Not/, '')));
  return ELEMENTS.filter((name) => !bare.has(name.replace(/^Not/, '')));
}

const BLOCKS: readonly Offer[] = [
  { label: 'statement', kind: 'element', snippet: 'statement {\n  $0\n}' },
  { label: 'version', kind: 'element', snippet: 'version = "2012-10-17"' },
  { label: 'policy_id', kind: 'element', snippet: 'policy_id = "$0"' },
  { label: 'source_policy_documents', kind: 'element', snippet: 'source_policy_documents = [$0]' },
  { label: 'override_policy_documents', kind: 'element', snippet: 'override_policy_documents = [$0]' },
];

const STATEMENT_BLOCKS: readonly Offer[] = [
  { label: 'sid', kind: 'element', snippet: 'sid = "$0"' },
  { label: 'effect', kind: 'element', snippet: `effect = "\${1|Allow,Deny|}"` },
  { label: 'actions', kind: 'element', snippet: 'actions = ["$0"]' },
  { label: 'not_actions', kind: 'element', snippet: 'not_actions = ["$0"]' },
  { label: 'resources', kind: 'element', snippet: 'resources = ["$0"]' },
  { label: 'not_resources', kind: 'element', snippet: 'not_resources = ["$0"]' },
  { label: 'principals', kind: 'element', snippet: 'principals {\n  type        = "$1"\n  identifiers = ["$0"]\n}' },
  { label: 'not_principals', kind: 'element', snippet: 'not_principals {\n  type        = "$1"\n  identifiers = ["$0"]\n}' },
  { label: 'condition', kind: 'element', snippet: 'condition {\n  test     = "$1"\n  variable = "$2"\n  values   = ["$0"]\n}' },
];

function isFree(label: string, siblings: readonly string[]): boolean {
  if (label === 'condition' || label.endsWith('principals')) return true;
  return !siblings.some((name) => name.replace(/^not_/, '') === label.replace(/^not_/, ''));
}

function principals({ principalType, language, listed }: PolicyPlace): readonly Offer[] {
  const free = ({ label }: Offer): boolean => !listed.includes(label);
  if (principalType === 'Service') {
    const all = Object.entries(SERVICE_PRINCIPALS).map(([label, page]): Offer => ({ label, kind: 'value', documentation: page }));
    return all.filter(free);
  }
  if (principalType === 'AWS') {
    const root: Offer = {
      label: 'arn:aws:iam::account-id:root',
      kind: 'value',
      snippet: `arn:aws:iam::\${1:111122223333}:root`,
      detail: 'an account',
    };
    return [root, { label: '*', kind: 'value', detail: 'everybody' }];
  }
  if (principalType === undefined && language !== 'data-source') return [{ label: '*', kind: 'value', detail: 'everybody' }];
  return [];
}

const OPERATORS: Readonly<Record<KeyType, readonly string[]>> = {
  String: OPERATOR_NAMES.string,
  ARN: OPERATOR_NAMES.arn,
  Bool: OPERATOR_NAMES.bool,
  Numeric: OPERATOR_NAMES.numeric,
  Date: OPERATOR_NAMES.date,
  IPAddress: OPERATOR_NAMES.ip,
  Binary: OPERATOR_NAMES.binary,
};

/** All operators, those of the key's type first where it is known; each with `IfExists`, and for keys of several values by set. */
function operators({ key }: PolicyPlace, catalogue: Catalogue): readonly Offer[] {
  const known = key === undefined ? undefined : catalogue.conditionKey(key);
  const names = known ? (OPERATORS[known.type] ?? []) : Object.values(OPERATORS).flat();
  const offers = names.map((label): Offer => ({ label, kind: 'operator', rank: 1 }));
  const further = names.map(
    (name): Offer => ({ label: `${name}IfExists`, kind: 'operator', detail: 'or the key is not sent', rank: 3 }),
  );
  const sets =
    known?.multivalued === false
      ? []
      : names
          .filter((name) => known !== undefined || /^(?:String|Arn)/.test(name))
          .flatMap((name): readonly Offer[] => [
            { label: `ForAllValues:${name}`, kind: 'operator', detail: 'every value that is sent, also none', rank: 4 },
            { label: `ForAnyValue:${name}`, kind: 'operator', detail: 'some value that is sent', rank: 4 },
          ]);
  return [...offers, { label: 'Null', kind: 'operator', detail: 'whether the key is sent', rank: 2 }, ...further, ...sets];
}

function actionsOf({ actions, negated }: PolicyPlace, catalogue: Catalogue): readonly Action[] {
  const known = negated ? [] : actions.filter((one) => one.includes(':') && !one.includes('${'));
  return known.flatMap((one) => catalogue.expand(one));
}

/** The keys that the statement's actions send, then the global ones; of an operator's type where one is written. */
function keys(place: PolicyPlace, catalogue: Catalogue): readonly Offer[] {
  const found = new Map<string, { readonly type: KeyType; readonly rank: number }>();
  for (const action of actionsOf(place, catalogue))
    for (const { key, type } of action.conditionKeys) if (!found.has(key)) found.set(key, { type, rank: 1 });
  for (const { key, type } of catalogue.globalKeys()) if (!found.has(key)) found.set(key, { type, rank: 2 });
  const operator = place.operator?.replace(/^For(?:All|Any)Values?:/, '').replace(/IfExists$/, '');
  const fits = (type: KeyType): boolean =>
    operator === undefined ||
    operator === 'Null' ||
    (type === 'ARN' && /^String/.test(operator)) ||
    !Object.values(OPERATORS).flat().includes(operator) ||
    OPERATORS[type].includes(operator);
  return [...found]
    .filter(([, { type }]) => fits(type))
    .map(([label, { type, rank }]): Offer => {
      const hole = /\$\{(\w+)\}|<(\w+)>|(?<=\/)(tag-key)$/.exec(label);
      if (!hole) return { label, kind: 'key', detail: type, rank };
      const before = label.slice(0, hole.index);
      const name = hole[1] ?? hole[2] ?? hole[3] ?? 'key';
      return { label, kind: 'key', detail: type, rank, snippet: `${before}\${1:${name}}` };
    });
}

function takesTruth({ key = '', operator = '' }: PolicyPlace, catalogue: Catalogue): boolean {
  return /^(?:Bool|Null)(?:IfExists)?$/.test(operator) || catalogue.conditionKey(key)?.type === 'Bool';
}

/** The forms of ARNs that the statement's actions can be confined to, and everything. */
function resources(place: PolicyPlace, catalogue: Catalogue): readonly Offer[] {
  const forms = new Map<string, { readonly name: string; count: number }>();
  const actions = actionsOf(place, catalogue);
  for (const action of actions)
    for (const { type } of action.resourceTypes) {
      const known = forms.get(type.arn);
      if (known) known.count++;
      else forms.set(type.arn, { name: type.name, count: 1 });
    }
  const partition = partitionOf([...place.resources, ...place.listed]);
  const ranked = [...forms].sort(([arn, a], [other, b]) => b.count - a.count || holesIn(arn) - holesIn(other));
  const offers = ranked.map(([arn, { name }], i): Offer => {
    let hole = 0;
    const fixed = arn.replace(/\$\{Partition\}/, partition);
    const snippet = fixed.replace(/\$\{(\w+)\}/g, (_, field: string) => `\${${++hole}:${field}}`);
    return { label: fixed.replace(/\$\{(\w+)\}/g, '$1'), kind: 'resource', snippet, detail: name, rank: i < 10 ? 1 : 3 };
  });
  return [...offers, { label: '*', kind: 'resource', detail: 'every resource', rank: 8 }];
}

function holesIn(arn: string): number {
  return arn.split('$').length;
}

/** The partition that the other ARNs of the statement are in. */
function partitionOf(arns: readonly string[]): string {
  for (const arn of arns) {
    const found = /^arn:(aws[a-z-]*):/.exec(arn)?.[1];
    if (found) return found;
  }
  return 'aws';
}
