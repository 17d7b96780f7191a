/** Expressions and what they are worth, in short, as `show` writes it; by construct. They are evaluated beside `caseDeclarations`. */
export type Rows = readonly (readonly [expression: string, value: string])[];

export const caseDeclarations = `
variable "unset" {}
variable "flag" { type = bool }
variable "name" { default = "web" }
variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "ports" {
  type    = map(number)
  default = { http = "80", https = 443 }
}
variable "rule" {
  type    = object({ port = number, from = optional(list(string), ["10.0.0.0/8"]), note = optional(string), log = optional(object({ on = optional(bool, true) }), {}) })
  default = { port = "22", extra = true }
}
variable "bad" {
  type    = number
  default = "many"
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "secret" {
  default   = "s3cret"
  sensitive = true
}
variable "empty" { default = null }
resource "aws_instance" "n" {
  count = 2
  ami   = "ami-\${count.index}"
}
resource "aws_instance" "k" {
  for_each = { a = "x", b = "y" }
  ami      = "\${each.key}-\${each.value}"
}
`;

export const constructs: Readonly<Record<string, Rows>> = {
  conditionals: [
    ['var.name == "web" ? "yes" : "no"', '"yes"'],
    ['var.flag ? "a" : var.flag ? "b" : "c"', 'oneOf("a" | "b" | "c")'],
    ['var.flag ? ["a"] : ["b"]', 'oneOf(["a"] | ["b"])'],
    ['var.flag ? 1 : "x"', 'oneOf("1" | "x")'],
    ['(var.flag ? { a = 1 } : { a = 2 }).a', 'oneOf(1 | 2)'],
    ['"true" ? 1 : 2', '1'],
    ['"maybe" ? 1 : 2', '?invalid'],
    ['true ? "a" : upper(null)', '"a"'],
    ['true ? null : "x"', 'null'],
    ['var.empty == null ? "none" : var.empty', '"none"'],
    ['var.empty != null ? var.empty : "none"', '"none"'],
    ['length(var.names) > 1 ? "many" : "one"', '"many"'],
  ],
  splats: [
    ['aws_instance.n[*].ami', '["ami-0", "ami-1"]'],
    ['aws_instance.n.*.ami', '["ami-0", "ami-1"]'],
    ['values(aws_instance.k)[*].ami', '["a-x", "b-y"]'],
    ['[{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[0].b', '?invalid'],
    ['[{ a = [1, 2] }, { a = [3] }][*].a[0]', '[1, 3]'],
    ['[{ a = [1, 2] }, { a = [3] }].*.a[0]', '[1, 2]'],
    ['flatten([{ a = [1, 2] }, { a = [3] }][*].a)', '[1, 2, 3]'],
    ['var.empty[*]', '[]'],
    ['var.name[*]', '["web"]'],
    ['{ a = 1 }[*].a', '[1]'],
    ['[{ a = 1 }, {}][*].a', '?invalid'],
    ['[][*].a', '[]'],
    ['toset([{ a = 1 }])[*].a', '[1]'],
  ],
  'for expressions': [
    ['[for n in var.names : upper(n)]', '["A", "B"]'],
    ['[for i, n in ["x", "y"] : i if n != "x"]', '[1]'],
    ['[for k, v in var.ports : "${k}=${v}"]', '["http=80", "https=443"]'],
    ['{ for k, v in var.ports : v => k }', '{443 = "https", 80 = "http"}'],
    ['{ for k, v in var.ports : upper(k) => v if v > 100 }', '{HTTPS = 443}'],
    ['{ for w in ["ab", "ac", "b"] : substr(w, 0, 1) => w... }', '{a = ["ab", "ac"], b = ["b"]}'],
    ['{ for w in ["ab", "ac"] : substr(w, 0, 1) => w }', '?invalid'],
    ['{ for i, w in ["a", "b"] : w => i }', '{a = 0, b = 1}'],
    ['[for k in ["a"] : [for j in ["b", "c"] : "${k}${j}"]]', '[["ab", "ac"]]'],
    ['merge([for k in ["a", "b"] : { (k) = 1 }]...)', '{a = 1, b = 1}'],
    ['[for x in [1, 2] : x if "no"]', '?invalid'],
    ['[for x in [1, 2] : x if null]', '?invalid'],
    ['[for x in null : x]', '?invalid'],
    ['[for x in ["a", "b"] : x if var.flag]', '[maybe "a", maybe "b"]'],
    ['{ for x in ["a"] : x => 1 if var.flag }', '{maybe a = 1}'],
    ['{ for x in [null] : x => 1 }', '?invalid'],
    ['[for k, i in aws_instance.k : i.ami]', '["a-x", "b-y"]'],
  ],
  'templates and heredocs': [
    ['"a ${"b"} c"', '"a b c"'],
    ['"a ${~ "b" ~} c"', '"abc"'],
    ['"%{ if true }a%{ endif }"', '"a"'],
    ['"%{ if false }a%{ endif }"', '""'],
    ['"x %{ if true ~}  a  %{~ else ~} b %{~ endif } y"', '"x a y"'],
    ['"%{ for i, n in ["a", "b"] }${i}${n};%{ endfor }"', '"0a;1b;"'],
    ['"%{ for k, v in { a = 1 } }${k}=${v}%{ endfor }"', '"a=1"'],
    ['"%{ for n in [] }x%{ endfor }"', '""'],
    ['"$${a} %%{b}"', JSON.stringify('${a} %{b}')],
    ['"${null}x"', '?invalid'],
    ['"${[1]}x"', '?invalid'],
    ['"${[1]}"', '[1]'],
    ['"${true}"', 'true'],
    ['"${1}${true}"', '"1true"'],
    ['<<A\n  one\n    two\nA\n', JSON.stringify('  one\n    two\n')],
    ['<<-A\n    one\n      ${var.name}\n    A\n', JSON.stringify('one\n  web\n')],
    ['<<A\n%{ for n in ["a", "b"] ~}\n${n}\n%{ endfor ~}\nA\n', JSON.stringify('a\nb\n')],
    ['<<A\n\\n\nA\n', JSON.stringify('\\n\n')],
    ['"%{ if var.flag }a%{ endif }"', 'oneOf("a" | "")'],
    ['"arn:aws:s3:::${var.unset}/*"', 'text("arn:aws:s3:::" ?unset var.unset "/*")'],
    ['"%{ for n in ["a", var.unset] }${n},%{ endfor }"', 'text("a," ?unset var.unset ",")'],
  ],
  null: [
    ['[null, 1]', '[null, 1]'],
    ['{ a = null }.a', 'null'],
    ['coalesce(null, var.empty, "x")', '"x"'],
    ['coalesce(null, null)', '?invalid'],
    ['null == ""', 'false'],
    ['null != var.empty', 'false'],
    ['!null', '?invalid'],
    ['-null', '?invalid'],
    ['null && true', '?invalid'],
    ['{ (null) = 1 }', '?invalid'],
    ['[1][null]', '?invalid'],
    ['tolist(null)', 'null'],
    ['length(null)', '?invalid'],
    ['merge({ a = 1 }, null)', '{a = 1}'],
    ['compact([null, "", "a"])', '["a"]'],
    ['jsonencode(null)', 'json(null)'],
  ],
  'types and conversion': [
    ['var.names', '["a", "b"]'],
    ['var.ports', '{http = 80, https = 443}'],
    ['var.rule.port', '22'],
    ['var.rule.from', '["10.0.0.0/8"]'],
    ['var.rule.note', 'null'],
    ['var.rule.log.on', 'true'],
    ['var.rule.extra', '?invalid'],
    ['var.bad', '?invalid'],
    ['var.pair', '["1", 2]'],
    ['tolist(["a", 1, true])', '["a", "1", "true"]'],
    ['toset([1, "1"])', '["1"]'],
    ['tomap({ a = 1, b = "x" })', '{a = "1", b = "x"}'],
    ['tobool("1")', 'true'],
    ['tobool(1)', '?invalid'],
    ['tonumber("1e2")', '100'],
    ['tonumber(true)', '?invalid'],
    ['tostring([1])', '?invalid'],
    ['toset(["b", "a"]) == toset(["a", "b"])', 'true'],
    ['{ a = 1 } == tomap({ a = 1 })', 'false'],
    ['tolist([1, { a = 1 }])', '?invalid'],
  ],
  'try and can': [
    ['try(var.rule.nope, var.rule.port)', '22'],
    ['try(tonumber("x"), tonumber("y"), 0)', '0'],
    ['try(tonumber("x"))', '?invalid'],
    ['try({ a = { b = 1 } }.a.b, null)', '1'],
    ['try([][0], "first")', '"first"'],
    ['try(null, "x")', 'null'],
    ['try(var.empty.a, "x")', '"x"'],
    ['can(regex("^a", "b"))', 'false'],
    ['can(tonumber("5"))', 'true'],
    ['can(null)', 'true'],
    ['can(var.bad)', 'false'],
    ['try(aws_instance.n[5].id, "none")', '"none"'],
  ],
  'partly known': [
    ['concat(["a"], [var.unset])[0]', '"a"'],
    ['concat(["a"], var.unset)[0]', '"a"'],
    ['concat(["a"], var.unset)[1]', '?unset'],
    ['contains(concat(["a"], var.unset), "a")', 'true'],
    ['merge(var.unset, { a = 1 }).a', '1'],
    ['merge({ a = 1 }, { b = var.unset }).a', '1'],
    ['{ a = var.unset, b = 2 }.b', '2'],
    ['keys({ a = var.unset, b = 2 })', '["a", "b"]'],
    ['startswith("arn:${var.unset}", "arn:")', '?unset'],
    ['trimprefix("arn:${var.unset}", "arn:")', '?unset'],
    ['"${var.unset}-a" == "${var.unset}-b"', 'false'],
    ['"a-${var.unset}" != "b-${var.unset}"', 'true'],
    ['var.unset[0] == var.unset[0]', 'true'],
    ['anytrue([true, var.unset])', 'true'],
    ['alltrue([false, var.unset])', 'false'],
    ['split(",", "a,${var.unset}")[0]', '?unset'],
  ],
  'sensitive, and what is in it': [
    ['nonsensitive(var.secret)', '"s3cret"'],
    ['issensitive(var.secret)', 'true'],
    ['issensitive("${var.secret}-x")', 'true'],
    ['issensitive(var.name)', 'false'],
    ['issensitive(nonsensitive(sensitive(1)))', 'false'],
    ['[for x in [var.secret] : nonsensitive(x)]', '["s3cret"]'],
  ],
  'resources, count and each': [
    ['aws_instance.n[1].ami', '"ami-1"'],
    ['aws_instance.k["b"].ami', '"b-y"'],
    ['aws_instance.k["c"].ami', '?invalid'],
    ['aws_instance.n[2].ami', '?invalid'],
    ['length(aws_instance.n)', '2'],
    ['keys(aws_instance.k)', '["a", "b"]'],
    ['{ for k, v in aws_instance.k : k => v.ami }', '{a = "a-x", b = "b-y"}'],
    ['aws_instance.n[0].arn', '&aws_instance.n[0].arn'],
    ['"${aws_instance.k["a"].id}!"', 'text(&aws_instance.k["a"].id "!")'],
    ['count.index', '?no-such'],
    ['each.key', '?no-such'],
    ['"${path.module}/a.json"', '"./a.json"'],
    ['basename(path.root)', '"."'],
  ],
};

/** What is not known, and the whole reason. */
export const reasons: Rows = [
  ['var.unset', 'unset: unset'],
  ['upper(var.unset)', 'unset: unset'],
  ['[for x in [var.unset] : "${x}!"][0]', 'unset: unset'],
  ['var.unset + 1', 'unset: unset'],
  ['!var.flag', 'unset: flag'],
  ['length(var.unset.a)', 'unset: unset'],
  ['jsondecode(var.unset).a', 'unset: unset'],
  ['var.nope', 'no-such: var.nope'],
  ['local.nope.a', 'no-such: local.nope'],
  ['timestamp()', 'computed: timestamp()'],
  ['terraform.workspace', 'computed: terraform.workspace'],
  ['file("${path.module}/x")', 'not-loaded: ./x'],
  ['"x" * 2', 'invalid: * needs numbers'],
  ['aws_instance.k[var.unset].ami', 'undecided: a condition'],
];
