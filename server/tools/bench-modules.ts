import { terraformText } from './bench-texts';

// A root module that calls 300 modules over about 5,000 files, made up by a fixed recipe.

const MODULES = 300;
/** Modules that the root calls itself; each of the others is called by an earlier one, up to three deep. */
const DIRECT = 220;
const PARTS = 14;

/** The lines of a file that is as long as those of public modules are on the average. */
const LINES = 60;

/**
 * @param files `short`: 18 lines each, in every module six policies that are put together of others; `usual`: as long as public ones, and of
 * the same text as those of the other workspaces that are measured
 * @returns the files by path, and the module that is called most deeply
 */
export function moduleRoot(kind: 'short' | 'usual'): {
  readonly files: ReadonlyMap<string, string>;
  readonly lines: number;
  readonly leaf: string;
} {
  const files = new Map<string, string>();
  for (let i = 0; i < DIRECT; i += 20) {
    const calls = Array.from({ length: Math.min(20, DIRECT - i) }, (_, k) =>
      call(i + k, i + k === 0 ? '"arn:aws:s3:::first"' : `module.m${i + k - 1}.arn`, './modules/'),
    );
    files.set(`services-${i / 20}.tf`, calls.join('\n'));
  }
  files.set('variables.tf', ROOT_VARIABLES);
  for (let i = 0; i < MODULES; i++) for (const [name, text] of moduleFiles(i, kind)) files.set(`modules/m${i}/${name}`, text);
  let lines = 0;
  for (const text of files.values()) lines += text.split('\n').length;
  return { files, lines, leaf: `modules/m${MODULES - 1}` };
}

function call(index: number, source: string, path: string): string {
  return `module "m${index}" {
  source     = "${path}m${index}"
  name       = "\${var.name}-${index}"
  cidrs      = var.cidrs
  source_arn = ${source}
  tags       = merge(var.tags, { Service = "m${index}" })
}
`;
}

/** Which module a module calls: 80 of the root's call one each, and 20 of those one more. */
function calledBy(index: number): number | undefined {
  if (index < 60) return DIRECT + index;
  return index >= DIRECT && index < DIRECT + 20 ? DIRECT + 60 + index - DIRECT : undefined;
}

function* moduleFiles(index: number, kind: 'short' | 'usual'): Generator<readonly [name: string, text: string]> {
  yield ['variables.tf', VARIABLES];
  yield [
    'outputs.tf',
    'output "arn" {\n  value = aws_s3_bucket.data_0.arn\n}\n\noutput "roles" {\n  value = [for r in [aws_iam_role.worker_1] : r.arn]\n}\n',
  ];
  const called = calledBy(index);
  const nested = called === undefined ? '' : `\n${call(called, 'aws_s3_bucket.data_0.arn', '../')}`;
  yield ['main.tf', `locals {\n  prefix = lower(var.name)\n  tags   = merge(var.tags, { Module = "m${index}" })\n}\n${nested}`];
  for (let i = 0; i < PARTS; i++) {
    // The outputs speak of what the first two hold.
    const isUsual = kind === 'usual' && i > 1;
    const text = isUsual ? terraformText(LINES, index * PARTS + i) : (PARTS_TEXT[i % PARTS_TEXT.length] ?? '');
    yield [`part-${i}.tf`, text.replaceAll('$i', String(i))];
  }
}

const ROOT_VARIABLES = `variable "name" {
  type    = string
  default = "platform"
}

variable "cidrs" {
  type    = list(string)
  default = ["10.0.0.0/16", "10.1.0.0/16"]
}

variable "tags" {
  type    = map(string)
  default = { Owner = "platform" }
}
`;

const VARIABLES = `variable "name" {
  type = string
}

variable "cidrs" {
  type = list(string)
}

variable "source_arn" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}
`;

const PARTS_TEXT: readonly string[] = [
  `resource "aws_s3_bucket" "data_$i" {
  bucket = "\${local.prefix}-data-$i"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "data_$i" {
  bucket = aws_s3_bucket.data_$i.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "data_$i" {
  bucket                  = aws_s3_bucket.data_$i.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
`,
  `data "aws_iam_policy_document" "trust_$i" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "worker_$i" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [var.source_arn, "\${var.source_arn}/*"]
  }
  statement {
    sid       = "Queue"
    actions   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = ["arn:aws:sqs:eu-west-1:123456789012:\${local.prefix}-$i"]
  }
}

resource "aws_iam_role" "worker_$i" {
  name               = "\${local.prefix}-worker-$i"
  assume_role_policy = data.aws_iam_policy_document.trust_$i.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "worker_$i" {
  name   = "worker"
  role   = aws_iam_role.worker_$i.id
  policy = data.aws_iam_policy_document.worker_$i.json
}
`,
  `resource "aws_security_group" "service_$i" {
  name        = "\${local.prefix}-service-$i"
  description = "What may reach the service"
  tags        = local.tags

  dynamic "ingress" {
    for_each = var.cidrs
    content {
      description = "https"
      from_port   = 443
      to_port     = 443
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}
`,
  `resource "aws_sqs_queue" "jobs_$i" {
  for_each                = toset(["fast", "slow"])
  name                    = "\${local.prefix}-\${each.key}-$i"
  sqs_managed_sse_enabled = true
  tags                    = local.tags
}
`,
  `resource "aws_cloudwatch_log_group" "service_$i" {
  name              = "/service/\${local.prefix}/$i"
  retention_in_days = 90
  tags              = local.tags
}

resource "aws_kms_key" "service_$i" {
  description         = "\${local.prefix} $i"
  enable_key_rotation = true
  tags                = local.tags
}
`,
  `resource "aws_dynamodb_table" "state_$i" {
  name         = "\${local.prefix}-state-$i"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
  tags = local.tags
}
`,
];
