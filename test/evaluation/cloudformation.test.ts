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
