import { describe, expect, it } from 'vitest';
import { loadTerraform } from '../../server/src/sources/terraform';
import { Budget } from '../../server/src/sources/terraform/context';
import { EmbeddedDocuments } from '../../server/src/sources/terraform/embedded';
import { Module } from '../../server/src/sources/terraform/module';
import { ModuleDirectory } from '../../server/src/sources/terraform/modules/directory';
import { ModuleTree } from '../../server/src/sources/terraform/modules/tree';
import { pinnedMajor } from '../../server/src/sources/terraform/providers';
import { parseHcl } from '../../server/src/syntax/hcl';
import { trailOf, type Value } from '../../server/src/values';
import { engineFromSources } from '../rules/engine';
import { anchorText, load, noMapping, show, textAt } from './terraform';

function at(value: Value | undefined, ...path: (string | number)[]): Value {
  let found = value;
  for (const step of path) {
    if (found?.kind === 'encoded') found = found.content;
    if (found?.kind === 'map') found = found.entries.get(String(step))?.value;
    else if (found?.kind === 'list') found = found.items[Number(step)]?.value;
  }
  if (!found) throw new Error(`there is nothing at ${path.join('.')}`);
  return found;
}

describe('resources', () => {
  const text = `resource "aws_s3_bucket" "b" {
  bucket     = "name"
  depends_on = [aws_s3_bucket.c]
  provider   = aws.west
  versioning {
    enabled = true
  }
  lifecycle {
    prevent_destroy = true
  }
  rule {
    id = "one"
  }
  rule {
    id = "two"
  }
}
`;
  const { native, natives } = load(text);

  it('have the address, name and places of their block', () => {
    const resource = native('aws_s3_bucket.b');
    expect(resource.name).toBe('b');
    expect(resource.mode).toBe('managed');
    expect(textAt(text, resource.origin)).toBe('"aws_s3_bucket" "b"');
    expect(textAt(text, resource.bodyOrigin)).toBe(text.trimEnd());
    expect(natives).toHaveLength(1);
  });

  it('have attributes and lists of blocks, without what speaks to Terraform', () => {
    expect(show(native('aws_s3_bucket.b').values)).toBe(
      '{bucket = "name", versioning = [{enabled = true}], rule = [{id = "one"}, {id = "two"}]}',
    );
    const { values } = native('aws_s3_bucket.b');
    expect(textAt(text, at(values, 'versioning').origin)).toBe('versioning');
    expect(textAt(text, at(values, 'rule', 1).origin)).toBe('rule');
    expect(textAt(text, at(values, 'bucket').origin)).toBe('"name"');
  });

  it('are read though the file is half typed', () => {
    const half = load('resource "a" "b" {\n  x = 1\n  y =\n  z = [1,\n}\nresource "a" "c" {\n  x = 2\n}\n');
    expect(show(at(half.native('a.c').values, 'x'))).toBe('2');
  });

  it('are declared once: the first of two blocks of one address counts', () => {
    expect(load('resource "a" "b" { x = 1 }\nresource "a" "b" { x = 2 }\n').natives).toHaveLength(1);
  });
});

describe('places', () => {
  it('of a value behind names lead from the literal to the use', () => {
    const text = `variable "cidrs" {
  default = ["0.0.0.0/0"]
}
locals {
  all = concat(var.cidrs, ["10.0.0.0/8"])
}
resource "r" "a" {
  cidrs = local.all
}
`;
    const value = at(load(text).native('r.a').values, 'cidrs', 0);
    expect(textAt(text, value.origin)).toBe('"0.0.0.0/0"');
    expect(anchorText(text, value)).toBe('local.all');
    expect(trailOf(value.origin).map((origin) => textAt(text, origin))).toEqual(['"0.0.0.0/0"', 'var.cidrs']);
  });

  it('of a decided conditional are the branch', () => {
    const text = 'resource "r" "a" {\n  x = true ? "a" : "b"\n}\n';
    expect(textAt(text, at(load(text).native('r.a').values, 'x').origin)).toBe('"a"');
  });

  it('of an attribute of another resource are its literal, used here', () => {
    const text = 'resource "r" "a" {\n  x = "v"\n}\nresource "r" "b" {\n  y = r.a.x\n}\n';
    const value = at(load(text).native('r.b').values, 'y');
    expect(show(value)).toBe('"v"');
    expect(value.from).toEqual({ address: 'r.a', attribute: 'x' });
    expect(anchorText(text, value)).toBe('r.a.x');
  });

  it('of an optional attribute left out are the default of its type', () => {
    const text = `variable "o" {
  type    = object({ a = optional(bool, false) })
  default = {}
}
resource "r" "a" {
  x = var.o.a
}
`;
    const value = at(load(text).native('r.a').values, 'x');
    expect(show(value)).toBe('false');
    expect(textAt(text, value.origin)).toBe('false');
    expect(anchorText(text, value)).toBe('var.o.a');
  });
});

describe('existence', () => {
  const exists = (body: string, before = '') => load(`${before}\nresource "r" "a" {\n  ${body}\n}\n`).natives[0]?.exists ?? false;

  it.each([
    ['count = 0', false],
    ['count = 2', true],
    ['count = false ? 1 : 0', false],
    ['count = var.n', 'unknown'],
    ['count = var.on ? 1 : 0', 'unknown'],
    ['count = var.on ? 2 : 1', true],
    ['count = length(var.list)', true],
    ['for_each = {}', false],
    ['for_each = toset([])', false],
    ['for_each = { a = 1 }', true],
    ['for_each = var.n', 'unknown'],
    ['for_each = merge({ a = 1 }, var.n)', true],
  ] as const)('%s -> %s', (body, expected) => {
    expect(exists(body, 'variable "n" {}\nvariable "on" {}\nvariable "list" { default = ["x"] }')).toBe(expected);
  });

  it('leaves the index and the element of an instance open where they are not known', () => {
    const { native } = load(
      'variable "n" {}\nresource "r" "a" {\n  count = var.n\n  x = count.index\n}\nresource "r" "b" {\n  for_each = var.n\n  x = each.value\n  y = "p-${each.key}"\n}\n',
    );
    expect(show(at(native('r.a').values, 'x'))).toBe('?computed instance:r.a.count.index');
    expect(show(at(native('r.b').values, 'x'))).toBe('?computed instance:r.b.each.value');
    expect(show(at(native('r.b').values, 'y'))).toBe('text("p-" ?computed instance:r.b.each.key)');
  });
});

describe('dynamic blocks', () => {
  it('become blocks as far as their elements are known', () => {
    const text = `variable "more" {}
resource "r" "a" {
  ingress {
    port = 1
  }
  dynamic "ingress" {
    for_each = concat([22, 80], var.more)
    content {
      port = ingress.value
    }
  }
}
`;
    const value = at(load(text).native('r.a').values, 'ingress');
    expect(show(value)).toBe('[{port = 1}, {port = 22}, {port = 80}, …]');
    expect(anchorText(text, at(value, 1, 'port'))).toBe('ingress.value');
    expect(textAt(text, at(value, 1, 'port').origin)).toBe('22');
  });

  it('are open where nothing is known', () => {
    const text = 'variable "l" {}\nresource "r" "a" {\n  dynamic "x" {\n    for_each = var.l\n    content {}\n  }\n}\n';
    expect(show(at(load(text).native('r.a').values, 'x'))).toBe('[…]');
  });

  it('name their element as they like', () => {
    const text =
      'resource "r" "a" {\n  dynamic "x" {\n    for_each = { k = 1 }\n    iterator = it\n    content {\n      a = it.key\n      b = it.value\n    }\n  }\n}\n';
    expect(show(at(load(text).native('r.a').values, 'x'))).toBe('[{a = "k", b = 1}]');
  });
});

describe('policy documents', () => {
  const document = (body: string, before = '') => {
    const text = `${before}data "aws_iam_policy_document" "d" {\n${body}\n}\nresource "r" "a" {\n  p = data.aws_iam_policy_document.d.json\n}\n`;
    return { text, value: at(load(text).native('r.a').values, 'p'), loaded: load(text) };
  };

  it('render in the shape of IAM', () => {
    const { value } = document(`  statement {
    sid       = "s"
    actions   = ["s3:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["1", "2"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["a:b"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }`);
    expect(show(value)).toBe(
      'json({Version = "2012-10-17", Statement = [' +
        '{Effect = "Allow", Sid = "s", Action = ["s3:*"], Resource = ["*"], Principal = {AWS = ["1", "2"]}, Condition = {Bool = {aws:SecureTransport = ["false"]}}}, ' +
        '{Effect = "Deny", NotAction = ["a:b"], Principal = "*"}]})',
    );
  });

  it('keep the places of what is written', () => {
    const { text, value, loaded } = document('  statement {\n    actions = ["s3:*"]\n  }');
    const action = at(value, 'Statement', 0, 'Action', 0);
    expect(textAt(text, action.origin)).toBe('"s3:*"');
    expect(anchorText(text, action)).toBe('data.aws_iam_policy_document.d.json');
    const own = loaded.resource('data.aws_iam_policy_document.d.json');
    expect(own.type).toBe('Ashlar::IAM::PolicyDocument');
    expect(anchorText(text, own.get(['Document', 'Statement', 0, 'Action', 0]))).toBe('"s3:*"');
  });

  it('hold more where a statement is dynamic or another document is merged in', () => {
    expect(show(document('  dynamic "statement" {\n    for_each = var.x\n    content {}\n  }', 'variable "x" {}\n').value)).toBe(
      'json({Version = "2012-10-17", Statement = […]})',
    );
    expect(show(document('  source_policy_documents = [var.x]', 'variable "x" {}\n').value)).toBe(
      'json({Version = "2012-10-17", Statement = […]})',
    );
  });

  it('merge the statements of documents that are known', () => {
    const before = `data "aws_iam_policy_document" "base" {
  statement {
    sid     = "a"
    actions = ["x:*"]
  }
}
`;
    const merged = document(
      '  source_policy_documents = [data.aws_iam_policy_document.base.json]\n  statement {\n    actions = ["y:*"]\n  }',
      before,
    );
    expect(show(at(merged.value, 'Statement'))).toBe(
      '[{Effect = "Allow", Sid = "a", Action = ["x:*"]}, {Effect = "Allow", Action = ["y:*"]}]',
    );
    const overridden = document(
      '  override_policy_documents = [data.aws_iam_policy_document.base.json]\n  statement {\n    sid = "a"\n    actions = ["y:*"]\n  }',
      before,
    );
    expect(show(at(overridden.value, 'Statement'))).toBe('[{Effect = "Allow", Sid = "a", Action = ["x:*"]}]');
  });

  it('read the documents that are merged in, whatever makes them', () => {
    const before = `variable "more" {
  type = bool
}
variable "reader" {}
locals {
  text = <<-EOT
    { "Statement": { "Sid": "text", "Effect": "Allow", "Action": "a:*", "Principal": "\${var.reader}" } }
  EOT
  encoded = jsonencode({ Statement = [{ Sid = "encoded", Effect = "Allow", Action = "b:*" }] })
}
`;
    const merged = document(
      '  source_policy_documents = [local.text, local.encoded, ""]\n  override_policy_documents = [data.x.y.z]\n',
      before,
    );
    expect(show(at(merged.value, 'Statement'))).toBe(
      '[maybe {Sid = "text", Effect = "Allow", Action = "a:*", Principal = ?unset var.reader}, maybe {Sid = "encoded", Effect = "Allow", Action = "b:*"}, …]',
    );
    const perhaps = document('  source_policy_documents = var.more ? [local.encoded] : []\n', before);
    expect(show(at(perhaps.value, 'Statement'))).toBe('[…]');
    const either = document('  source_policy_documents = [var.more ? local.encoded : ""]\n', before);
    expect(show(at(either.value, 'Statement'))).toBe('[maybe {Sid = "encoded", Effect = "Allow", Action = "b:*"}]');
  });

  it('have no condition and no principal where a dynamic block makes none', () => {
    const empty = (label: string) => `    dynamic "${label}" {\n      for_each = []\n      content {}\n    }\n`;
    const { value } = document(`  statement {\n    actions = ["x:*"]\n${empty('condition')}${empty('principals')}  }`);
    expect(show(at(value, 'Statement'))).toBe('[{Effect = "Allow", Action = ["x:*"]}]');
  });

  it('have texts where numbers and truths are written', () => {
    const { value } = document(
      '  statement {\n    actions = ["x:*"]\n    principals {\n      type = "AWS"\n      identifiers = [123456789012]\n    }\n    condition {\n      test = "Bool"\n      variable = "aws:SecureTransport"\n      values = [false]\n    }\n  }',
    );
    expect(show(at(value, 'Statement'))).toBe(
      '[{Effect = "Allow", Action = ["x:*"], Principal = {AWS = ["123456789012"]}, Condition = {Bool = {aws:SecureTransport = ["false"]}}}]',
    );
  });
});

describe('JSON in strings', () => {
  const decode = (expression: string, before = '') => {
    const text = `${before}resource "r" "a" {\n  p = ${expression}\n}\n`;
    const budget = new Budget();
    const documents = new EmbeddedDocuments();
    const directory = new ModuleDirectory('file:///m/', [{ uri: 'file:///m/main.tf', tree: parseHcl(text) }]);
    const tree = new ModuleTree(undefined, budget, documents, undefined);
    const module = Module.root(directory, tree);
    const declared = module.declarations.resources.get('r.a');
    const [instance] = declared ? module.resources.instancesOf(declared).items : [];
    if (!instance) throw new Error('there is no resource');
    return { text, value: tree.decoder.json(at(module.resources.body(instance), 'p')) };
  };

  it.each([
    ['a heredoc', '<<EOT\n{\n  "A": ["x:*", 1]\n}\nEOT', '"x:*"'],
    ['an indented heredoc', '<<-EOT\n    {\n      "A": ["x:*", 1],\n\n      "B": 1\n    }\n  EOT', '"x:*"'],
    ['a string with escapes', '"{\\"A\\": [\\"x:*\\", 1]}"', '\\"x:*\\"'],
  ])('%s has the places of its parts', (_name, expression, place) => {
    const { text, value } = decode(expression);
    expect(show(at(value, 'A', 0))).toBe('"x:*"');
    expect(textAt(text, at(value, 'A', 0).origin)).toBe(place);
    expect(textAt(text, at(value, 'A', 1).origin)).toBe('1');
  });

  it('keeps what is interpolated', () => {
    const { text, value } = decode(
      '<<-EOT\n    {\n      "A": "${var.a}",\n      "B": "p-${var.u}-s",\n      "C": ${jsonencode([var.u])},\n      "D": "${var.u}",\n      "E": "last"\n    }\n  EOT',
      'variable "a" { default = "known" }\nvariable "u" {}\n',
    );
    expect(show(value)).toBe(
      '{A = "known", B = text("p-" ?unset var.u "-s"), C = json([?unset var.u]), D = ?unset var.u, E = "last"}',
    );
    expect(textAt(text, at(value, 'E').origin)).toBe('"last"');
    expect(textAt(text, at(value, 'A').origin)).toBe('"${var.a}"');
  });

  it('is unknown where it is no JSON', () => {
    expect(show(decode('"{ nope"').value)).toBe('?syntax');
  });

  it('is used where it is referred to', () => {
    const { text, value } = decode('local.p', 'locals {\n  p = <<EOT\n{ "A": "b" }\nEOT\n}\n');
    expect(textAt(text, at(value, 'A').origin)).toBe('"b"');
    expect(anchorText(text, at(value, 'A'))).toBe('local.p');
  });
});

describe('provider versions', () => {
  it.each([
    ['~> 4.0', 4],
    ['~> 4', undefined],
    ['>= 5.0, < 6.0', 5],
    ['>= 5.0', undefined],
    ['= 3.76', 3],
    ['3.76.1', 3],
    ['~> 5.31.0', 5],
    ['< 5', undefined],
    ['nonsense', undefined],
  ])('%s -> %s', (constraint, major) => {
    expect(pinnedMajor(constraint)).toBe(major);
  });

  const required =
    'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 4.0"\n    }\n  }\n}\n';
  const major = (text: string, lockFile?: string) =>
    load(`${text}resource "aws_x" "a" {}\n`, lockFile === undefined ? {} : { lockFile }).native('aws_x.a').providerMajor;

  it('come from the lock file first, then from the constraint', () => {
    expect(major('')).toBeUndefined();
    expect(major(required)).toBe(4);
    expect(major(required, 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.31.0"\n}\n')).toBe(5);
    expect(major('', 'provider "registry.opentofu.org/hashicorp/aws" {\n  version = "6.0.0"\n}\n')).toBe(6);
  });
});

describe("the language's own resources", () => {
  const text = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 4" }
  }
  backend "s3" {
    bucket  = "state"
    encrypt = false
  }
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
variable "password" {
  type        = string
  description = "d"
  default     = "hunter2"
}
output "o" {
  value     = var.password
  sensitive = true
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
  cidr    = "10.0.0.0/16"
}
module "git" {
  source = "git::https://example.com/a.git?ref=v1"
}
data "aws_ami" "a" {
  most_recent = true
}
`;
  const { resource } = load(text);

  it.each([
    ['module.vpc', ['SourceKind'], '"registry"'],
    ['module.vpc', ['Version'], '"~> 5.0"'],
    ['module.vpc', ['Inputs', 'cidr'], '"10.0.0.0/16"'],
    ['module.vpc', ['Ref'], 'null'],
    ['module.git', ['SourceKind'], '"git"'],
    ['module.git', ['Ref'], '"v1"'],
    ['provider.aws.west', ['Arguments', 'region'], '"us-west-2"'],
    ['provider.aws.west', ['Alias'], '"west"'],
    ['var.password', ['Default'], '"hunter2"'],
    ['var.password', ['Type'], '"string"'],
    ['var.password', ['Sensitive'], 'null'],
    ['output.o', ['Sensitive'], 'true'],
    ['data.aws_ami.a', ['Arguments', 'most_recent'], 'true'],
    ['terraform.backend', ['Type'], '"s3"'],
    ['terraform.backend', ['Arguments', 'encrypt'], 'false'],
    ['terraform.required_providers.aws', ['Version'], '">= 4"'],
  ] as const)('%s %s is %s', (address, path, value) => {
    expect(show(resource(address).get(path))).toBe(value);
  });

  it('have the places of their blocks', () => {
    expect(textAt(text, resource('var.password').origin)).toBe('"password"');
    expect(textAt(text, resource('var.password').get(['Default']).origin)).toBe('"hunter2"');
    expect(textAt(text, resource('terraform.backend').origin)).toBe('"s3"');
  });

  it.each([
    ['./a', 'local'],
    ['../a', 'local'],
    ['hashicorp/consul/aws', 'registry'],
    ['app.terraform.io/org/vpc/aws', 'registry'],
    ['hashicorp/consul/aws//modules/x', 'registry'],
    ['github.com/a/b', 'git'],
    ['git@github.com:a/b.git', 'git'],
    ['https://example.com/m.zip', 'http'],
    ['s3::https://s3.amazonaws.com/b/m.zip', 's3'],
  ])('a module from %s is of kind %s', (source, kind) => {
    expect(show(load(`module "m" {\n  source = "${source}"\n}\n`).resource('module.m').get(['SourceKind']))).toBe(`"${kind}"`);
  });
});

describe('what is handed to a module that is not read', () => {
  it('escapes', () => {
    const mapping = { ...noMapping };
    const text = 'resource "r" "a" {}\nresource "r" "b" {}\nmodule "m" {\n  source = "./m"\n  id     = r.a.id\n}\n';
    const { graph } = load(text, { mapping });
    const stub = (address: string) => ({ ...load(text).resource('module.m'), address, native: undefined });
    expect(graph.escapes(Object.assign(Object.create(null), stub('r.a')))).toBe(true);
    expect(graph.escapes(Object.assign(Object.create(null), stub('r.b')))).toBe(false);
  });
});

describe('with the real mapping', () => {
  const { engine } = engineFromSources();
  const judged = (text: string) => {
    const { graph, resource } = load(text, { mapping: engine.mapping });
    return { graph, resource };
  };

  it('joins a companion to the bucket that it names', () => {
    const { resource } = judged(`
resource "aws_s3_bucket" "b" { bucket = "x" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
`);
    expect(show(resource('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']))).toBe('"Enabled"');
  });

  it('knows that a bucket without companions has none', () => {
    const { resource } = judged('resource "aws_s3_bucket" "b" {}\n');
    expect(resource('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']).kind).toBe('absent');
  });

  it.each([
    ['its name', 'aws_s3_bucket.b.id'],
    ['all of it', 'aws_s3_bucket.b'],
    ['it in a text', '"arn:aws:s3:::${aws_s3_bucket.b.id}/*"'],
    ['it in a list', '[{ bucket = aws_s3_bucket.b.bucket }]'],
  ])('does not know that of a bucket when a module that is not read gets %s', (_what, given) => {
    const { graph, resource } = judged(
      `resource "aws_s3_bucket" "b" {}\nresource "aws_s3_bucket" "c" {}\nmodule "m" {\n  source = "./m"\n  given  = ${given}\n}\n`,
    );
    expect(resource('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']).kind).toBe('unknown');
    expect(resource('aws_s3_bucket.c').get(['VersioningConfiguration', 'Status']).kind).toBe('absent');
    expect(graph.escapes(resource('aws_s3_bucket.b'))).toBe(true);
  });

  it('finds the literal behind a variable and a local, and the place that reads it', () => {
    const text = `variable "public" { default = true }
locals { open = var.public }
resource "aws_db_instance" "d" { publicly_accessible = local.open }
`;
    const value = judged(text).resource('aws_db_instance.d').get(['PubliclyAccessible']);
    expect(show(value)).toBe('true');
    expect(textAt(text, value.origin)).toBe('true');
    expect(anchorText(text, value)).toBe('local.open');
  });
});

describe('any text', () => {
  it.each([
    '',
    'resource',
    'resource "a" {',
    'locals { a = local.a }',
    'resource "a" "b" { count = a.b.c }',
    'data "aws_iam_policy_document" "d" { statement { actions = data.aws_iam_policy_document.d.json } }',
    'variable "v" { default = var.v }',
    'resource "a" "b" { for_each = a.b }',
    'resource "a" "b" { dynamic "x" {} }',
    'resource "a" "b" { x = a.b.x }',
  ])('loads: %s', (text) => {
    expect(() => loadTerraform({ dir: 'd', files: [{ uri: 'u', tree: parseHcl(text) }], mapping: noMapping })).not.toThrow();
  });
});
