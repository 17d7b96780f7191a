import { Analysis } from '../src/analysis';
import type { EngineData } from '../src/engine-data';
import type { EscalationPath, Need, ResourceClass } from '../src/policy';
import { ESCALATION_PATHS } from '../src/policy';
import { loadRules } from '../src/rules';

/** The rules that tell the ways to administrator. */
const RULES = /^aws\/iam\/escalation-/;
const FOLDER = 'file:///table/';

export type TableLanguage = 'json' | 'terraform' | 'cloudformation';
export const TABLE_LANGUAGES: readonly TableLanguage[] = ['json', 'terraform', 'cloudformation'];

/** One configuration: a role with the permissions of a way, all of them or one less. */
export interface Variant {
  readonly path: EscalationPath;
  readonly language: TableLanguage;
  /** `whole`, or what is done to which permission. */
  readonly kind: 'whole' | 'missing' | 'denied' | 'confined';
  readonly action?: string;
  readonly texts: ReadonlyMap<string, string>;
  /** The way that is told first of those that are open, and how many others there are; undefined where none is. */
  readonly expected: { readonly first: EscalationPath; readonly others: number } | undefined;
}

export interface TableRow {
  readonly path: EscalationPath;
  /** By language: whether the whole is found, and how many of the broken ones are told rightly, of how many. */
  readonly results: Readonly<Record<TableLanguage, { readonly found: boolean; readonly right: number; readonly of: number }>>;
  /** What went wrong, a line each. */
  readonly faults: readonly string[];
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string;
  readonly Resource: string;
}

/** Judges every variant of every way by the rules as they stand. */
export function escalationTable(engine: EngineData): readonly TableRow[] {
  const rules = engine.rules.filter((rule) => RULES.test(rule.id));
  const set = loadRules(rules, 'recommended');
  return ESCALATION_PATHS.map((path) => {
    const faults: string[] = [];
    const results = Object.fromEntries(
      TABLE_LANGUAGES.map((language) => {
        let found = false;
        let right = 0;
        const variants = variantsOf(path, language);
        for (const variant of variants) {
          const analysis = new Analysis(engine, { strict: true }, set);
          for (const [name, text] of variant.texts) analysis.setFile(FOLDER + name, text, 1);
          const messages = [...variant.texts.keys()].flatMap((name) =>
            analysis.report(FOLDER + name).findings.map((finding) => finding.message),
          );
          const fault = faultOf(variant, messages);
          if (fault) faults.push(`${path.id} ${language} ${variant.kind} ${variant.action ?? ''}: ${fault}`);
          else if (variant.kind === 'whole') found = true;
          else right++;
        }
        return [language, { found, right, of: variants.length - 1 }] as const;
      }),
    ) as TableRow['results'];
    return { path, results, faults };
  });
}

function faultOf({ expected }: Variant, messages: readonly string[]): string | undefined {
  if (!expected) return messages.length === 0 ? undefined : `found ${messages.join(' | ')}`;
  const [message, ...more] = messages;
  if (message === undefined || more.length > 0) return `found ${messages.length} times`;
  const { first, others } = expected;
  const actions = [...new Set(first.needs.map((need) => need.action))].join(' + ');
  const ending = others === 0 ? `(${actions})` : others === 1 ? '; another way is open' : `; ${others} other ways are open`;
  return message.includes(`${first.way} (${actions})`) && message.endsWith(ending) ? undefined : `found ${message}`;
}

/** The whole, and for each permission: without it, with it denied, with it confined to a resource that closes the way. */
export function variantsOf(path: EscalationPath, language: TableLanguage): readonly Variant[] {
  const actions = [...new Set(path.needs.map((need) => need.action))];
  const allow = (action: string, Resource = '*'): Statement => ({ Effect: 'Allow', Action: action, Resource });
  const variant = (
    kind: Variant['kind'],
    statements: readonly Statement[],
    held: readonly string[],
    action?: string,
  ): Variant => ({
    path,
    language,
    kind,
    ...(action === undefined ? {} : { action }),
    texts: WRITERS[language](statements),
    expected: expectedOf(held),
  });
  const out: Variant[] = [
    variant(
      'whole',
      actions.map((action) => allow(action)),
      actions,
    ),
  ];
  for (const action of actions) {
    const others = actions.filter((one) => one !== action);
    const rest = others.map((one) => allow(one));
    out.push(variant('missing', rest, others, action));
    const deny: Statement = { Effect: 'Deny', Action: action, Resource: '*' };
    out.push(variant('denied', [...rest, allow(action), deny], others, action));
    const confined = confinedTo(path, action);
    const statements = actions.map((one) => allow(one, confined.get(one)));
    out.push(
      variant(
        'confined',
        statements,
        others.filter((one) => !confined.has(one)),
        action,
      ),
    );
  }
  return out;
}

/** The ways that are open to whoever holds just these permissions, on every resource. */
function expectedOf(held: readonly string[]): Variant['expected'] {
  const open = ESCALATION_PATHS.filter((path) => path.needs.every((need) => held.includes(need.action)));
  const [first] = open;
  return first && { first, others: open.length - 1 };
}

/**
 * Where a permission leads nowhere: at one named resource, where just any is needed; at another than the rest, where all must share one;
 * else at a resource of another kind.
 */
function confinedTo(path: EscalationPath, action: string): ReadonlyMap<string, string> {
  const need = path.needs.find((one) => one.action === action);
  const out = new Map<string, string>();
  if (!need) return out;
  const sharing = path.needs.filter((one) => one.action !== action && one.on === need.on && sharesOne(one));
  if (need.reach === 'any' || (sharesOne(need) && sharing.length > 0)) out.set(action, named(need.on, 'reports'));
  else out.set(action, 'arn:aws:s3:::reports');
  if (need.reach === 'some') for (const one of sharing) out.set(one.action, named(one.on, 'orders'));
  return out;
}

function sharesOne(need: Need): boolean {
  return need.reach === 'some' && need.on !== 'everywhere';
}

const ACCOUNT = '123456789012';
const ARNS: Readonly<Partial<Record<ResourceClass, string>>> = {
  role: `arn:aws:iam::${ACCOUNT}:role/`,
  user: `arn:aws:iam::${ACCOUNT}:user/`,
  group: `arn:aws:iam::${ACCOUNT}:group/`,
  policy: `arn:aws:iam::${ACCOUNT}:policy/`,
  function: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:`,
  stack: `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/`,
  'build-project': `arn:aws:codebuild:eu-west-1:${ACCOUNT}:project/`,
  pipeline: `arn:aws:datapipeline:eu-west-1:${ACCOUNT}:pipeline/`,
  instance: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/`,
  'launch-template': `arn:aws:ec2:eu-west-1:${ACCOUNT}:launch-template/`,
  'task-definition': `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/`,
  job: `arn:aws:glue:eu-west-1:${ACCOUNT}:job/`,
  'development-endpoint': `arn:aws:glue:eu-west-1:${ACCOUNT}:devEndpoint/`,
  notebook: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:notebook-instance/`,
  'web-service': `arn:aws:apprunner:eu-west-1:${ACCOUNT}:service/`,
  'code-interpreter': `arn:aws:bedrock-agentcore:eu-west-1:${ACCOUNT}:code-interpreter-custom/`,
};

function named(of: ResourceClass, name: string): string {
  return `${ARNS[of] ?? 'arn:aws:s3:::'}${name}`;
}

const WRITERS: Readonly<Record<TableLanguage, (statements: readonly Statement[]) => ReadonlyMap<string, string>>> = {
  json: (statements) => new Map([['policy.json', JSON.stringify(documentOf(statements), undefined, 2)]]),
  terraform: (statements) => {
    const [left, right] = halves(statements);
    const policy = (name: string, of: readonly Statement[]) => `
resource "aws_iam_policy" "${name}" {
  policy = jsonencode(${JSON.stringify(documentOf(of), undefined, 2)})
}

resource "aws_iam_role_policy_attachment" "${name}" {
  role       = aws_iam_role.holder.name
  policy_arn = aws_iam_policy.${name}.arn
}
`;
    const role =
      'resource "aws_iam_role" "holder" {\n  name               = "holder"\n  assume_role_policy = jsonencode({})\n}\n';
    return new Map([
      ['main.tf', role + policy('left', left)],
      ['right.tf', policy('right', right)],
    ]);
  },
  cloudformation: (statements) => {
    const [left, right] = halves(statements);
    const resources = {
      Holder: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {},
          Policies: [{ PolicyName: 'left', PolicyDocument: documentOf(left) }],
        },
      },
      Right: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'right', Roles: [{ Ref: 'Holder' }], PolicyDocument: documentOf(right) },
      },
    };
    return new Map([['template.json', JSON.stringify({ Resources: resources }, undefined, 2)]]);
  },
};

function documentOf(statements: readonly Statement[]) {
  return { Version: '2012-10-17', Statement: statements };
}

/** In two policies: every second statement, with something harmless so that neither is empty. */
function halves(statements: readonly Statement[]): readonly [readonly Statement[], readonly Statement[]] {
  const harmless: Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
  return [
    [harmless, ...statements.filter((_, i) => i % 2 === 1)],
    [harmless, ...statements.filter((_, i) => i % 2 === 0)],
  ];
}

const TITLES: Readonly<Record<TableLanguage, string>> = {
  json: 'JSON policy',
  terraform: 'Terraform, two policies',
  cloudformation: 'CloudFormation, two policies',
};

/** The page that shows the table. */
export function escalationPage(rows: readonly TableRow[]): string {
  const out = [
    '# Ways to administrator',
    '',
    `The ${rows.length} ways of [pathfinding.cloud](https://pathfinding.cloud) (ids and permissions; Apache-2.0), each tried with a role that holds just its`,
    'permissions, in three languages. "Found" is that configuration. "n/n" counts those in which one permission is missing, denied, or',
    'confined to a resource that closes the way: there it is not found. Where fewer permissions open a shorter way, that one is told instead.',
    '',
    '`npm run docs` makes the configurations, judges them and writes this page; `npx vitest run test/rules/escalation.test.ts` asserts it.',
    '',
    `| way | it may … | permissions | ${TABLE_LANGUAGES.map((language) => TITLES[language]).join(' | ')} |`,
    `| --- | --- | --- | ${TABLE_LANGUAGES.map(() => '---').join(' | ')} |`,
  ];
  for (const { path, results } of rows) {
    const actions = [...new Set(path.needs.map((need) => need.action))].join(', ');
    const cells = TABLE_LANGUAGES.map((language) => {
      const { found, right, of } = results[language];
      return `${found ? 'found' : 'not found'}, ${right}/${of}`;
    });
    out.push(`| ${path.id} | ${path.way} | ${actions} | ${cells.join(' | ')} |`);
  }
  return `${out.join('\n')}\n`;
}
