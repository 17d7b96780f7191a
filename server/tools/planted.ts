/** A policy with one mistake in it. */
export interface Planted {
  readonly document: unknown;
  /** What was done. */
  readonly mistake: string;
  /** The rules of which one must find it. */
  readonly rules: readonly string[];
}

type Statement = Record<string, unknown>;

interface Mistake {
  readonly name: string;
  readonly rules: readonly string[];
  /** Changes a copy of the policy; false where it does not fit. `salt` varies the place. */
  make(document: Record<string, unknown>, statements: Statement[], salt: number): boolean;
}

const rule = (name: string): string => `iam/policy/${name}`;

/** The mistakes that a generator can make in a sound policy, each certain to be one. */
export const MISTAKES: readonly Mistake[] = [
  {
    name: 'an action whose letters changed places',
    rules: [rule('unknown-action')],
    make: (_, statements, salt) => changeAction(statements, salt, (prefix, name) => `${prefix}:${swapped(name)}`),
  },
  {
    name: 'an action that no service has',
    rules: [rule('unknown-action')],
    make: (_, statements, salt) => changeAction(statements, salt, (prefix, name) => `${prefix}:${name}Zq`),
  },
  {
    name: 'a service that does not exist',
    rules: [rule('unknown-service')],
    make: (_, statements, salt) => changeAction(statements, salt, (prefix, name) => `${prefix}q:${name}`),
  },
  {
    name: 'an action without a service',
    rules: [rule('action-format')],
    make: (_, statements, salt) => changeAction(statements, salt, (_prefix, name) => name),
  },
  {
    name: 'a global condition key that does not exist',
    rules: [rule('unknown-global-key')],
    make: (_, statements, salt) => addCondition(statements, salt, 'StringEquals', { 'aws:SourceAcount': '111122223333' }),
  },
  {
    name: "a service's condition key that does not exist",
    rules: [rule('unknown-service-key')],
    make: (_, statements, salt) => addCondition(statements, salt, 'StringEquals', { 's3:prefx': 'a' }),
  },
  {
    name: 'a condition key without a service',
    rules: [rule('condition-key-format')],
    make: (_, statements, salt) => addCondition(statements, salt, 'StringEquals', { SourceIp: '203.0.113.1' }),
  },
  {
    name: 'an operator that does not exist',
    rules: [rule('unknown-operator')],
    make: (_, statements, salt) => addCondition(statements, salt, 'StringEqual', { 'aws:PrincipalAccount': '111122223333' }),
  },
  {
    name: 'an operator of another type',
    rules: [rule('operator-type')],
    make: (_, statements, salt) => addCondition(statements, salt, 'NumericEquals', { 'aws:SourceIp': '7' }),
  },
  {
    name: 'an address that is none',
    rules: [rule('value-not-ip')],
    make: (_, statements, salt) => addCondition(statements, salt, 'IpAddress', { 'aws:SourceIp': '203.0.113.1/99' }),
  },
  {
    name: 'a truth that is none',
    rules: [rule('value-not-boolean')],
    make: (_, statements, salt) => addCondition(statements, salt, 'Bool', { 'aws:SecureTransport': 'yes' }),
  },
  {
    name: 'an ARN without arn:',
    rules: [rule('arn-prefix')],
    make: (_, statements, salt) => addResource(statements, salt, 'aws:s3:::reports/*'),
  },
  {
    name: 'an ARN that is too short',
    rules: [rule('arn-fields')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:aws:s3:reports'),
  },
  {
    name: 'a partition that does not exist',
    rules: [rule('arn-partition')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:asw:s3:::reports/*'),
  },
  {
    name: 'an account with 11 digits',
    rules: [rule('arn-account')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:aws:sqs:eu-west-1:11112222333:jobs'),
  },
  {
    name: 'a region that does not exist',
    rules: [rule('arn-region')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:aws:sqs:eu-wset-1:111122223333:jobs'),
  },
  {
    name: 'a region where there is none',
    rules: [rule('arn-region-not-allowed')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:aws:iam:eu-west-1:111122223333:role/build'),
  },
  {
    name: 'a version that does not exist',
    rules: [rule('invalid-version')],
    make: (document) => {
      document.Version = '2012-10-18';
      return true;
    },
  },
  {
    name: 'an effect in small letters',
    rules: [rule('invalid-effect')],
    make: (_, statements, salt) => {
      const statement = pick(statements, salt);
      if (!statement) return false;
      statement.Effect = String(statement.Effect).toLowerCase();
      return true;
    },
  },
  {
    name: 'an element that is misspelt',
    rules: [rule('unknown-element')],
    make: (_, statements, salt) => {
      const statement = pick(statements, salt);
      if (!statement || !('Action' in statement)) return false;
      statement.Actions = statement.Action;
      delete statement.Action;
      return true;
    },
  },
  {
    name: 'no effect',
    rules: [rule('missing-effect')],
    make: (_, statements, salt) => {
      const statement = pick(statements, salt);
      if (!statement) return false;
      delete statement.Effect;
      return true;
    },
  },
  {
    name: 'a Sid that stands there twice',
    rules: [rule('duplicate-sid'), rule('repeated-sid')],
    make: (document, statements) => {
      const [first] = statements;
      if (!first) return false;
      first.Sid ??= 'Twice';
      document.Statement = [...statements, { ...first, Effect: 'Deny' }];
      return true;
    },
  },
  {
    name: 'an element and its opposite',
    rules: [rule('element-combination')],
    make: (_, statements, salt) => {
      const statement = pick(statements, salt);
      if (!statement || !('Resource' in statement)) return false;
      statement.NotResource = 'arn:aws:s3:::reports';
      return true;
    },
  },
  {
    name: 'a variable without its brace',
    rules: [rule('variable-brace')],
    make: (_, statements, salt) => addResource(statements, salt, 'arn:aws:s3:::home/${aws:username/*'),
  },
];

/** A copy of a policy with one mistake, which `salt` chooses; undefined where none fits. */
export function plant(policy: unknown, salt: number): Planted | undefined {
  for (let i = 0; i < MISTAKES.length; i++) {
    const mistake = MISTAKES[(salt + i) % MISTAKES.length];
    const document = structuredClone(policy) as Record<string, unknown>;
    const statements = [document.Statement].flat() as Statement[];
    document.Statement = statements;
    if (mistake?.make(document, statements, salt)) return { document, mistake: mistake.name, rules: mistake.rules };
  }
  return undefined;
}

function pick<T>(list: readonly T[], salt: number): T | undefined {
  return list[salt % Math.max(1, list.length)];
}

/** Changes one action without wildcards. */
function changeAction(statements: readonly Statement[], salt: number, change: (prefix: string, name: string) => string): boolean {
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[(salt + i) % statements.length];
    const actions = [statement?.Action ?? []].flat().map(String);
    const whole = actions.findIndex((action) => /^[a-z0-9-]+:[A-Za-z]{6,}$/.test(action));
    if (!statement || whole < 0) continue;
    const [prefix = '', name = ''] = (actions[whole] ?? '').split(':');
    actions[whole] = change(prefix, name);
    statement.Action = actions;
    return true;
  }
  return false;
}

/** Two neighbours in the middle of a word changed places. */
function swapped(word: string): string {
  for (let i = Math.floor(word.length / 2); i + 1 < word.length; i++) {
    const [a = '', b = ''] = [word[i], word[i + 1]];
    if (a.toLowerCase() !== b.toLowerCase()) return word.slice(0, i) + b + a + word.slice(i + 2);
  }
  return `${word}x`;
}

function addCondition(statements: readonly Statement[], salt: number, operator: string, keys: Record<string, string>): boolean {
  const statement = pick(statements, salt);
  if (!statement) return false;
  const before = (statement.Condition ?? {}) as Record<string, Record<string, unknown>>;
  statement.Condition = { ...before, [operator]: { ...before[operator], ...keys } };
  return true;
}

function addResource(statements: readonly Statement[], salt: number, arn: string): boolean {
  const statement = pick(statements, salt);
  if (!statement || !('Resource' in statement)) return false;
  statement.Resource = [...[statement.Resource].flat(), arn];
  return true;
}
