import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, type Folder, makeFolder } from './client';

/** `⟨⟩` stands around what the pointer is on; it is not part of the text. */
interface Case {
  readonly is: string;
  readonly text: string;
  /** Pieces of the Markdown; null where nothing is shown. */
  readonly shows: readonly string[] | null;
  readonly hides?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const VARIABLE = 'variable "size" { default = "t3.micro" }\n';

const TERRAFORM: readonly Case[] = [
  {
    is: 'the default of a variable',
    text: `${VARIABLE}resource "aws_instance" "a" { instance_type = ⟨var.size⟩ }`,
    shows: ['```hcl\n"t3.micro"\n```', 'written in [main.tf:1]'],
  },
  {
    is: 'the name of an attribute',
    text: `${VARIABLE}resource "aws_instance" "a" { ⟨instance_type⟩ = var.size }`,
    shows: ['"t3.micro"'],
  },
  {
    is: 'the name of a variable where it is declared',
    text: 'variable ⟨"size"⟩ { default = "t3.micro" }',
    shows: ['"t3.micro"'],
  },
  {
    is: 'a line of terraform.tfvars',
    text: `${VARIABLE}resource "aws_instance" "a" { instance_type = ⟨var.size⟩ }`,
    files: { 'terraform.tfvars': '\nsize = "m5.large"\n' },
    shows: ['"m5.large"', 'written in [terraform.tfvars:2]'],
  },
  {
    is: 'a variable without a value',
    text: 'variable "size" {}\nresource "aws_instance" "a" { instance_type = ⟨var.size⟩ }',
    shows: ['(unknown)', 'Not known: size has no value here'],
  },
  { is: 'a literal', text: 'resource "aws_instance" "a" { instance_type = ⟨"t3.micro"⟩ }', shows: null },
  { is: 'the name of an attribute with a literal', text: 'resource "aws_instance" "a" { ⟨instance_type⟩ = "x" }', shows: null },
  { is: 'a brace', text: `${VARIABLE}resource "aws_instance" "a" {\n  instance_type = var.size\n⟨}⟩`, shows: null },
  { is: 'the label of a resource', text: 'resource "aws_instance" ⟨"a"⟩ { ami = var.x }', shows: null },
  {
    is: 'what a resource depends on',
    text: 'resource "aws_eip" "a" { depends_on = [⟨aws_vpc.v⟩] }\nresource "aws_vpc" "v" {}',
    shows: null,
  },
  {
    is: 'a partly known string',
    text: 'variable "x" {}\nlocals { a = "⟨arn⟩:aws:s3:::${var.x}/*" }',
    shows: ['"arn:aws:s3:::" + (unknown) + "/*"', 'x has no value here'],
  },
  {
    is: 'what stands inside of a template',
    text: 'variable "x" { default = "b" }\nlocals { a = "arn:${⟨var.x⟩}" }',
    shows: ['```hcl\n"b"\n```'],
  },
  {
    is: 'a function',
    text: 'variable "x" { default = ["a"] }\nlocals { a = ⟨concat⟩(var.x, ["b"]) }',
    shows: ['["a", "b"]'],
  },
  {
    is: 'an argument of a function',
    text: 'variable "x" { default = ["a"] }\nlocals { a = concat(⟨var.x⟩, ["b"]) }',
    shows: ['["a"]'],
  },
  {
    is: 'a condition',
    text: 'variable "on" { default = true }\nlocals { a = ⟨var.on⟩ ? 1 : 2 }',
    shows: ['true'],
  },
  {
    is: 'what a condition chooses',
    text: 'variable "on" { default = true }\nlocals { ⟨a⟩ = var.on ? 1 : 2 }',
    shows: ['```hcl\n1\n```'],
  },
  {
    is: 'one of two where the condition is not decided',
    text: 'variable "on" {}\nlocals { ⟨a⟩ = var.on ? "x" : "y" }',
    shows: ['"x" or "y"'],
  },
  {
    is: 'instances by count',
    text: 'resource "aws_eip" "a" {\n  count = 2\n  tags = { Name = ⟨"e${count.index}"⟩ }\n}',
    shows: ['# aws_eip.a[0]\n"e0"', '# aws_eip.a[1]\n"e1"'],
  },
  {
    is: 'instances by for_each',
    text: 'resource "aws_eip" "a" {\n  for_each = toset(["x", "y"])\n  tags = { Name = ⟨each.key⟩ }\n}',
    shows: ['# aws_eip.a["x"]\n"x"', '# aws_eip.a["y"]\n"y"'],
  },
  {
    is: 'each.value',
    text: 'resource "aws_eip" "a" {\n  for_each = { x = 1 }\n  tags = { Name = ⟨each.value⟩ }\n}',
    shows: ['```hcl\n1\n```'],
  },
  {
    is: 'many instances, of which a few are shown',
    text: 'resource "aws_eip" "a" {\n  count = 30\n  tags = { Name = ⟨"e${count.index}"⟩ }\n}',
    shows: ['# aws_eip.a[4]\n"e4"\n# and 25 more'],
    hides: ['a[5]'],
  },
  {
    is: 'instances that come to the same',
    text: `${VARIABLE}resource "aws_instance" "a" {\n  count = 3\n  instance_type = ⟨var.size⟩\n}`,
    shows: ['# aws_instance.a[0] and 2 more\n"t3.micro"'],
  },
  {
    is: 'what repeats a block',
    text: 'variable "n" { default = 2 }\nresource "aws_eip" "a" {\n  count = ⟨var.n⟩\n}',
    shows: ['```hcl\n2\n```'],
  },
  {
    is: 'a key of an object',
    text: `${VARIABLE}locals { a = { ⟨kind⟩ = var.size, other = 1 } }`,
    shows: ['```hcl\n"t3.micro"\n```'],
  },
  {
    is: 'the key in brackets',
    text: 'variable "k" { default = "x" }\nlocals {\n  m = { x = { b = 1 } }\n  a = local.m[⟨var.k⟩].b\n}',
    shows: ['```hcl\n"x"\n```'],
  },
  {
    is: 'a traversal around brackets',
    text: 'variable "k" { default = "x" }\nlocals {\n  m = { x = { b = 1 } }\n  a = ⟨local.m⟩[var.k].b\n}',
    shows: ['```hcl\n1\n```'],
  },
  {
    is: 'a for expression',
    text: 'variable "x" { default = ["a", "b"] }\nlocals { a = [⟨for⟩ s in var.x : upper(s)] }',
    shows: ['["A", "B"]'],
  },
  {
    is: 'the collection of a for expression',
    text: 'variable "x" { default = ["a", "b"] }\nlocals { a = [for s in ⟨var.x⟩ : upper(s)] }',
    shows: ['["a", "b"]'],
  },
  {
    is: 'a splat',
    text: 'locals {\n  m = [{ b = 1 }, { b = 2 }]\n  a = ⟨local.m⟩[*].b\n}',
    shows: ['[1, 2]'],
  },
  {
    is: 'dynamic blocks',
    text: 'variable "ports" { default = [80, 443] }\nresource "aws_security_group" "s" {\n  dynamic "ingress" {\n    for_each = var.ports\n    content { from_port = ⟨ingress.value⟩ }\n  }\n}',
    shows: ['80', '443'],
  },
  {
    is: 'what is known after deployment',
    text: 'resource "aws_vpc" "v" {}\nresource "aws_subnet" "s" { vpc_id = ⟨aws_vpc.v.id⟩ }',
    shows: ['aws_vpc.v.id', 'known only after deployment'],
  },
  {
    is: 'an attribute that another resource has written',
    text: 'resource "aws_s3_bucket" "b" { bucket = "logs" }\nlocals { a = ⟨aws_s3_bucket.b.bucket⟩ }',
    shows: ['"logs"'],
  },
  {
    is: 'a cycle',
    text: 'locals {\n  a = ⟨local.b⟩\n  b = local.a\n}',
    shows: ['(unknown)', 'refers to itself'],
  },
  { is: 'a name that is not there', text: 'locals { a = ⟨var.none⟩ }', shows: ['(unknown)', 'there is no var.none'] },
  { is: 'half-typed code', text: 'locals { a = ⟨var.⟩ }', shows: null },
  {
    is: 'a sensitive variable',
    text: 'variable "x" {\n  sensitive = true\n  default = "opensesame"\n}\nlocals { a = ⟨var.x⟩ }',
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  {
    is: 'an attribute whose name says that it is secret',
    text: 'variable "x" { default = "opensesame" }\nresource "aws_db_instance" "d" { password = ⟨var.x⟩ }',
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  {
    is: 'a variable whose name says that it is secret',
    text: 'variable "db_password" { default = "opensesame" }\nlocals { a = ⟨var.db_password⟩ }',
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  {
    is: 'a local that hands on a secret',
    text: 'variable "db_password" { default = "opensesame" }\nlocals {\n  a = var.db_password\n  b = ⟨local.a⟩\n}',
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  {
    is: 'a string that a secret is put into',
    text: 'variable "db_password" { default = "opensesame" }\nlocals { ⟨a⟩ = "postgres://u:${var.db_password}@h" }',
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  {
    is: 'a secret within an object',
    text: 'variable "x" { default = { user = "me", password = "opensesame" } }\nlocals { a = ⟨var.x⟩ }',
    shows: ['{ user = "me", password = (sensitive) }'],
    hides: ['opensesame'],
  },
  {
    is: 'what looks like a secret',
    text: `variable "x" { default = "ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}" }\nlocals { a = ⟨var.x⟩ }`,
    shows: ['(sensitive)'],
    hides: ['ghp_'],
  },
  {
    is: 'a document in JSON',
    text: 'variable "a" { default = "s3:GetObject" }\nlocals { ⟨p⟩ = jsonencode({ Action = var.a }) }',
    shows: ['jsonencode({ Action = "s3:GetObject" })'],
  },
  {
    is: 'a long list, cut off',
    text: 'locals { ⟨a⟩ = range(100) }',
    shows: ['0, 1, 2', '…'],
    hides: ['99'],
  },
  {
    is: 'an output',
    text: `${VARIABLE}output "o" { ⟨value⟩ = var.size }`,
    shows: ['"t3.micro"'],
  },
  {
    is: 'an argument of a module call',
    text: `${VARIABLE}module "m" {\n  source = "./m"\n  kind = ⟨var.size⟩\n}`,
    files: { 'm/main.tf': 'variable "kind" {}\n' },
    shows: ['"t3.micro"'],
  },
  {
    is: 'an output of a module',
    text: 'module "m" {\n  source = "./m"\n  kind = "k"\n}\nlocals { a = ⟨module.m.kind⟩ }',
    files: { 'm/main.tf': 'variable "kind" {}\noutput "kind" { value = var.kind }\n' },
    shows: ['"k"', 'written in [main.tf:3]', 'passed on as `var.kind` in [main.tf:2]'],
  },
  {
    is: 'a module that is not there',
    text: 'module "m" { source = "example/none/aws" }\nlocals { a = ⟨module.m.x⟩ }',
    shows: ['(unknown)', 'Not known'],
  },
  {
    is: 'Markdown in a value',
    text: 'variable "x" { default = "```[a](command:b)" }\nlocals { a = ⟨var.x⟩ }',
    shows: ['````hcl\n"```[a](command:b)"\n````'],
  },
];

const template = (rest: string): string => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Size: { Type: String, Default: small }
  Open: { Type: String }
  DbPassword: { Type: String, Default: opensesame }
  Quiet: { Type: String, NoEcho: true, Default: opensesame }
Conditions:
  IsSmall: !Equals [!Ref Size, small]
  IsOpen: !Equals [!Ref Open, yes]
${rest}`;
const resource = (properties: string): string =>
  template(`Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      ${properties}
`);

const CLOUDFORMATION: readonly Case[] = [
  {
    is: 'the default of a parameter by !Ref',
    text: resource('BucketName: ⟨!Ref Size⟩'),
    shows: ['```hcl\n"small"\n```', 'written in [t.yaml:3]'],
  },
  { is: 'the key of a property', text: resource('⟨BucketName⟩: !Ref Size'), shows: ['"small"'] },
  { is: 'the long form', text: resource('BucketName: { Ref: ⟨Size⟩ }'), shows: ['"small"'] },
  { is: 'a literal', text: resource('BucketName: ⟨logs⟩'), shows: null },
  { is: 'a parameter without a value', text: resource('BucketName: ⟨!Ref Open⟩'), shows: ['(unknown)', 'Not known'] },
  { is: 'what !Sub comes to', text: resource('BucketName: !Sub "⟨x⟩-${Size}"'), shows: ['"x-small"'] },
  { is: 'a name in !Sub', text: resource('BucketName: !Sub "x-${⟨Size⟩}"'), shows: ['```hcl\n"small"\n```'] },
  { is: 'a partly known !Sub', text: resource('BucketName: !Sub "⟨x⟩-${Open}"'), shows: ['"x-" + (unknown)'] },
  {
    is: '!GetAtt',
    text: resource('BucketName: ⟨!GetAtt C.Arn⟩\n  C:\n    Type: AWS::S3::Bucket'),
    shows: ['C.Arn', 'known only after deployment'],
  },
  { is: 'what !If chooses', text: resource('⟨BucketName⟩: !If [IsSmall, a, b]'), shows: ['```hcl\n"a"\n```'] },
  { is: 'the condition of !If', text: resource('BucketName: !If [⟨IsSmall⟩, a, b]'), shows: ['true'] },
  {
    is: 'a condition that is not decided',
    text: resource('BucketName: !If [⟨IsOpen⟩, a, b]'),
    shows: ['(unknown)', 'depends on'],
  },
  { is: '!Join', text: resource('BucketName: ⟨!Join⟩ ["-", [a, !Ref Size]]'), shows: ['"a-small"'] },
  { is: 'an argument of !Join', text: resource('BucketName: !Join ["-", [a, ⟨!Ref Size⟩]]'), shows: ['"small"'] },
  { is: 'a parameter where it is declared', text: template('Resources: {}').replace('Size:', '⟨Size⟩:'), shows: ['"small"'] },
  { is: 'a condition where it is declared', text: template('Resources: {}').replace('IsSmall:', '⟨IsSmall⟩:'), shows: ['true'] },
  {
    is: 'a secret by the name of its parameter',
    text: resource('BucketName: ⟨!Ref DbPassword⟩'),
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  { is: 'a secret by NoEcho', text: resource('BucketName: ⟨!Ref Quiet⟩'), shows: ['(sensitive)'], hides: ['opensesame'] },
  {
    is: 'a secret inside of a list',
    text: resource('⟨Tags⟩: [{ Key: a, Value: !Ref DbPassword }]'),
    shows: ['(sensitive)'],
    hides: ['opensesame'],
  },
  { is: 'an output', text: template('Outputs:\n  O:\n    ⟨Value⟩: !Ref Size\n'), shows: ['"small"'] },
  {
    is: 'JSON',
    text: '{ "AWSTemplateFormatVersion": "2010-09-09", "Parameters": { "Size": { "Type": "String", "Default": "small" } },\n"Resources": { "B": { "Type": "AWS::S3::Bucket", "Properties": { ⟨"BucketName"⟩: { "Ref": "Size" } } } } }',
    shows: ['"small"', 'written in [t.json:1]'],
  },
];

let client: Client;
let folder: Folder;
beforeAll(async () => {
  folder = makeFolder(
    Object.fromEntries(
      TERRAFORM.flatMap(({ files = {} }, index) =>
        Object.entries(files).map(([name, text]) => [`case ${index}/${name}`, text] as const),
      ),
    ),
  );
  client = await Client.start({ folders: [folder.uri], initializationOptions: { status: true } });
});
afterAll(async () => {
  await client.stop();
  folder.dispose();
});

async function hoverIn(uri: string, marked: string, language: string): Promise<string | null> {
  const start = marked.indexOf('⟨');
  const end = marked.indexOf('⟩');
  if (start < 0 || end < start) throw new Error('nothing is marked');
  client.open(uri, marked.replace(/[⟨⟩]/g, ''), language);
  await client.judged(uri);
  await client.until('everything is loaded', () => JSON.stringify(client.statuses.at(-1) ?? '').includes('"ready"'));
  const lines = marked.slice(0, start).split('\n');
  const hover = await client.hover(uri, { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
  client.close(uri);
  if (hover === null) return null;
  if (typeof hover.contents !== 'object' || !('value' in hover.contents)) throw new Error('not Markdown');
  return hover.contents.value;
}

function check(shown: string | null, { shows, hides }: Case): void {
  if (shows === null) expect(shown).toBeNull();
  for (const piece of shows ?? []) expect(shown).toContain(piece);
  for (const piece of hides ?? []) expect(shown).not.toContain(piece);
}

describe('a hover in Terraform shows', () => {
  it.each(TERRAFORM.map((one, index) => ({ ...one, index })))('$is', async (one) => {
    check(await hoverIn(folder.file(`case ${one.index}/main.tf`), one.text, 'terraform'), one);
  });
});

describe('a hover in CloudFormation shows', () => {
  it.each(CLOUDFORMATION.map((one, index) => ({ ...one, index })))('$is', async (one) => {
    const language = one.text.startsWith('{') ? 'json' : 'yaml';
    check(await hoverIn(folder.file(`template ${one.index}/t.${language}`), one.text, language), one);
  });
});

describe('what Ashlar sees', () => {
  const seenAt = async (uri: string, text: string, find: string, language: string): Promise<string | undefined> => {
    client.open(uri, text, language);
    await client.judged(uri);
    const place = { textDocument: { uri }, position: client.rangeOf(uri, find).start };
    return (await client.connection.sendRequest<{ markdown: string } | null>('ashlar/whatAshlarSees', place))?.markdown;
  };

  it('is every instance of the block', async () => {
    const text = 'resource "aws_s3_bucket" "b" {\n  count  = 2\n  bucket = "b${count.index}"\n}\n';
    const seen = await seenAt(folder.file('seen 1/main.tf'), text, 'bucket =', 'terraform');
    expect(seen).toContain('aws\\_s3\\_bucket.b\\[0\\]');
    expect(seen).toContain('aws\\_s3\\_bucket.b\\[1\\]');
    expect(seen).not.toContain('does not see');
  });

  it('tells of what is not seen, where no resource is', async () => {
    const text = 'module "m" {\n  source = "example/none/aws"\n}\nlocals { a = 1 }\n';
    const seen = await seenAt(folder.file('seen 2/main.tf'), text, 'locals', 'terraform');
    expect(seen).toContain('There is no resource at the cursor.');
    expect(seen).toContain('[main.tf:1]');
    expect(seen).toMatch(/is not loaded/);
  });

  it('tells of a value that refers to itself', async () => {
    const text = 'locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_s3_bucket" "b" { bucket = local.a }\n';
    expect(await seenAt(folder.file('seen 3/main.tf'), text, 'locals', 'terraform')).toContain('refers to itself');
  });

  it('tells of stacks whose template is not there', async () => {
    const text = template(
      'Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://example.org/x\n',
    );
    expect(await seenAt(folder.file('seen 4/t.yaml'), text, 'Size', 'yaml')).toContain(
      'the template of a nested stack is not loaded',
    );
  });

  it('is nothing secret', async () => {
    const text = 'resource "aws_db_instance" "d" {\n  username = "me"\n  password = "opensesame"\n}\n';
    const seen = await seenAt(folder.file('seen 6/main.tf'), text, 'username', 'terraform');
    expect(seen).toContain('MasterUserPassword` | (sensitive)');
    expect(seen).not.toContain('opensesame');
  });

  it('is nothing where there is neither', async () => {
    expect(await seenAt(folder.file('seen 5/main.tf'), 'locals { a = 1 }\n', 'a', 'terraform')).toBeUndefined();
  });
});
