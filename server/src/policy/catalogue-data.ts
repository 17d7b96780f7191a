/**
 * AWS's service authorization reference, as `npm run generate` compacts it into server/generated/iam.json. One text per service, taken
 * apart when somebody first asks for that service:
 *
 *     name of the service
 *     key=type ⇥ key=type …                      condition keys; the type is a letter of KEY_TYPES
 *     type|arn|keys ⇥ …                          resource types; keys are numbers in the list above, base 36
 *     Action|level|types|keys|dependent actions  one line each; a type that is required ends in `!`, the level is a letter of LEVELS
 */
export interface IamData {
  /** When the reference was read: `2026-09-26`. */
  readonly date: string;
  readonly services: Readonly<Record<string, string>>;
  /** The keys that every service may send, `key=type`. */
  readonly global: readonly string[];
  /** Prefixes of the services whose actions a resource control policy can name. */
  readonly resourceControl: readonly string[];
}

export const LEVELS = { R: 'Read', L: 'List', W: 'Write', T: 'Tagging', P: 'Permissions management' } as const;
export type AccessLevel = (typeof LEVELS)[keyof typeof LEVELS];

export const KEY_TYPES = { S: 'String', A: 'ARN', B: 'Bool', N: 'Numeric', D: 'Date', I: 'IPAddress', Y: 'Binary' } as const;
export type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

export interface Service {
  /** As actions begin: `s3`. */
  readonly prefix: string;
  /** `Amazon S3`. */
  readonly name: string;
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, Action>;
  /** By name. */
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  readonly conditionKeys: readonly ConditionKey[];
}

export interface Action {
  readonly service: string;
  /** `GetObject`. */
  readonly name: string;
  readonly level: AccessLevel;
  readonly resourceTypes: readonly { readonly type: ResourceType; readonly required: boolean }[];
  /** Those of the action and of its resource types. */
  readonly conditionKeys: readonly ConditionKey[];
  /** Further actions that a call needs: `iam:PassRole`. */
  readonly dependentActions: readonly string[];
}

export interface ResourceType {
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly arn: string;
  readonly conditionKeys: readonly ConditionKey[];
}

export interface ConditionKey {
  /** As it is documented: `aws:RequestTag/${TagKey}`; `${…}` stands for what the author of a policy chooses. */
  readonly key: string;
  readonly type: KeyType;
  /** A request may send several values. */
  readonly multivalued: boolean;
}

/** Takes the text of one service apart. */
export function readService(prefix: string, text: string): Service {
  const [name = '', keyLine = '', typeLine = '', ...lines] = text.split('\n');
  const conditionKeys = keyLine === '' ? [] : keyLine.split('\t').map(readKey);
  const keysOf = (numbers: string | undefined): readonly ConditionKey[] =>
    numbers ? numbers.split(',').flatMap((number) => conditionKeys[Number.parseInt(number, 36)] ?? []) : [];
  const types = (typeLine === '' ? [] : typeLine.split('\t')).map((part): ResourceType => {
    const [type = '', arn = '', keys] = part.split('|');
    return { name: type, arn, conditionKeys: keysOf(keys) };
  });
  const actions = new Map<string, Action>();
  for (const line of lines) {
    const [action = '', level = 'W', resources, keys, dependent] = line.split('|');
    const resourceTypes = (resources ? resources.split(',') : []).flatMap((one) => {
      const required = one.endsWith('!');
      const type = types[Number.parseInt(required ? one.slice(0, -1) : one, 36)];
      return type ? [{ type, required }] : [];
    });
    const own = keysOf(keys);
    actions.set(action.toLowerCase(), {
      service: prefix,
      name: action,
      level: LEVELS[level as keyof typeof LEVELS] ?? 'Write',
      resourceTypes,
      conditionKeys: [...new Set([...own, ...resourceTypes.flatMap(({ type }) => type.conditionKeys)])],
      dependentActions: dependent ? dependent.split(',') : [],
    });
  }
  return { prefix, name, actions, resourceTypes: new Map(types.map((type) => [type.name, type])), conditionKeys };
}

/** `aws:TagKeys=S+`; a `+` marks several values. */
export function readKey(text: string): ConditionKey {
  const at = text.lastIndexOf('=');
  const type = KEY_TYPES[text[at + 1] as keyof typeof KEY_TYPES] ?? 'String';
  return { key: text.slice(0, at), type, multivalued: text.endsWith('+') };
}
