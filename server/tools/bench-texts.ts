// Texts for the benchmarks, made up by a fixed recipe so that every run measures the same.

/** One Terraform file of about `lines` lines: variables, locals and blocks that refer to each other, as people write them. */
export function terraformText(lines: number, seed: number): string {
  const out: string[] = [];
  const n = (text: string, i: number) => text.replaceAll('$i', `${seed}_${i}`);
  for (let i = 0; out.length < lines; i++) {
    const block = BLOCKS[(i + seed) % BLOCKS.length] ?? '';
    out.push(...n(block, i).split('\n'), '');
  }
  return `${out.join('\n')}\n`;
}

const BLOCKS: readonly string[] = [
  `variable "name_$i" {
  type    = string
  default = "service-$i"
}

locals {
  tags_$i = {
    Service = var.name_$i
    Owner   = "platform"
  }
}`,
  `resource "aws_s3_bucket" "files_$i" {
  bucket = "files-$i"
  tags = {
    Name = "files-$i"
  }
}

resource "aws_s3_bucket_versioning" "files_$i" {
  bucket = aws_s3_bucket.files_$i.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "files_$i" {
  bucket                  = aws_s3_bucket.files_$i.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}`,
  `# Who may reach the service
resource "aws_security_group" "web_$i" {
  name        = "web-$i"
  description = "web"

  ingress {
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`,
  `resource "aws_db_instance" "db_$i" {
  identifier          = "db-$i"
  engine              = "postgres"
  instance_class      = "db.t3.medium"
  allocated_storage   = 20
  storage_encrypted   = true
  publicly_accessible = false
  multi_az            = true
  backup_retention_period = 7
}`,
  `resource "aws_iam_role" "role_$i" {
  name = "role-$i"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

data "aws_iam_policy_document" "read_$i" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::files-$i", "arn:aws:s3:::files-$i/*"]
  }
}

resource "aws_iam_role_policy" "read_$i" {
  name   = "read-$i"
  role   = aws_iam_role.role_$i.id
  policy = data.aws_iam_policy_document.read_$i.json
}`,
  `resource "aws_lambda_function" "fn_$i" {
  function_name = "fn-$i"
  role          = "arn:aws:iam::123456789012:role/role-$i"
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  environment {
    variables = {
      STAGE = "prod"
      TABLE = "table-$i"
    }
  }
}`,
];

/** A CloudFormation template of about `lines` lines. */
export function templateText(lines: number): string {
  const out = [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Parameters:',
    '  Stage:',
    '    Type: String',
    '    Default: prod',
    'Resources:',
  ];
  for (let i = 0; out.length < lines; i++) {
    out.push(
      `  Bucket${i}:`,
      '    Type: AWS::S3::Bucket',
      '    Properties:',
      `      BucketName: !Sub "files-\${Stage}-${i}"`,
      '      VersioningConfiguration:',
      '        Status: Enabled',
      '      PublicAccessBlockConfiguration:',
      '        BlockPublicAcls: true',
      '        BlockPublicPolicy: true',
      '        IgnorePublicAcls: true',
      '        RestrictPublicBuckets: true',
      `  Group${i}:`,
      '    Type: AWS::EC2::SecurityGroup',
      '    Properties:',
      '      GroupDescription: web',
      '      SecurityGroupIngress:',
      '        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }',
    );
  }
  return `${out.join('\n')}\n`;
}

const SERVICES = ['s3:GetObject', 'sqs:SendMessage', 'dynamodb:GetItem', 'sns:Publish', 'ec2:Describe*', 'kms:Decrypt'];

/** An IAM policy with so many statements, as a file of JSON. */
export function policyText(statements: number): string {
  const Statement = Array.from({ length: statements }, (_, i) => ({
    Sid: `Statement${i}`,
    Effect: 'Allow',
    Action: [SERVICES[i % SERVICES.length], SERVICES[(i + 1) % SERVICES.length]],
    Resource: [`arn:aws:s3:::bucket-${i}/*`, `arn:aws:sqs:eu-west-1:123456789012:queue-${i}`],
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  }));
  return `${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n`;
}

/** The same as a policy document of Terraform, and a policy that is made of it. */
export function policyDocumentText(statements: number): string {
  const all = Array.from(
    { length: statements },
    (_, i) => `  statement {
    sid       = "Statement${i}"
    actions   = ["${SERVICES[i % SERVICES.length]}", "${SERVICES[(i + 1) % SERVICES.length]}"]
    resources = ["arn:aws:s3:::bucket-${i}/*", "arn:aws:sqs:eu-west-1:123456789012:queue-${i}"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-a1b2c3d4e5"]
    }
  }
`,
  );
  return `data "aws_iam_policy_document" "all" {
${all.join('')}}

resource "aws_iam_policy" "all" {
  name   = "all"
  policy = data.aws_iam_policy_document.all.json
}
`;
}

/** The same in `jsonencode`, as people write a policy beside what it is attached to. */
export function policyCallText(statements: number): string {
  const all = Array.from(
    { length: statements },
    (_, i) => `      {
        Sid      = "Statement${i}"
        Effect   = "Allow"
        Action   = ["${SERVICES[i % SERVICES.length]}", "${SERVICES[(i + 1) % SERVICES.length]}"]
        Resource = ["arn:aws:s3:::bucket-${i}/*", "arn:aws:sqs:eu-west-1:123456789012:queue-${i}"]
        Condition = {
          StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" }
        }
      },
`,
  );
  return `resource "aws_iam_policy" "all" {
  name = "all"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
${all.join('')}    ]
  })
}
`;
}

/** The same in a CloudFormation template. */
export function policyTemplateText(statements: number): string {
  const all = Array.from(
    { length: statements },
    (_, i) => `          - Sid: Statement${i}
            Effect: Allow
            Action:
              - ${SERVICES[i % SERVICES.length]}
              - ${SERVICES[(i + 1) % SERVICES.length]}
            Resource:
              - arn:aws:s3:::bucket-${i}/*
              - arn:aws:sqs:eu-west-1:123456789012:queue-${i}
            Condition:
              StringEquals:
                aws:PrincipalOrgID: o-a1b2c3d4e5
`,
  );
  return `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  All:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
${all.join('')}`;
}
