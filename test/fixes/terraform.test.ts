import { describe, expect, it } from 'vitest';
import { computeFix } from '../../server/src/fixes';
import type { Intent } from '../../server/src/resources';
import { boolValue, textOrigin } from '../../server/src/values';
import { dedent } from './helpers';
import { check, fix, set, worldOf } from './terraform-world';

describe('fixes of Terraform', () => {
  it('sets an attribute', () => {
    check(
      `
      resource "aws_db_instance" "main" {
        publicly_accessible = true
      }
      `,
      { 'aws_db_instance.main': [set('PubliclyAccessible', false)] },
      `
      resource "aws_db_instance" "main" {
        publicly_accessible = false
      }
      `,
    );
  });

  it('adds an attribute', () => {
    check(
      `
      resource "aws_db_instance" "main" {
        engine = "mysql"
      }
      `,
      { 'aws_db_instance.main': [set('StorageEncrypted', true)] },
      `
      resource "aws_db_instance" "main" {
        engine            = "mysql"
        storage_encrypted = true
      }
      `,
    );
  });

  it('makes a companion', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket" "c" {
        bucket = "y"
      }
      `,
      { 'aws_s3_bucket.b': [set('VersioningConfiguration.Status', 'Enabled')] },
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_versioning" "b" {
        bucket = aws_s3_bucket.b.id

        versioning_configuration {
          status = "Enabled"
        }
      }

      resource "aws_s3_bucket" "c" {
        bucket = "y"
      }
      `,
    );
  });

  it('sets four flags of a companion in one block', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }
      `,
      {
        'aws_s3_bucket.b': [
          set('PublicAccessBlockConfiguration.BlockPublicAcls', true),
          set('PublicAccessBlockConfiguration.BlockPublicPolicy', true),
          set('PublicAccessBlockConfiguration.IgnorePublicAcls', true),
          set('PublicAccessBlockConfiguration.RestrictPublicBuckets', true),
        ],
      },
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_public_access_block" "b" {
        bucket                  = aws_s3_bucket.b.id
        block_public_acls       = true
        block_public_policy     = true
        ignore_public_acls      = true
        restrict_public_buckets = true
      }
      `,
    );
  });

  it('completes what a part says already', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_public_access_block" "b" {
        bucket              = aws_s3_bucket.b.id
        block_public_acls   = true
        block_public_policy = false # for now
      }
      `,
      {
        'aws_s3_bucket.b': [
          set('PublicAccessBlockConfiguration', {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
          }),
        ],
      },
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_public_access_block" "b" {
        bucket              = aws_s3_bucket.b.id
        block_public_acls   = true
        block_public_policy = true # for now
        ignore_public_acls  = true
      }
      `,
    );
  });

  it('gives the companion of several instances the same instances', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
        count    = 2
        provider = aws.west

        bucket = "x"
      }
      `,
      { 'aws_s3_bucket.b': [set('VersioningConfiguration.Status', 'Enabled')] },
      `
      resource "aws_s3_bucket" "b" {
        count    = 2
        provider = aws.west

        bucket = "x"
      }

      resource "aws_s3_bucket_versioning" "b" {
        provider = aws.west
        count    = 2

        bucket = aws_s3_bucket.b[count.index].id

        versioning_configuration {
          status = "Enabled"
        }
      }
      `,
    );
  });

  it('finds a free name', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_versioning" "b" {
        bucket = "other"

        versioning_configuration {
          status = "Enabled"
        }
      }
      `,
      {
        'aws_s3_bucket.b': [
          set('PublicAccessBlockConfiguration.BlockPublicAcls', true),
          set('VersioningConfiguration.Status', 'Enabled'),
        ],
      },
      `
      resource "aws_s3_bucket" "b" {
        bucket = "x"
      }

      resource "aws_s3_bucket_public_access_block" "b" {
        bucket            = aws_s3_bucket.b.id
        block_public_acls = true
      }

      resource "aws_s3_bucket_versioning" "b_2" {
        bucket = aws_s3_bucket.b.id

        versioning_configuration {
          status = "Enabled"
        }
      }

      resource "aws_s3_bucket_versioning" "b" {
        bucket = "other"

        versioning_configuration {
          status = "Enabled"
        }
      }
      `,
    );
  });

  it("changes a variable's default that nothing else reads", () => {
    const files = {
      'main.tf': 'resource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n',
      'variables.tf': 'variable "open" {\n  type    = bool\n  default = true # for now\n}\n',
    };
    expect(fix(files, { 'aws_db_instance.main': [set('PubliclyAccessible', false)] })).toEqual({
      ...files,
      'variables.tf': 'variable "open" {\n  type    = bool\n  default = false # for now\n}\n',
    });
  });

  it("leaves a variable's default that something else reads", () => {
    const files = {
      'main.tf': 'resource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n',
      'outputs.tf': 'output "open" {\n  value = "it is ${var.open}"\n}\n',
      'variables.tf': 'variable "open" {\n  default = true\n}\n',
    };
    expect(fix(files, { 'aws_db_instance.main': [set('PubliclyAccessible', false)] })).toHaveProperty('refused');
  });

  it('changes a tfvars line', () => {
    const main = 'variable "open" {}\nresource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n';
    const files = { 'main.tf': main, 'terraform.tfvars': 'other = 1\nopen  = true\n' };
    const world = worldOf(files);
    const declared = world.graph.at('aws_db_instance.main');
    if (!declared) throw new Error('it is declared');
    const literal = { start: files['terraform.tfvars'].indexOf('true'), end: files['terraform.tfvars'].indexOf('true') + 4 };
    const use = { start: main.indexOf('var.open'), end: main.indexOf('var.open') + 8 };
    const origin = { ...textOrigin('file:///m/terraform.tfvars', literal), via: textOrigin('file:///m/main.tf', use) };
    const resource = Object.assign(Object.create(declared), { get: () => boolValue(true, origin) });
    const result = computeFix({ title: 'Fix', safe: true, resource, intents: [set('PubliclyAccessible', false)] }, world);
    expect('edits' in result && [...result.edits]).toEqual([
      ['file:///m/terraform.tfvars', [{ span: literal, newText: 'false' }]],
    ]);
  });

  it('changes a local', () => {
    check(
      `
      locals {
        open = true
      }

      resource "aws_db_instance" "main" {
        publicly_accessible = local.open
      }
      `,
      { 'aws_db_instance.main': [set('PubliclyAccessible', false)] },
      `
      locals {
        open = false
      }

      resource "aws_db_instance" "main" {
        publicly_accessible = local.open
      }
      `,
    );
  });

  it('composes fixes of one block and of several', () => {
    check(
      `
      resource "aws_db_instance" "a" {
        publicly_accessible = true
      }

      resource "aws_db_instance" "b" {
        publicly_accessible = true
      }
      `,
      {
        'aws_db_instance.a': [set('PubliclyAccessible', false), set('StorageEncrypted', true)],
        'aws_db_instance.b': [set('PubliclyAccessible', false)],
      },
      `
      resource "aws_db_instance" "a" {
        publicly_accessible = false
        storage_encrypted   = true
      }

      resource "aws_db_instance" "b" {
        publicly_accessible = false
      }
      `,
    );
  });

  it('refuses what is fulfilled', () => {
    const text = 'resource "aws_db_instance" "main" {\n  publicly_accessible = false\n}\n';
    expect(fix({ 'main.tf': text }, { 'aws_db_instance.main': [set('PubliclyAccessible', false)] })).toEqual({
      refused: 'There is nothing to change.',
    });
  });

  it.each<[string, string, string]>([
    [
      'jsonencode',
      '  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*" }]\n  })\n',
      '  policy = jsonencode({\n    Statement = [{ Effect = "Deny", Principal = "*" }]\n  })\n',
    ],
    [
      'a heredoc',
      '  policy = <<EOT\n{\n  "Statement": [\n    { "Effect": "Allow", "Resource": "${aws_s3_bucket.b.arn}" }\n  ]\n}\nEOT\n',
      '  policy = <<EOT\n{\n  "Statement": [\n    { "Effect": "Deny", "Resource": "${aws_s3_bucket.b.arn}" }\n  ]\n}\nEOT\n',
    ],
  ])('changes a document in %s', (_, before, after) => {
    const wrap = (policy: string) =>
      `resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n\nresource "aws_s3_bucket_policy" "p" {\n  bucket = aws_s3_bucket.b.id\n${policy}}\n`;
    const world = worldOf({ 'main.tf': wrap(before) });
    const holder = world.graph.resources.find((one) => one.get(['PolicyDocument', 'Statement', 0, 'Effect']).kind === 'string');
    expect(holder?.address).toBeDefined();
    const wanted = { [holder?.address ?? '']: [set('PolicyDocument.Statement.0.Effect', 'Deny')] };
    expect(fix({ 'main.tf': wrap(before) }, wanted)).toEqual({ 'main.tf': wrap(after) });
  });
});

describe('removals in Terraform', () => {
  const remove = (path: readonly (string | number)[]): Intent => ({ kind: 'remove', path });

  it('take all blocks of a list inside an element', () => {
    check(
      `
      resource "google_compute_instance" "i" {
        network_interface {
          access_config {
            nat_ip = "203.0.113.5"
          }

          access_config {}
        }
      }
      `,
      { 'google_compute_instance.i': [remove(['networkInterfaces', 0, 'accessConfigs'])] },
      `
      resource "google_compute_instance" "i" {
        network_interface {
        }
      }
      `,
    );
  });

  it('leave one of the blocks that Terraform requires', () => {
    const main = dedent(`
      resource "aws_cloudfront_distribution" "d" {
        origin {
          origin_id = "a"
        }

        origin {
          origin_id = "b"
        }
      }
    `);
    const both = [remove(['DistributionConfig', 'Origins', 0]), remove(['DistributionConfig', 'Origins', 1])];
    expect(fix({ 'main.tf': main }, { 'aws_cloudfront_distribution.d': both })).toEqual({
      refused: expect.stringContaining('required'),
    });
  });

  it('take a part that would say nothing any more', () => {
    check(
      `
      resource "aws_s3_bucket" "b" {
      }

      resource "aws_s3_bucket_versioning" "v" {
        bucket = aws_s3_bucket.b.id

        versioning_configuration {
          status = "Suspended"
        }
      }
      `,
      { 'aws_s3_bucket.b': [remove(['VersioningConfiguration'])] },
      `
      resource "aws_s3_bucket" "b" {
      }
      `,
    );
  });

  it('keep a block that others refer to', () => {
    const main = dedent(`
      resource "aws_security_group" "g" {
      }

      resource "aws_vpc_security_group_ingress_rule" "r" {
        security_group_id = aws_security_group.g.id
        ip_protocol       = "-1"
        cidr_ipv4         = "0.0.0.0/0"
      }
    `);
    const wanted = { 'aws_security_group.g': [remove(['SecurityGroupIngress', 0])] };
    const output = 'output "rule" {\n  value = aws_vpc_security_group_ingress_rule.r.id\n}\n';
    expect(fix({ 'main.tf': main, 'outputs.tf': output }, wanted)).toEqual({ refused: expect.stringContaining('refer') });
    expect(fix({ 'main.tf': main, 'outputs.tf': '' }, wanted)).not.toHaveProperty('refused');
  });

  const open = `
      resource "aws_security_group" "g" {
        ingress {
          protocol         = "-1"
          cidr_blocks      = ["0.0.0.0/0"]
          ipv6_cidr_blocks = ["::/0"]
        }
      }
      `;

  it('take a rule with the last of its sources', () => {
    const both = [remove(['SecurityGroupIngress', 0]), remove(['SecurityGroupIngress', 1])];
    check(open, { 'aws_security_group.g': both }, 'resource "aws_security_group" "g" {\n}\n');
  });

  it('keep a rule whose other sources are not known', () => {
    const main = `variable "peers" {\n  type = list(string)\n}\n\n${dedent(open).replace('["0.0.0.0/0"]', 'var.peers')}`;
    expect(fix({ 'main.tf': main }, { 'aws_security_group.g': [remove(['SecurityGroupIngress', 0])] })).toEqual({
      'main.tf': main.replace('["::/0"]', '[]'),
    });
  });
});
