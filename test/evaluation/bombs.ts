// Configurations that grow without bound, or ask for far more work than people do. Tests hold what each comes to, with its limit; the
// benchmark prints what each costs.

export type Files = Readonly<Record<string, string>>;

const call = (label: string, body: string, source: string) => `module "${label}" {\n  source = "${source}"\n${body}}\n`;
const CHILD =
  'variable "x" {\n  default = null\n}\nresource "aws_s3_bucket" "b" {\n  bucket = var.x\n}\noutput "x" {\n  value = var.x\n}\n';
const USE = (value: string) => `resource "aws_sqs_queue" "use" {\n  name = ${value}\n}\n`;
const repeated = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join('');

/** What grows without bound, what it is used for at the end, and the reason that the use gives. */
export const BOMBS: Readonly<Record<string, readonly [Files, reason: RegExp]>> = {
  'a module that calls itself': [{ 'main.tf': CHILD + call('s', '', './') + USE('module.s.x') }, /^refers to itself: module\.s/],
  'modules in a circle': [
    {
      'main.tf': call('a', '', './a') + USE('module.a.deep'),
      'a/main.tf': `${CHILD}${call('b', '', '../b')}output "deep" {\n  value = module.b.deep\n}\n`,
      'b/main.tf': `${CHILD}${call('a', '', '../a')}output "deep" {\n  value = module.a.deep\n}\n`,
    },
    /^refers to itself: module\./,
  ],
  'a hundred modules, each in the one before': [
    {
      'main.tf': call('m', '  x = "x"\n', './m0') + USE('module.m.deep'),
      ...Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [
          `m${i}/main.tf`,
          `${CHILD}${call('m', '  x = var.x\n', `../m${i + 1}`)}output "deep" {\n  value = module.m.deep\n}\n`,
        ]),
      ),
    },
    /^too large: module depth/,
  ],
  'a million keys': [
    {
      'main.tf':
        'resource "aws_sqs_queue" "use" {\n  for_each = toset([for p in setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}"])\n  name     = each.key\n}\n',
    },
    /^too large: /,
  ],
  'a million elements, one by one': [
    {
      'main.tf': `locals {\n  all = flatten([for a in range(1000) : [for b in range(1000) : "$\{a}-$\{b}"]])\n}\n${USE('local.all[0]')}`,
    },
    /^too large: /,
  ],
  'a million instances by number': [
    { 'main.tf': 'resource "aws_sqs_queue" "use" {\n  count = 1000000\n  name  = count.index\n}\n' },
    /^too large: instances of aws_sqs_queue\.use/,
  ],
  'a text that doubles': [
    {
      'main.tf': `locals {\n  a0 = "x"\n${repeated(60, (i) => `  a${i + 1} = "$\{local.a${i}}$\{local.a${i}}"\n`)}}\n${USE('local.a60')}`,
    },
    /^too large: /,
  ],
  'a list that doubles': [
    {
      'main.tf': `locals {\n  a0 = ["x"]\n${repeated(60, (i) => `  a${i + 1} = [local.a${i}, local.a${i}]\n`)}}\n${USE('local.a60[0][0]')}`,
    },
    /^too large: /,
  ],
};

const companions = (bucket: (i: number) => string): string =>
  repeated(
    1000,
    (i) =>
      `resource "aws_s3_bucket_versioning" "v${i}" {\n  bucket = ${bucket(i)}\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n`,
  );
const OWNERS = 'resource "aws_s3_bucket" "b" {\n  count  = 1000\n  bucket = "b${count.index}"\n}\n';
const UNSET = repeated(1000, (i) => `variable "i${i}" {}\n`);

/** A thousand companions of a thousand buckets, of which nobody knows which belong together. */
export const COMPANIONS: Readonly<Record<string, string>> = {
  'by an index that nobody knows': `variable "i" {}\n${OWNERS}${companions(() => 'aws_s3_bucket.b[var.i].id')}`,
  'by an index each that nobody knows': UNSET + OWNERS + companions((i) => `aws_s3_bucket.b[var.i${i}].id`),
  'by a name each that nobody knows': UNSET + OWNERS + companions((i) => `var.i${i}`),
  'by a name that is not known, of a thousand instances': `variable "v" {}\n${OWNERS}${repeatedCompanion('var.v')}`,
  'by an index that is not known, of a thousand instances': `variable "v" {}\n${OWNERS}${repeatedCompanion('aws_s3_bucket.b[var.v].id')}`,
  'by reference': OWNERS + repeatedCompanion('aws_s3_bucket.b[count.index].id'),
  'by name': OWNERS + repeatedCompanion('"b${count.index}"'),
};

function repeatedCompanion(bucket: string): string {
  return `resource "aws_s3_bucket_versioning" "v" {\n  count  = 1000\n  bucket = ${bucket}\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n`;
}

/** A security group with as many rules by `dynamic`. @param before further arguments of the group */
export const rulesOf = (rules: number, cidrs: string, before = ''): string =>
  `resource "aws_security_group" "g" {\n${before}  dynamic "ingress" {\n    for_each = range(${rules})\n    content {\n      from_port   = 22\n      to_port     = 22\n      protocol    = "tcp"\n      cidr_blocks = ${cidrs}\n    }\n  }\n}\n`;

/** A thousand rules of a thousand networks each. */
export const MILLION_RULES = rulesOf(1000, '[for i in range(1000) : i == 999 ? "0.0.0.0/0" : "10.0.0.0/8"]');
/** Two hundred groups of a thousand rules each. */
export const REPEATED_RULES = rulesOf(1000, '["10.0.0.0/8"]', '  count = 200\n');

/** Expressions that ask for much, and what each comes to (as tests show values). */
export const EXPRESSIONS: readonly (readonly [expression: string, shown: string])[] = [
  ['range(1e9)', '?invalid'],
  ['cidrsubnets("10.0.0.0/8", [for i in range(1024) : 24]...)', '?limit'],
  ['cidrsubnets("::/0", 1)', '?unsupported'],
  ['setproduct(range(1000), range(1000), range(1000))', '?limit'],
  ['format("%1000000000s", "x")', 'text(?limit)'],
  ['format("%999s", join("", [for i in range(1000) : join("", [for j in range(1000) : "0123456789"])]))', 'text(?limit)'],
  ['join(",", [for i in range(1000) : join(",", [for j in range(1000) : "0123456789"])])', 'text(?limit)'],
  [`regex("${'(a*)*'.repeat(5)}$", "${'a'.repeat(2000)}b")`, '["", "", "", "", ""]'],
  [`replace("${'a'.repeat(5000)}", "/(a|aa)+b|a/", "${'b'.repeat(2000)}")`, '?limit'],
  [`replace("${'a'.repeat(5000)}", "", "${'b'.repeat(5000)}")`, '?limit'],
  ['jsonencode([for i in range(1000) : [for j in range(1000) : { a = i }]])', 'json(?limit)'],
  ['"%{ for i in range(1000) }%{ for j in range(1000) }0123456789%{ endfor }%{ endfor }"', 'text("0123456789" ?limit)'],
  ['flatten([for i in range(1000) : [for j in range(1000) : [i]]])', '[…]'],
  ['merge([for i in range(1000) : { for j in range(1000) : "${i}-${j}" => j }]...)', '?limit'],
  ['indent(1e9, "a\\nb")', '?limit'],
  ['pow(10, 1e9) > 5', 'true'],
  ['yamldecode(join("\\n", [for i in range(1000) : join("", [for j in range(1000) : "a"])]))', '?limit'],
  [`length(csvdecode("a\\n${'x\\n'.repeat(20_000)}"))`, '20000'],
  [`length(sha512("${'x'.repeat(100_000)}"))`, '128'],
];

/** Templates that ask for much. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'conditions that double': `Conditions:\n  C0: !Equals [!Ref AWS::Region, a]\n${repeated(60, (i) => `  C${i + 1}: !And [!Condition C${i}, !Condition C${i}]\n`)}Resources:\n  R: { Type: AWS::X::Y, Condition: C60, Properties: { P: !If [C60, 1, 2] } }\n`,
  'a long chain of conditions': `Conditions:\n  C0: !Equals [!Ref AWS::Region, a]\n${repeated(5000, (i) => `  C${i + 1}: !Not [!Condition C${i}]\n`)}Resources:\n  R: { Type: AWS::X::Y, Condition: C5000, Properties: { P: !If [C5000, 1, 2] } }\n`,
  'many branches': `Conditions:\n  C: !Equals [!Ref AWS::Region, a]\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P:\n${'        - !If [C, 1, 2]\n'.repeat(5000)}`,
  'nested branches': `Conditions:\n${repeated(100, (i) => `  C${i}: !Equals [!Ref AWS::Region, ${i}]\n`)}Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P: ${repeated(100, (i) => `!If [C${i}, `)}1${', 2]'.repeat(100)}\n`,
  'a long substitution': `Resources:\n  R: { Type: AWS::X::Y, Properties: { P: !Sub '${'${AWS::Region}'.repeat(20_000)}' } }\n`,
  'an unclosed substitution': `Resources:\n  R: { Type: AWS::X::Y, Properties: { P: !Sub '${'${'.repeat(50_000)}' } }\n`,
  'dynamic references': `Resources:\n  R: { Type: AWS::X::Y, Properties: { P: '${'{{resolve:ssm:a'.repeat(20_000)}' } }\n`,
  'a list read often': `Parameters:\n  L: { Type: CommaDelimitedList, Default: '${'a,'.repeat(5000)}' }\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P:\n${'        - !Select [1, !Ref L]\n'.repeat(500)}`,
  'wide choices': `Mappings:\n  M:\n${repeated(40, (i) => `    k${i}: { v: k${(i + 1) % 40} }\n`)}Resources:\n  R: { Type: AWS::X::Y, Properties: { P: ${'!FindInMap [M, '.repeat(20)}!Ref AWS::Region${', v]'.repeat(20)} } }\n`,
};
