import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../server/src/sources/terraform/partial';
import { caseDeclarations, constructs, type Rows, reasons } from './expression-cases';
import { evaluate, show } from './terraform';

const cases = new Set<string>();

/** Expressions and what they are worth, in short. What is refused by Terraform reads `?invalid`. */
function table(name: string, rows: Rows, declarations = ''): void {
  for (const [expression] of rows) cases.add(`${expression} beside ${declarations}`);
  describe(name, () => {
    it.each(rows)('%s', (expression, value) => {
      expect(show(evaluate(expression, declarations))).toBe(value);
    });
  });
}

const declarations = `
variable "unset" {}
variable "known" { default = "k" }
variable "typed" {
  type    = number
  default = "5"
}
variable "list" {
  type    = list(string)
  default = ["a", "b"]
}
variable "object" {
  type = object({ name = string, size = optional(number, 3), note = optional(string) })
  default = { name = "n" }
}
variable "flag" { type = bool }
locals {
  known  = upper("x")
  chain  = local.known
  loop_a = local.loop_b
  loop_b = local.loop_a
  mixed  = ["0.0.0.0/0", var.unset]
  map    = { a = 1, b = { c = "d" } }
}
resource "aws_s3_bucket" "b" {
  bucket = "name"
  other  = var.unset
  tags   = { Name = "t" }
  versioning {
    enabled = true
  }
}
resource "aws_instance" "many" {
  count = 3
  ami   = "ami"
}
resource "aws_instance" "none" {
  count = 0
}
resource "aws_instance" "maybe" {
  count = var.flag ? 1 : 0
}
resource "aws_instance" "each" {
  for_each = toset(["x"])
}
module "m" { source = "./m" }
data "aws_caller_identity" "current" {}
data "aws_ami" "a" { owners = ["self"] }
`;

table('literals and operators', [
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3', '9'],
  ['10 / 4', '2.5'],
  ['7 % 4', '3'],
  ['-7 % 4', '-3'],
  ['5 % 0', '5'],
  ['true ? [1, "a"] : tolist([true])', '["1", "a"]'],
  ['false ? { a = 1 } : { b = null }', '{b = null}'],
  ['true ? { a = 1 } : { a = "x", b = "y" }', '{a = "1"}'],
  ['true ? { a = 1 } : { a = { b = 1 } }', '?invalid'],
  ['false ? [upper(null), "x"] : [1]', '["1"]'],
  ['coalesce(["a"], toset([1]))', '[1]'],
  ['tolist([{ a = null }, { a = { b = 1 } }])', '?invalid'],
  ['setunion([null], [{ b = "x" }])', '?invalid'],
  ['tonumber(jsonencode(0.25))', '0.25'],
  ['trimspace(" ${jsonencode("q\\\\b")} ")', JSON.stringify('"q\\\\b"')],
  ['10 % (1 / 3) < 1', '?limit'],
  ['(pow(0.1, 2) % 3) < 1', 'true'],
  ['concat(tolist([1]), tolist(["a"]))', '["1", "a"]'],
  ['1 / 0 > 5', 'true'],
  ['0 / 0', '?invalid'],
  ['0.1 + 0.2', '0.3'],
  ['"${1 / 3}x"', 'text(?limit "x")'],
  ['"5" + 1', '6'],
  ['"x" + 1', '?invalid'],
  ['null + 1', '?invalid'],
  ['1 < 2', 'true'],
  ['"10" < 9', 'false'],
  ['1 == "1"', 'false'],
  ['null == null', 'true'],
  ['[1, 2] == [1, 2]', 'true'],
  ['tolist([1]) == [1]', 'false'],
  ['{ a = 1 } == { a = 1 }', 'true'],
  ['"a" != "b"', 'true'],
  ['true && "true"', 'true'],
  ['false || 1', '?invalid'],
  ['!"false"', 'true'],
  ['-"3"', '-3'],
  ['1e3', '1000'],
  ['"a" == "b" ? 1 : 2', '2'],
  ['true ? 1 : "x"', '"1"'],
  ['true ? [1] : ["a", "b"]', '["1"]'],
  ['true ? 1 : [1]', '?invalid'],
  ['true ? { a = 1 } : {}', '{a = 1}'],
  ['null ? 1 : 2', '?invalid'],
  ['false ? 1 : null', 'null'],
]);

table(
  'what is not known',
  [
    ['var.unset', '?unset var.unset'],
    ['var.unset.deep["k"][0]', '?unset var.unset.deep.k.0'],
    ['var.nope', '?no-such var.nope'],
    ['local.nope', '?no-such local.nope'],
    ['local.loop_a', '?cycle'],
    ['module.m.out', '?not-loaded module.m.out'],
    ['module.x.out', '?no-such module.x.out'],
    ['terraform.workspace', '?computed terraform.workspace'],
    ['path.module', '"."'],
    ['path.root', '"."'],
    ['path.cwd', '?computed path.cwd'],
    ['path.nope', '?no-such path.nope'],
    ['nothing.there.id', '?no-such nothing.there.id'],
    ['data.aws_caller_identity.current.account_id', '?computed data.aws_caller_identity.account_id'],
    ['data.aws_ami.a.id', '&data.aws_ami.a.id'],
    ['data.aws_ami.a.owners', '["self"]'],
    ['uuid()', '?computed'],
    ['provider::aws::arn_parse("x")', '?unsupported'],
    ['var.unset && false', 'false'],
    ['var.unset || true', 'true'],
    ['var.unset == 1', '?unset'],
    ['var.unset == var.unset', 'true'],
    ['var.flag ? "a" : "b"', 'oneOf("a" | "b")'],
    ['var.flag ? "a" : "a"', '"a"'],
    ['(var.flag ? 1 : 2) + 1', 'oneOf(2 | 3)'],
    ['(var.flag ? 1 : 2) > 0', 'true'],
    ['"x-${var.flag ? "a" : "b"}"', 'oneOf("x-a" | "x-b")'],
    ['"x-${var.unset}"', 'text("x-" ?unset var.unset)'],
    ['"${var.unset}"', '?unset var.unset'],
    ['"a${var.unset}" == "b"', 'false'],
    ['"a${var.unset}" == "abc"', '?unset'],
    ['"%{ if var.flag }a%{ else }b%{ endif }"', 'oneOf("a" | "b")'],
    ['"%{ for x in ["a", "b"] }${x},%{ endfor }"', '"a,b,"'],
    ['[1, var.unset]', '[1, ?unset var.unset]'],
    ['{ (var.unset) = 1, a = 2 }', '{a = 2, …}'],
    ['["a", "b"][var.unset]', 'oneOf("a" | "b")'],
    ['{ a = 1, b = 2 }[var.unset]', 'oneOf(1 | 2)'],
    ['local.mixed[0]', '"0.0.0.0/0"'],
    ['local.mixed[1]', '?unset var.unset'],
  ],
  declarations,
);

table(
  'names',
  [
    ['var.known', '"k"'],
    ['var.typed', '5'],
    ['var.list[1]', '"b"'],
    ['var.object', '{name = "n", size = 3, note = null}'],
    ['var.object.size', '3'],
    ['local.chain', '"X"'],
    ['local.map.b.c', '"d"'],
    ['local.map["a"]', '1'],
    ['local.map.z', '?invalid'],
    ['aws_s3_bucket.b.id', '&aws_s3_bucket.b.id'],
    ['aws_s3_bucket.b.bucket', '"name"'],
    ['aws_s3_bucket.b.other', '&aws_s3_bucket.b.other'],
    ['aws_s3_bucket.b.tags.Name', '"t"'],
    ['aws_s3_bucket.b.versioning[0].enabled', 'true'],
    ['aws_s3_bucket.b.website[0].host', '&aws_s3_bucket.b.website.0.host'],
    ['aws_instance.many[0].id', '&aws_instance.many[0].id'],
    ['aws_instance.many[*].id', '[&aws_instance.many[0].id, &aws_instance.many[1].id, &aws_instance.many[2].id]'],
    ['aws_instance.many.*.ami', '["ami", "ami", "ami"]'],
    ['aws_instance.none[*].id', '[]'],
    ['one(aws_instance.none[*].id)', 'null'],
    ['aws_instance.none[0].id', '?invalid'],
    ['try(aws_instance.none[0].id, "no")', '"no"'],
    ['aws_instance.maybe[0].id', '&aws_instance.maybe.id'],
    ['try(aws_instance.maybe[0].id, "no")', 'oneOf(&aws_instance.maybe.id | "no")'],
    ['aws_instance.each["x"].id', '&aws_instance.each["x"].id'],
    ['[for i in aws_instance.each : i.id]', '[&aws_instance.each["x"].id]'],
    ['values(aws_instance.each)[*].id', '[&aws_instance.each["x"].id]'],
  ],
  declarations,
);

table(
  'for, splat, index',
  [
    ['[for x in [1, 2] : x * 2]', '[2, 4]'],
    ['[for i, x in ["a", "b"] : "${i}${x}"]', '["0a", "1b"]'],
    ['[for k, v in { b = 1, a = 2 } : k]', '["a", "b"]'],
    ['[for x in toset(["b", "a"]) : x]', '["a", "b"]'],
    ['[for x in [1, 2, 3] : x if x > 1]', '[2, 3]'],
    ['[for x in ["a", var.unset] : x if x != "a"]', '[maybe ?unset var.unset]'],
    ['[for x in local.mixed : upper(x)]', '["0.0.0.0/0", ?unset]'],
    ['[for x in concat(["a"], var.unset) : upper(x)]', '["A", …]'],
    ['[for x in var.unset : x]', '[…]'],
    ['[for x in "abc" : x]', '?invalid'],
    ['{ for k in ["a", "b"] : k => 1 }', '{a = 1, b = 1}'],
    ['{ for k in ["a", "a"] : k => 1 }', '?invalid'],
    ['{ for k in ["a", "a"] : k => 1... }', '{a = [1, 1]}'],
    ['{ for k in ["a", var.unset] : k => 1 }', '{a = 1, …}'],
    ['[{ a = 1 }, { a = 2 }][*].a', '[1, 2]'],
    ['[{ a = 1 }, { a = 2 }].*.a', '[1, 2]'],
    ['null[*]', '[]'],
    ['"x"[*]', '["x"]'],
    ['[1][5]', '?invalid'],
    ['[1][-1]', '?invalid'],
    ['["a"]["0"]', '"a"'],
    ['[[1, 2]][0].1', '2'],
    ['toset(["a"])[0]', '?invalid'],
    ['null.a', '?invalid'],
  ],
  declarations,
);

table(
  'functions that conclude from what is known',
  [
    ['concat(["a"], var.unset)', '["a", …]'],
    ['concat(["a"], var.flag ? ["b"] : [])', 'oneOf(["a", "b"] | ["a"])'],
    ['merge({ a = 1 }, var.unset)', '{a = ?unset, …}'],
    ['merge(var.unset, { a = 1 })', '{a = 1, …}'],
    ['merge({ a = 1 }, { a = 2, b = 3 })', '{a = 2, b = 3}'],
    ['merge({ a = 1 }, [{ b = 2 }]...)', '{a = 1, b = 2}'],
    ['flatten([["a"], var.unset, [["b"]]])', '["a", "b", …]'],
    ['join(",", ["a", var.unset])', 'text("a," ?unset var.unset)'],
    ['upper("a${var.unset}b")', 'text("A" ?unset "B")'],
    ['format("%s-%s", "a", var.unset)', 'text("a-" ?unset var.unset)'],
    ['length([var.unset, 1])', '2'],
    ['length(concat([1], var.unset))', '?undecided'],
    ['length(concat([1], var.unset)) > 0', 'true'],
    ['length(concat([1], var.unset)) == 0', 'false'],
    ['length(concat([1], var.unset)) > 1', '?undecided'],
    ['0 < length(merge({ a = 1 }, var.unset))', 'true'],
    ['length([for x in ["a", "b"] : x if var.unset]) <= 2', 'true'],
    ['length([for x in ["a", "b"] : x if var.unset]) != 3', 'true'],
    ['length(setunion(["a", "b"], var.unset)) >= 2', '?undecided'],
    ['length(var.unset) > 0', '?unset'],
    ['contains(["a", var.unset], "a")', 'true'],
    ['contains(["a", var.unset], "b")', '?unset'],
    ['distinct(["a", "a", "b"])', '["a", "b"]'],
    ['compact(["", "a", null])', '["a"]'],
    ['coalesce(null, "", "a")', '"a"'],
    ['coalesce(var.unset, "a")', 'oneOf(?unset var.unset | "a")'],
    ['lookup({ a = 1 }, "a", 2)', '1'],
    ['lookup({ a = 1 }, "b", 2)', '2'],
    ['lookup(merge({ a = 1 }, var.unset), "b", 2)', '?unset'],
    ['keys(merge(var.unset, { a = 1 }))', '["a", …]'],
    ['try(var.object.nope, "d")', '"d"'],
    ['try(var.unset.nope, "d")', 'oneOf(?unset var.unset.nope | "d")'],
    ['can(var.object.name)', 'true'],
    ['can(var.object.nope)', 'false'],
    ['jsonencode({ a = var.unset })', 'json({a = ?unset var.unset})'],
    ['jsondecode(jsonencode({ a = var.unset }))', '{a = ?unset var.unset}'],
    ['"${jsonencode({ a = 1 })}!"', '"{\\"a\\":1}!"'],
    ['base64encode("a")', 'base64("a")'],
    ['base64decode(base64encode(var.unset))', '?unset'],
    ['toset(["b", "a", "b"])', '["a", "b"]'],
    ['tostring(1.50)', '"1.5"'],
    ['tonumber("x")', '?invalid'],
    ['one([])', 'null'],
    ['one([1, 2])', '?invalid'],
    ['element(["a", "b"], 3)', '"b"'],
    ['slice(["a", "b", "c"], 1, 2)', '["b"]'],
    ['zipmap(["a"], [1])', '{a = 1}'],
    ['range(3)', '[0, 1, 2]'],
    ['range(5000)', '?invalid'],
    ['setunion(["b"], ["a"])', '["a", "b"]'],
    ['setsubtract(["a", "b"], ["a"])', '["b"]'],
    ['split(",", "a,b")', '["a", "b"]'],
    ['replace("a-b", "-", "_")', '"a_b"'],
    ['replace("a1", "/([0-9])/", "<$1>")', '"a<1>"'],
    ['regex("[0-9]+", "a12")', '"12"'],
    ['regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")', '?invalid'],
    ['cidrsubnet("10.0.0.0/16", 8, 2)', '"10.0.2.0/24"'],
    ['cidrhost("10.0.0.0/24", 5)', '"10.0.0.5"'],
    ['sha256("a")', '"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"'],
    [
      'sha512("")',
      '"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"',
    ],
    ['sha1("a")', '"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"'],
    ['md5("a")', '"0cc175b9c0f1b6a831c399e269772661"'],
    ['title("ab cd")', '"Ab Cd"'],
    ['upper("ß")', '"ß"'],
    ['length("ä€")', '2'],
    ['upper(1, 2)', '?invalid'],
    ['upper(null)', '?invalid'],
  ],
  declarations,
);

for (const [construct, rows] of Object.entries(constructs)) table(construct, rows, caseDeclarations);

describe('why something is not known', () => {
  for (const [expression] of reasons) cases.add(`why ${expression}`);
  it.each(reasons)('%s', (expression, why) => {
    const reason = reasonOf(evaluate(expression, caseDeclarations));
    expect(`${reason.kind}: ${'name' in reason ? reason.name : 'what' in reason ? reason.what : ''}`).toBe(why);
  });
});

it('these are at least 350 different cases', () => {
  expect(cases.size).toBeGreaterThanOrEqual(350);
});

describe('sensitive values', () => {
  const secret = 'variable "s" {\n  default   = "x"\n  sensitive = true\n}\n';
  it.each(['var.s', '"a-${var.s}"', 'upper(var.s)', 'var.s == "x"', '{ a = var.s }.a', 'sensitive("y")', 'var.s == "x" ? 1 : 2'])(
    '%s is sensitive',
    (expression) => {
      expect(evaluate(expression, secret).sensitive).toBe(true);
    },
  );
  it('is not, when it says so', () => {
    expect(evaluate('nonsensitive(var.s)', secret).sensitive).toBeUndefined();
  });
});

describe('limits', () => {
  it.each([
    ['nested parentheses', `${'('.repeat(5000)}1${')'.repeat(5000)}`, ''],
    ['a long chain of operators', Array.from({ length: 20_000 }, () => '1').join(' + '), ''],
    ['loops in loops', '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]', ''],
    [
      'locals that double',
      'local.l40',
      `locals {\n  l0 = ["x", "x"]\n${Array.from({ length: 40 }, (_, i) => `  l${i + 1} = [local.l${i}, local.l${i}]\n`).join('')}}\n`,
    ],
    [
      'a text that doubles',
      'local.l40',
      `locals {\n  l0 = "xx"\n${Array.from({ length: 40 }, (_, i) => `  l${i + 1} = "\${local.l${i}}\${local.l${i}}"\n`).join('')}}\n`,
    ],
    [
      'a chain of locals',
      'local.l4000',
      `locals {\n  l0 = "x"\n${Array.from({ length: 4000 }, (_, i) => `  l${i + 1} = local.l${i}\n`).join('')}}\n`,
    ],
    ['products', 'setproduct(range(1000), range(1000), range(1000))', ''],
  ])('%s end', (_name, expression, before) => {
    expect(evaluate(expression, before)).toBeDefined();
  });
});
