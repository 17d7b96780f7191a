import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { withoutLines, withoutSome, withSwapped, withTyped } from '../fuzz/edits';
import { randomFrom } from '../fuzz/hcl-mutations';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();
const uri = (name: string) => `file:///w/${name}`;

/** A root with everything that one name can need of another, a module that is called three times, and files of values. */
const FILES: Readonly<Record<string, string>> = {
  'main.tf': `# the store
resource "aws_s3_bucket" "a" {
  bucket = local.names["a"]
}

resource "aws_s3_bucket_versioning" "a" {
  bucket = aws_s3_bucket.a.id
  versioning_configuration {
    status = var.versioned ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = aws_s3_bucket.a.bucket
  block_public_acls       = var.blocked
  block_public_policy     = true
  ignore_public_acls      = var.blocked
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "\${aws_s3_bucket.a.arn}/*" }
  ]
}
EOT
}

resource "aws_security_group" "web" {
  for_each = local.rules
  name     = "web-\${each.key}"
  ingress {
    from_port   = each.value.port
    to_port     = each.value.port
    protocol    = "tcp"
    cidr_blocks = [each.value.cidr]
  }
}

resource "aws_instance" "one" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.web["ssh"].id]
  subnet_id              = aws_subnet.s.id
}

resource "aws_subnet" "s" {
  vpc_id                  = aws_vpc.v.id
  map_public_ip_on_launch = var.public
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

# ashlar:ignore aws/rds/instance-public it is a test
resource "aws_db_instance" "main" {
  count                   = var.databases
  engine                  = "postgres"
  publicly_accessible     = local.open
  storage_encrypted       = false
  backup_retention_period = 7
}
`,
  'iam.tf': `data "aws_iam_policy_document" "p" {
  statement {
    actions   = [local.action]
    resources = ["*"]
  }
}

resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}

resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.p.json
}

module "one" {
  source = "./m"
  open   = false
  name   = local.names["a"]
}

module "two" {
  source = "./m"
  open   = var.public
  bucket = aws_s3_bucket.a
}

module "three" {
  source   = "./m"
  for_each = local.rules
  open     = each.value.cidr == "0.0.0.0/0"
  name     = module.one.name
}

output "secret" {
  value = module.two.password
}
`,
  'names.tf': `variable "versioned" {
  default = false
}
variable "blocked" {
  default = true
}
variable "public" {
  type    = bool
  default = true
}
variable "databases" {
  default = 2
}
variable "unset" {}
locals {
  names  = { a = "files", b = "more-\${var.unset}" }
  open   = var.public
  action = local.open ? "*" : "s3:GetObject"
  rules = {
    ssh = { port = 22, cidr = "0.0.0.0/0" }
    web = { port = 443, cidr = local.open ? "0.0.0.0/0" : "10.0.0.0/8" }
  }
}
`,
  'prod.auto.tfvars': 'versioned = true\nblocked   = false\n',
  'm/main.tf': `variable "open" {
  default = true
}
variable "name" {
  default = "m"
}
variable "bucket" {
  default = null
}
resource "aws_db_instance" "d" {
  identifier          = var.name
  engine              = "postgres"
  publicly_accessible = var.open
  password            = "not-a-secret-1"
}
resource "aws_s3_bucket_versioning" "v" {
  count  = var.bucket == null ? 0 : 1
  bucket = var.bucket.id
  versioning_configuration {
    status = "Disabled"
  }
}
output "name" {
  value = aws_db_instance.d.identifier
}
output "password" {
  value     = aws_db_instance.d.password
  sensitive = true
}
`,
};

const SWAPS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['false', 'true'],
  ['0.0.0.0/0', '10.0.0.0/8'],
  ['local.open', 'var.public'],
  ['aws_s3_bucket.a', 'aws_s3_bucket.b'],
  ['"a"', '"b"'],
  ['= 2', '= 0'],
  ['for_each', 'count'],
  ['./m', './n'],
  ['one', 'two'],
  ['var.', 'local.'],
  ['null', '"x"'],
];
const TYPED = ['x', ' ', '"', '{', '}', '\n', '=', '#', '[', '\n\n'];

/** One edit: something typed, taken away, said otherwise, said twice, or all as it was. */
function edited(text: string, original: string, below: (n: number) => number, swaps = SWAPS): string {
  const at = below(text.length + 1);
  switch (below(7)) {
    case 0:
      return original;
    case 1:
      return withTyped(text, at, TYPED, below);
    case 2:
      return withoutSome(text, at, 4, below);
    case 3: {
      const blocks = text.split(/(?<=^\}\n)/m);
      const taken = below(blocks.length);
      return blocks.filter((_, i) => i !== taken).join('');
    }
    case 4: {
      const blocks = text.split(/(?<=^\}\n)/m);
      return [...blocks, blocks[below(blocks.length)]].join('');
    }
    default:
      return withSwapped(text, at, swaps, below);
  }
}

/** All that can be asked of a state. */
function said(analysis: Analysis, names: readonly string[]) {
  return names.map((name) => {
    const { version: _, ...report } = analysis.report(uri(name));
    const fixes = report.findings.slice(0, 3).map((finding) => {
      const fix = analysis.fixFor(finding);
      return 'refused' in fix ? fix.refused : [...fix.edits];
    });
    const length = analysis.text(uri(name))?.text.length ?? 0;
    return { report, fixes, seen: [0.2, 0.5, 0.8].map((part) => analysis.describe(uri(name), Math.floor(length * part))) };
  });
}

function opened(texts: ReadonlyMap<string, string>): Analysis {
  const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
  for (const [name, text] of texts) analysis.setFile(uri(name), text, 1);
  return analysis;
}

/**
 * Edits documents one after the other, and compares each state with the same one read anew.
 * @param next the document that is edited, with its new text
 * @returns how many findings there were in all
 */
function findingsWhileEdited(
  files: Readonly<Record<string, string>>,
  versions: number,
  below: (limit: number) => number,
  next: (texts: ReadonlyMap<string, string>) => { readonly name: string; readonly text: string },
): number {
  const names = Object.keys(files);
  const texts = new Map(Object.entries(files));
  const analysis = opened(texts);
  said(analysis, names);
  let findings = 0;
  for (let version = 2; version < versions; version++) {
    const { name, text } = next(texts);
    texts.set(name, text);
    analysis.setFile(uri(name), text, version);
    // Not after each edit: two may come before somebody asks.
    if (below(4) === 0) continue;
    const now = said(analysis, names);
    expect(now, `${name}, version ${version}:\n${text}`).toEqual(said(opened(texts), names));
    findings += now.reduce((sum, { report }) => sum + report.findings.length, 0);
  }
  return findings;
}

describe('a state that was reached by edits', () => {
  it.each([1, 2, 3, 4])('is judged as if it were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 7919);
    const names = Object.keys(FILES);
    const findings = findingsWhileEdited(FILES, 60, below, (texts) => {
      const name = names[below(names.length)] ?? '';
      return { name, text: edited(texts.get(name) ?? '', FILES[name] ?? '', below) };
    });
    expect(findings).toBeGreaterThan(100);
  });
});

/** A tree of modules: what the root makes is used, and attached to, in a middle and a leaf. */
const TREE: Readonly<Record<string, string>> = {
  'main.tf': `variable "action" {
  default = "iam:CreatePolicyVersion"
}
resource "aws_iam_role" "shared" {
  name               = "shared"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_s3_bucket" "b" {
  bucket = "files"
}
module "one" {
  source = "./middle"
  role   = aws_iam_role.shared.name
  bucket = aws_s3_bucket.b.id
  action = var.action
}
module "two" {
  source = "./middle"
  role   = module.one.role
  bucket = "others"
  action = "s3:GetObject"
}
resource "aws_iam_role_policy_attachment" "managed" {
  role       = module.one.role
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PutRolePolicy", Resource = "*" }] })
}
`,
  'middle/main.tf': `variable "role" {}
variable "bucket" {}
variable "action" {}
module "leaf" {
  source = "../leaf"
  role   = var.role
  bucket = var.bucket
  action = var.action
}
resource "aws_iam_role" "own" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}
output "role" {
  value = aws_iam_role.own.name
}
`,
  'leaf/main.tf': `variable "role" {}
variable "bucket" {}
variable "action" {}
resource "aws_iam_role_policy" "p" {
  role   = var.role
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.action, Resource = "*" }] })
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket                  = var.bucket
  block_public_acls       = false
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
`,
};
const TREE_SWAPS: readonly (readonly [string, string])[] = [
  ['iam:CreatePolicyVersion', 's3:GetObject'],
  ['s3:GetObject', 'iam:PutUserPolicy'],
  ['aws_iam_role.shared', 'aws_iam_role.other'],
  ['module.one', 'module.two'],
  ['var.role', '"shared"'],
  ['var.action', '"iam:AttachUserPolicy"'],
  ['"files"', '"others"'],
  ['var.bucket', '"files"'],
  ['false', 'true'],
  ['"Allow"', '"Deny"'],
];

describe('a tree of modules that was reached by edits', () => {
  it.each([1, 2])('is judged as if it were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 15_485_863);
    const names = Object.keys(TREE);
    const findings = findingsWhileEdited(TREE, 40, below, (texts) => {
      const name = names[below(names.length)] ?? '';
      return { name, text: edited(texts.get(name) ?? '', TREE[name] ?? '', below, TREE_SWAPS) };
    });
    expect(findings).toBeGreaterThan(50);
  });
});

/** Policies so long that their statements are kept one by one: as a document that two resources use, in calls, and in a local. */
const STATEMENTS = 8;
const eachStatement = (make: (i: number) => string) => Array.from({ length: STATEMENTS }, (_, i) => make(i)).join('');
const POLICIES: Readonly<Record<string, string>> = {
  'policies.tf': `# all that the service may do
data "aws_iam_policy_document" "all" {
  source_policy_documents = [data.aws_iam_policy_document.more.json]
${eachStatement(
  (i) => `  statement {
    sid       = "Statement${i}"
    actions   = ["s3:GetObject", "s3:GetObjectt", local.action]
    resources = ["\${aws_s3_bucket.b.arn}/${i}/*", "arn:aws:sqs:eu-west-1:123456789012:queue-${i}"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.org, "o-${i}"]
    }
  }
`,
)}  dynamic "statement" {
    for_each = local.buckets
    content {
      actions   = ["s3:*"]
      resources = ["arn:aws:s3:::\${statement.value}"]
    }
  }
}

data "aws_iam_policy_document" "more" {
  statement {
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "one" {
  policy = data.aws_iam_policy_document.all.json
}

resource "aws_iam_role_policy" "two" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.all.json
}

resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
  inline_policy {
    name   = "inline"
    policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
  }
}

resource "aws_iam_policy" "call" {
  count = var.policies
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
${eachStatement(
  (i) => `      {
        Sid      = "Statement${i}"
        Effect   = "Allow"
        Action   = [local.action, "sqs:SendMesage"]
        Resource = ["\${aws_s3_bucket.b.arn}/${i}", "*"] # at ${i}
        Condition = { StringLike = { "aws:PrincipalOrgID" = "o-*" } }
      },
`,
)}      { Effect = "Deny", Action = "s3:DeleteBucket", Resource = var.org },
    ]
  })
}
`,
  'names.tf': `variable "org" {
  default = "o-1"
}
variable "policies" {
  default = 1
}
resource "aws_s3_bucket" "b" {
  bucket = "files"
}
locals {
  action  = "iam:CreatePolicyVersion"
  buckets = ["a", "b"]
  statements = [
${eachStatement(
  (i) => `    {
      Sid      = "Local${i}"
      Effect   = "Allow"
      Action   = "s3:Get*"
      Resource = jsonencode({ a = "\${local.action}" })
      Condition = { Bool = { "aws:SecureTransport" = "tru" } }
    },
`,
)}  ]
}
`,
};
const POLICY_SWAPS: readonly (readonly [string, string])[] = [
  ['s3:GetObject', 's3:GetObject*'],
  ['iam:CreatePolicyVersion', '*'],
  ['local.action', '"*"'],
  ['"*"', 'local.action'],
  ['o-1', 'o-*'],
  ['Allow', 'Deny'],
  ['aws_s3_bucket.b', 'aws_s3_bucket.c'],
  ['data.aws_iam_policy_document.all', 'data.aws_iam_policy_document.more'],
  ['statement {', 'statements {'],
  ['var.org', 'var.policies'],
  ['"a"', '"c", "d"'],
  ['= 1', '= 2'],
  ['Statement1', 'Statement2'],
  ['resources', 'not_resources'],
];

describe('long policies that were reached by edits', () => {
  it.each([1, 2, 3, 4])('are judged as if they were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 32_452_843);
    const findings = findingsWhileEdited(POLICIES, 70, below, (texts) => {
      const name = below(5) === 0 ? 'names.tf' : 'policies.tf';
      const before = texts.get(name) ?? '';
      const text = below(8) === 0 ? withoutLines(before, 8, below) : edited(before, POLICIES[name] ?? '', below, POLICY_SWAPS);
      return { name, text };
    });
    expect(findings).toBeGreaterThan(200);
  });
});

const TEMPLATE = `Parameters:
  Open:
    Type: String
    Default: "true"
  Count:
    Type: Number
    Default: 7
Conditions:
  IsOpen: !Equals [!Ref Open, "true"]
Mappings:
  Ranges:
    all:
      cidr: 0.0.0.0/0
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Delete
    Properties:
      BucketName: !Sub "files-\${Open}-\${AWS::Region}"
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: !Sub "\${Bucket.Arn}/*" }
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      PubliclyAccessible: !Ref Open
      StorageEncrypted: false
      BackupRetentionPeriod: !Ref Count
  Second:
    Type: AWS::RDS::DBInstance
    Condition: IsOpen
    Properties:
      Engine: postgres
      PubliclyAccessible: !If [IsOpen, true, false]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: d
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !FindInMap [Ranges, all, cidr] }
  Ingress:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0 }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}'
Outputs:
  Arn:
    Value: !GetAtt Bucket.Arn
`;
const TEMPLATE_SWAPS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['false', 'true'],
  ['0.0.0.0/0', '10.0.0.0/8'],
  ['!Ref Open', '!Ref Openn'],
  ['Bucket:', 'Bukket:'],
  ['IsOpen', 'IsClosed'],
  ['AWS::RDS::DBInstance', 'AWS::Serverless::Function'],
  ['Outputs:', 'Transform: Mine\nOutputs:'],
  ['postgres', 'mysql'],
  ['  Role:', '  Fn::ForEach::X:'],
];

function editedTemplate(text: string, below: (n: number) => number): string {
  const at = below(text.length + 1);
  switch (below(7)) {
    case 0:
      return TEMPLATE;
    case 1:
      return withTyped(text, at, TYPED, below);
    case 2:
      return withoutSome(text, at, 4, below);
    case 3:
      return withoutLines(text, 4, below);
    default:
      return withSwapped(text, at, TEMPLATE_SWAPS, below);
  }
}

describe('a template that was reached by edits', () => {
  it.each([1, 2, 3])('is judged as if it were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 104_729);
    const findings = findingsWhileEdited({ 't.yaml': TEMPLATE }, 120, below, (texts) => ({
      name: 't.yaml',
      text: editedTemplate(texts.get('t.yaml') ?? '', below),
    }));
    expect(findings).toBeGreaterThan(100);
  });
});

/** A policy so long that its statements are kept one by one, and what they read. */
const LONG_TEMPLATE = `Parameters:
  Path:
    Type: String
    Default: files
Conditions:
  IsOpen: !Equals [!Ref Path, files]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
${eachStatement(
  (i) => `          - Sid: Statement${i} # one of many
            Effect: !If [IsOpen, Allow, Deny]
            Action:
              - s3:GetObject
              - s3:GetObjectt
            Resource:
              - !Sub "\${Bucket.Arn}/\${Path}/${i}"
              - arn:aws:sqs:eu-west-1:123456789012:queue-${i}
          - Effect: Allow
            Action: "iam:*"
            Resource: "*"
            Condition: { StringEquals: { "aws:PrincipalOrgID": o-${i} } }
`,
)}  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
        - { Effect: Allow, Principal: { AWS: "*" }, Action: "sts:AssumeRole" }
Outputs:
  Arn:
    Value: !GetAtt Bucket.Arn
`;
const LONG_TEMPLATE_SWAPS: readonly (readonly [string, string])[] = [
  ['s3:GetObject', '*'],
  ['iam:*', 'iam:PassRole'],
  ['Default: files', 'Default: others'],
  ['Bucket:', 'Bukket:'],
  ['Statement1', 'Statement2'],
  ['IsOpen', 'IsClosed'],
  ['StringEquals', 'StringEqual'],
  ['ManagedPolicy', 'Policy'],
  ['!Sub', '!Ref'],
  ['          - Effect', '            Effect'],
];

describe('a template with a long policy that was reached by edits', () => {
  it.each([1, 2, 3])('is judged as if it were read anew (%i)', (seed) => {
    const below = randomFrom(seed * 49_979_687);
    const findings = findingsWhileEdited({ 't.yaml': LONG_TEMPLATE }, 70, below, (texts) => {
      const before = texts.get('t.yaml') ?? '';
      const at = below(before.length + 1);
      const what = below(7);
      const edit = () => (what < 5 ? withTyped(before, at, TYPED, below) : withSwapped(before, at, LONG_TEMPLATE_SWAPS, below));
      const text = what < 2 ? LONG_TEMPLATE : what === 2 ? withoutLines(before, 4, below) : edit();
      return { name: 't.yaml', text };
    });
    expect(findings).toBeGreaterThan(100);
  });
});
