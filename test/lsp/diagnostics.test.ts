import { afterEach, describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver-protocol';
import { Client, type ClientOptions, rulesOf } from './client';

const PUBLIC = 'aws/rds/instance-not-public';
const URI = 'untitled:main.tf';
const DATABASE = 'resource "aws_db_instance" "main" {\n  publicly_accessible = true\n}\n';

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});
const start = async (options: ClientOptions = {}): Promise<Client> => {
  client = await Client.start(options);
  return client;
};

describe('initialize', () => {
  it('says what it can do', async () => {
    const { capabilities } = await start();
    expect(capabilities.positionEncoding).toBe('utf-16');
    expect(capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
    expect(capabilities.hoverProvider).toBe(true);
  });

  it('ends with 0 after shutdown and exit', async () => {
    const editor = await start();
    client = undefined;
    expect(await editor.stop()).toBe(0);
  });
});

describe('diagnostics', () => {
  it('underline the exact value, with the version of the document', async () => {
    const editor = await start();
    editor.open(URI, DATABASE, 'terraform', 7);
    const diagnostics = await editor.judged(URI, 7);
    const found = diagnostics.find((diagnostic) => diagnostic.code === PUBLIC);
    expect(found).toMatchObject({ source: 'Ashlar', severity: DiagnosticSeverity.Error });
    expect(found && editor.covered(URI, found.range)).toBe('true');
    expect(found?.codeDescription).toBeUndefined();
  });

  it('know what AWS documents of actions, once the first policy was opened', async () => {
    const editor = await start();
    const policy = 'untitled:policy.json';
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::a/*" }\n}\n';
    editor.open(policy, text, 'json');
    await editor.until('the action to be found', () => rulesOf(editor.diagnostics(policy)).includes('iam/policy/unknown-action'));
    const [found] = editor.diagnostics(policy);
    expect(found && editor.covered(policy, found.range)).toBe('"s3:GetObjct"');
    const [fix] = found ? await editor.actions(policy, found.range, ['quickfix']) : [];
    expect(fix?.title).toBe('Write s3:GetObject (the action comes into force)');
    const edit = fix && (await editor.resolve(fix)).edit;
    if (edit) editor.apply(edit);
    expect(editor.text(policy)).toBe(text.replace('GetObjct', 'GetObject'));
  });

  it('link to the page of the rule where the client shows pages', async () => {
    const editor = await start({ initializationOptions: { rulePages: 'https://example.org/rules/' } });
    editor.open(URI, DATABASE);
    const [found] = await editor.judged(URI);
    expect(found?.codeDescription?.href).toBe(`https://example.org/rules/${found?.code}`);
  });

  it('come for each edit, and only for the newest version', async () => {
    const editor = await start();
    editor.open(URI, DATABASE);
    await editor.judged(URI);
    editor.replace(URI, 'true', 'false');
    expect(rulesOf(await editor.judged(URI))).not.toContain(PUBLIC);
    for (const letter of ['x', 'y', 'z']) editor.edit(URI, 0, 0, `# ${letter}\n`);
    await editor.judged(URI);
    const versions = editor.published.map((params) => params.version ?? 0);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('keep their place with CRLF and with characters of two code units before them', async () => {
    const editor = await start();
    editor.open(URI, 'resource "aws_db_instance" "main" {\r\n  /* 👋🏽 é */ publicly_accessible = true\r\n}\r\n');
    const found = (await editor.judged(URI)).find((diagnostic) => diagnostic.code === PUBLIC);
    expect(found?.range).toEqual(editor.rangeOf(URI, 'true'));
    editor.edit(URI, 0, 0, '# 🏗️\r\n');
    const moved = (await editor.judged(URI)).find((diagnostic) => diagnostic.code === PUBLIC);
    expect(moved?.range).toEqual(editor.rangeOf(URI, 'true'));
  });

  it('tell of syntax errors without losing what stands elsewhere', async () => {
    const editor = await start();
    editor.open(URI, `${DATABASE}\nresource "aws_kms_key" "k" {\n  enable_key_rotation = \n}\n`);
    const diagnostics = await editor.judged(URI);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain('syntax');
    expect(rulesOf(diagnostics)).toContain(PUBLIC);
  });

  it('take over the words of Terraform itself once typing pauses', async () => {
    const editor = await start();
    editor.open(URI, 'resource "aws_kms_key" "k" {\n  description = "a\n}\n');
    await editor.judged(URI);
    const first = editor.published.length;
    await editor.until('other words', () => editor.published.length > first);
    expect(editor.latest(URI)?.version).toBe(1);
    const [problem] = editor.diagnostics(URI).filter(({ code }) => code === 'syntax');
    expect(problem?.message).toMatch(/^Invalid multi-line string/);
    editor.replace(URI, '= "a', '= "a"');
    expect(await editor.judged(URI)).not.toContainEqual(expect.objectContaining({ code: 'syntax' }));
  });

  it('are silent for what is not known, and for what is not ours', async () => {
    const editor = await start();
    editor.open(
      URI,
      'variable "open" { type = bool }\nresource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n',
    );
    expect(rulesOf(await editor.judged(URI))).not.toContain(PUBLIC);
    editor.open('untitled:compose.yaml', 'services:\n  web:\n    image: nginx\n', 'yaml');
    expect(await editor.judged('untitled:compose.yaml')).toEqual([]);
  });

  it('judge a document by its language where its name says nothing', async () => {
    const editor = await start();
    editor.open('untitled:Untitled-1', DATABASE);
    expect(rulesOf(await editor.judged('untitled:Untitled-1'))).toContain(PUBLIC);
    editor.close('untitled:Untitled-1');
    await editor.until('silence', () => editor.diagnostics('untitled:Untitled-1').length === 0);
  });

  it('name the place where the value was written', async () => {
    const editor = await start();
    const text =
      'variable "open" {\n  default = true\n}\nresource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n';
    editor.open(URI, text);
    const found = (await editor.judged(URI)).find((diagnostic) => diagnostic.code === PUBLIC);
    expect(found && editor.covered(URI, found.range)).toBe('var.open');
    const [related] = found?.relatedInformation ?? [];
    expect(related && editor.covered(URI, related.location.range)).toBe('true');
  });

  it('judge CloudFormation with the same rule', async () => {
    const editor = await start();
    const uri = 'untitled:template.yaml';
    const text = 'Resources:\n  Main:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      PubliclyAccessible: true\n';
    editor.open(uri, text, 'yaml');
    const found = (await editor.judged(uri)).find((diagnostic) => diagnostic.code === PUBLIC);
    expect(found && editor.covered(uri, found.range)).toBe('true');
  });

  it('follow the profile', async () => {
    const editor = await start();
    editor.open(URI, 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n');
    expect(rulesOf(await editor.judged(URI))).not.toContain('aws/s3/versioning-off');
    const settings = { ashlar: { profile: 'strict' } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await editor.until('the strict rule', () => rulesOf(editor.diagnostics(URI)).includes('aws/s3/versioning-off'));
  });

  it('follow the settings', async () => {
    const editor = await start({ initializationOptions: { settings: { disabledRules: ['aws/rds/*'] } } });
    editor.open(URI, DATABASE);
    expect(rulesOf(await editor.judged(URI)).filter((rule) => rule.startsWith('aws/rds/'))).toEqual([]);
    const configure = (ashlar: object): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { ashlar } });
    await configure({});
    await editor.until('the finding', () => rulesOf(editor.diagnostics(URI)).includes(PUBLIC));
    await configure({ enable: false });
    await editor.until('silence', () => editor.diagnostics(URI).length === 0);
    await configure({ minimumSeverity: 'nonsense', disabledRules: 7 });
    await editor.until('the finding again', () => rulesOf(editor.diagnostics(URI)).includes(PUBLIC));
  });
});

describe('hover', () => {
  it('explains a finding, and is silent elsewhere', async () => {
    const editor = await start();
    editor.open(URI, DATABASE);
    await editor.judged(URI);
    const hover = await editor.hover(URI, editor.rangeOf(URI, 'true').start);
    expect(hover?.contents).toMatchObject({ kind: 'markdown' });
    expect(JSON.stringify(hover?.contents)).toContain(PUBLIC);
    expect(hover?.range).toEqual(editor.rangeOf(URI, 'true'));
    expect(await editor.hover(URI, editor.rangeOf(URI, '}').start)).toBeNull();
  });
});

describe('our own requests', () => {
  it('show the page of a rule', async () => {
    const editor = await start();
    const page = await editor.connection.sendRequest<{ markdown: string } | null>('ashlar/rulePage', { rule: PUBLIC });
    expect(page?.markdown).toMatch(/^# .+\n/);
    expect(await editor.connection.sendRequest('ashlar/rulePage', { rule: 'no/such/rule' })).toBeNull();
  });

  it('show what Ashlar sees at a place', async () => {
    const editor = await start();
    editor.open(URI, DATABASE);
    await editor.judged(URI);
    const place = { textDocument: { uri: URI }, position: editor.rangeOf(URI, 'true').start };
    const seen = await editor.connection.sendRequest<{ markdown: string } | null>('ashlar/whatAshlarSees', place);
    expect(seen?.markdown).toContain('AWS::RDS::DBInstance');
    expect(seen?.markdown).toContain('PubliclyAccessible');
  });
});
