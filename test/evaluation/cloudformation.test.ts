import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

/** Findings of the recommended profile: rule, the underlined text, the addresses, and where the value is written. */
function found(templates: Readonly<Record<string, string>>): readonly string[] {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(templates)) analysis.setDiskFile(`file:///w/${name}`, text);
  const textAt = (uri: string, { start, end }: { readonly start: number; readonly end: number }) =>
    analysis.text(uri)?.text.slice(start, end) ?? '';
  return Object.keys(templates).flatMap((name) =>
    analysis.report(`file:///w/${name}`).findings.map(({ rule, uri, span, addresses, related }) => {
      const from = related.map((place) => textAt(place.uri, place.span)).join(' | ');
      return `${name}: ${rule} ${textAt(uri, span)} of ${addresses.join(' ')}${from === '' ? '' : ` from ${from}`}`;
    }),
  );
}
const one = (text: string) => found({ 'a.yaml': text });

const PUBLIC = 'aws/rds/instance-not-public';
const database = (id: string, open: string, more = '') =>
  `  ${id}:\n    Type: AWS::RDS::DBInstance\n${more}    Properties:\n      StorageEncrypted: true\n      Engine: postgres\n      DBInstanceClass: db.t4g.medium\n      PubliclyAccessible: ${open}\n`;

describe('conditions', () => {
  const stage = (value: string) =>
    `Parameters:\n  Stage:\n    Type: String\n    Default: ${value}\n    AllowedValues: [prod, test]\nConditions:\n  IsTest: !Equals [!Ref Stage, test]\n  IsProd: !Not [Condition: IsTest]\nResources:\n`;

  it('exclude the faulty branch', () => {
    const body = database('Db', '!If [IsTest, true, false]');
    expect(one(stage('prod') + body)).toEqual([]);
    expect(one(stage('test') + body)).toEqual([`a.yaml: ${PUBLIC} true of Db`]);
  });

  it('switch off a resource', () => {
    const body = database('Db', 'true', '    Condition: IsTest\n');
    expect(one(stage('prod') + body)).toEqual([]);
    expect(one(stage('test') + body)).toEqual([`a.yaml: ${PUBLIC} true of Db`]);
  });

  it('are never both of an impossible pair', () => {
    const open = stage('test').replace('    Default: test\n', '');
    // In test alone there is a database, and in prod alone it would be public.
    expect(one(open + database('Db', '!If [IsProd, true, false]', '    Condition: IsTest\n'))).toEqual([]);
  });

  it('that nobody decides need every branch to be bad', () => {
    const open = stage('test').replace('    Default: test\n', '');
    expect(one(open + database('Db', '!If [IsTest, true, false]'))).toEqual([]);
    expect(one(open + database('Db', '!If [IsTest, true, "true"]'))).toHaveLength(1);
  });
});

describe('functions', () => {
  const map = (value: string) =>
    `Transform: AWS::LanguageExtensions\nMappings:\n  Stages:\n    prod: { open: ${value} }\nResources:\n`;

  it('FindInMap leads from the mapping to its use, and to its default where nothing is found', () => {
    const use = '!FindInMap [Stages, prod, open]';
    expect(one(map('true') + database('Db', use))).toEqual([`a.yaml: ${PUBLIC} ${use} of Db from true`]);
    expect(one(map('false') + database('Db', use))).toEqual([]);
    const missing = (value: string) => `!FindInMap [Stages, dev, open, { DefaultValue: ${value} }]`;
    expect(one(map('false') + database('Db', missing('true')))).toEqual([`a.yaml: ${PUBLIC} true of Db`]);
    expect(one(map('true') + database('Db', missing('false')))).toEqual([]);
  });

  it('ForEach makes resources, of which one offends', () => {
    const loop = `Transform: AWS::LanguageExtensions\nMappings:\n  Open:\n    Alpha: { open: false }\n    Beta: { open: true }\nResources:\n  Fn::ForEach::Dbs:\n    - Name\n    - [Alpha, Beta]\n    - Db\${Name}:\n        Type: AWS::RDS::DBInstance\n        Properties:\n          StorageEncrypted: true\n          Engine: postgres\n          DBInstanceClass: db.t4g.medium\n          PubliclyAccessible: !FindInMap [Open, !Ref Name, open]\n`;
    expect(one(loop)).toEqual([`a.yaml: ${PUBLIC} !FindInMap [Open, !Ref Name, open] of DbBeta from true`]);
  });

  it('NoValue leaves a property out, and a macro leaves everything open', () => {
    const queue = (value: string) =>
      `Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: ${value}\n`;
    expect(one(queue('false'))).toEqual(['a.yaml: aws/sqs/queue-not-encrypted false of Q']);
    expect(one(queue('!Ref AWS::NoValue'))).toEqual([]);
    expect(one(`Transform: [Company::Macro]\n${queue('!Ref AWS::NoValue')}`)).toEqual([]);
  });

  it('dynamic references are no secrets in the code', () => {
    const password = (value: string) => `Resources:\n${database('Db', 'false')}      MasterUserPassword: ${value}\n`;
    expect(one(password('"{{resolve:secretsmanager:db:SecretString:password}}"'))).toEqual([]);
    expect(one(password('Tr0ub4dor-and-3-horses'))).toEqual([
      'a.yaml: aws/rds/instance-password-in-code Tr0ub4dor-and-3-horses of Db',
    ]);
  });
});

describe('stacks in stacks', () => {
  const child = `Parameters:\n  Open:\n    Type: String\nResources:\n${database('Db', '!Ref Open')}`;
  const stack = (id: string, open: string) =>
    `  ${id}:\n    Type: AWS::CloudFormation::Stack\n    DeletionPolicy: Retain\n    Properties:\n      TemplateURL: ./child.yaml\n      Parameters:\n        Open: ${open}\n`;

  it('are judged with the parameters of each, and by themselves without', () => {
    const root = `Resources:\n${stack('Good', 'false')}${stack('Bad', 'true')}`;
    expect(found({ 'child.yaml': child, 'root.yaml': root })).toEqual([`child.yaml: ${PUBLIC} !Ref Open of Bad/Db from true`]);
    expect(found({ 'child.yaml': child })).toEqual([]);
  });
});

describe('resource attributes', () => {
  it('say nothing of what a resource is', () => {
    const kept =
      '    DeletionPolicy: !If [Never, Retain, Delete]\n    UpdateReplacePolicy: Retain\n    Metadata: { PubliclyAccessible: false }\n';
    expect(one(`Resources:\n${database('Db', 'true', kept)}`)).toEqual([`a.yaml: ${PUBLIC} true of Db`]);
    expect(one(`Resources:\n${database('Db', 'false', kept)}`)).toEqual([]);
  });
});

describe('modules', () => {
  const vpc = (more: string) =>
    `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n${more}`;
  const strict = (text: string) => {
    const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
    analysis.setDiskFile('file:///w/a.yaml', text);
    return analysis.report('file:///w/a.yaml').findings.map(({ rule }) => rule);
  };

  it('may hold what is missing beside them, and what they give is unknown', () => {
    const module = '  Logs:\n    Type: Company::Network::Logs::MODULE\n    Properties: { Vpc: !Ref Vpc }\n';
    expect(strict(vpc(''))).toContain('aws/ec2/vpc-flow-logs');
    expect(strict(vpc(module))).not.toContain('aws/ec2/vpc-flow-logs');
    const uses = `Resources:\n  Defaults: { Type: 'Company::Db::Defaults::MODULE' }\n${database('Db', '!GetAtt Defaults.Settings.Open')}`;
    expect(one(uses)).toEqual([]);
    expect(one(uses + database('Other', 'true'))).toEqual([`a.yaml: ${PUBLIC} true of Other`]);
  });
});

describe('transforms within', () => {
  it('leave open what they are put into, and nothing else', () => {
    const included = (id: string) =>
      database(id, 'true').replace(
        '      Engine',
        "      Fn::Transform: { Name: 'AWS::Include', Parameters: { Location: s3://b/p.yaml } }\n      Engine",
      );
    const rules = one(`Resources:\n${included('Db')}${database('Other', 'true')}`);
    expect(rules).toContain(`a.yaml: ${PUBLIC} true of Other`);
  });
});

describe('serverless applications', () => {
  const app = (globals: string, resources: string) => `Transform: AWS::Serverless-2016-10-31\n${globals}Resources:\n${resources}`;
  const fn = (properties: string) =>
    `  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n${properties}`;
  const RUNTIME = 'aws/lambda/deprecated-runtime';

  it('take from the globals what functions do not say', () => {
    const globals = 'Globals:\n  Function:\n    Runtime: nodejs12.x\n';
    expect(one(app(globals, fn('')))).toEqual([`a.yaml: ${RUNTIME} F of F from nodejs12.x`]);
    expect(one(app(globals, fn('      Runtime: nodejs22.x\n')))).toEqual([]);
    expect(one(app('', fn('      Runtime: nodejs12.x\n')))).toEqual([`a.yaml: ${RUNTIME} nodejs12.x of F`]);
  });

  it('make a role of the policies, of which templates are unknown', () => {
    const policies = (policy: string) => app('', fn(`      Runtime: nodejs22.x\n      Policies:\n        - ${policy}\n`));
    const rules = one(policies("{ Version: '2012-10-17', Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }"));
    expect(rules.filter((each) => each.includes('aws/iam/policy-administrator'))).toEqual([
      "a.yaml: aws/iam/policy-administrator '*' of FRole",
    ]);
    expect(one(policies('S3CrudPolicy: { BucketName: b }'))).toEqual([]);
  });

  it('imply an API, of which nobody is asked who he is', () => {
    const api = (auth: string) =>
      app(
        '',
        fn(
          `      Runtime: nodejs22.x\n      Events:\n        Go:\n          Type: Api\n          Properties: { Path: /a, Method: post${auth} }\n`,
        ),
      );
    const rules = (text: string) => one(text).filter((each) => each.includes('apigateway/method-without-authorisation'));
    expect(rules(api(''))).toEqual(['a.yaml: aws/apigateway/method-without-authorisation Go of F.Go']);
    expect(rules(api(', Auth: { Authorizer: AWS_IAM }'))).toEqual([]);
    const globals = 'Globals:\n  Api:\n    Auth: { DefaultAuthorizer: AWS_IAM }\n';
    expect(rules(api('').replace('Resources:', `${globals}Resources:`))).toEqual([]);
  });
});
