import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text';
import { engineFromSources } from '../rules/engine';
import { FOLDER, readExample, readMarks, type WrittenExample, writeMarks } from '../rules/example';

// A rule about policies has its examples as JSON files. Here each bad one is put, mark by mark, into every language that holds policies.

const { engine, compiled } = engineFromSources();
const sources = compiled.sources.filter((source) => source.rule.policies);

interface Host {
  readonly name: string;
  readonly file: string;
  /** The policy, marks included, in a text of the language; `principal` where it names one, so that it belongs to a resource. */
  put(policy: string, as: 'identity' | 'resource' | 'trust'): string;
}

const inTerraform = (expression: string, as: 'identity' | 'resource' | 'trust'): string =>
  as === 'trust'
    ? `resource "aws_iam_role" "a" {\n  assume_role_policy = ${expression}\n}\n`
    : as === 'resource'
      ? `resource "aws_s3_bucket_policy" "a" {\n  bucket = "reports"\n  policy = ${expression}\n}\n`
      : `resource "aws_iam_policy" "a" {\n  policy = ${expression}\n}\n`;

/** IAM's variables are no interpolation. */
const escaped = (policy: string): string => policy.replaceAll('${', () => '$${');

const properties = (policy: string, as: 'identity' | 'resource' | 'trust'): string =>
  `"Type": "AWS::${as === 'trust' ? 'IAM::Role' : as === 'resource' ? 'S3::BucketPolicy' : 'IAM::ManagedPolicy'}", "Properties": {${as === 'resource' ? '"Bucket": "reports",' : ''} "${as === 'trust' ? 'AssumeRolePolicyDocument' : 'PolicyDocument'}": ${policy.trim()} }`;

const HOSTS: readonly Host[] = [
  { name: 'jsonencode', file: 'main.tf', put: (policy, as) => inTerraform(`jsonencode(${escaped(policy.trim())})`, as) },
  { name: 'a heredoc', file: 'main.tf', put: (policy, as) => inTerraform(`<<EOT\n${escaped(policy)}EOT`, as) },
  { name: 'a JSON template', file: 't.json', put: (policy, as) => `{ "Resources": { "A": { ${properties(policy, as)} } } }\n` },
  {
    name: 'a YAML template',
    file: 't.yaml',
    put: (policy, as) => `Resources:\n  A: { ${properties(policy, as).replace(/\n/g, '\n    ')} }\n`,
  },
  {
    name: 'SAM',
    file: 't.yaml',
    put: (policy, as) =>
      as !== 'identity'
        ? ''
        : `Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Runtime: nodejs22.x\n      InlineCode: x\n      Policies:\n        - ${policy.trim().replace(/\n/g, '\n          ')}\n`,
  },
];

/** What holds only while nothing says what the policy is attached to, or needs a version that the language adds. */
const OF_A_FILE = new Set(['iam/policy/repeated-sid']);

const cases = sources.flatMap(({ rule, file }) => {
  if (OF_A_FILE.has(rule.id)) return [];
  const { examples } = file.content as { examples: WrittenExample[] };
  return examples.flatMap((example, i) => (example.bad === 'policy' && example.text !== undefined ? [{ rule, example, i }] : []));
});

describe.each(HOSTS)('in $name', ({ file, put }) => {
  it.each(cases.map((one) => [`${one.rule.id}, example ${one.i + 1}`, one] as const))('%s', (_, { rule, example }) => {
    const policy = example.text ?? '';
    const isTrust = /"sts:(?:AssumeRole|TagSession)/.test(policy);
    const as = isTrust ? 'trust' : policy.includes('Principal"') && !policy.includes('aws:Principal') ? 'resource' : 'identity';
    const marked = put(policy, as);
    if (marked === '') return;
    const { text, spans } = readMarks(marked);
    const rules = loadRules([rule], 'strict');
    const judge = (of: string): Analysis => {
      const analysis = new Analysis(engine, { strict: true }, rules);
      analysis.setFile(FOLDER + file, of, 1);
      return analysis;
    };
    const analysis = judge(text);
    const { findings } = analysis.report(FOLDER + file);
    expect(
      writeMarks(
        text,
        findings.map(({ span }) => span),
      ),
    ).toBe(writeMarks(text, spans));
    const [finding] = findings;
    if (example.fixed === undefined || !finding) return;
    const fix = analysis.fixFor(finding);
    if ('refused' in fix) throw new Error(fix.refused);
    const after = applyEdits(text, fix.edits.get(FOLDER + file) ?? []);
    expect(judge(after).report(FOLDER + file).findings).toEqual([]);
    expect(after).toBe(put(typeof example.fixed === 'string' ? example.fixed : '', as));
  });
});

describe('what is not known', () => {
  const rules = loadRules(
    engine.rules.filter((rule) => rule.policies),
    'strict',
  );
  const found = (text: string): readonly string[] => {
    const analysis = new Analysis(engine, { strict: true }, rules);
    analysis.setFile(`${FOLDER}main.tf`, text, 1);
    return analysis.report(`${FOLDER}main.tf`).findings.map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);
  };

  // Each literal of a bad example, in turn, as an unset variable: what stands beside it may still be found, the literal may not.
  it.each(cases.map((one) => [`${one.rule.id}, example ${one.i + 1}`, one] as const))(
    'is no finding: %s',
    (_, { rule, example }) => {
      const { files } = readExample(example);
      const { text, spans } = files.get('policy.json') ?? { text: '', spans: [] };
      const [mark] = spans;
      if (!mark || text[mark.start] !== '"' || /^"\s*:/.test(text.slice(mark.end - 1))) return;
      const open = `${text.slice(0, mark.start)}var.x${text.slice(mark.end)}`;
      const all = found(
        `variable "x" {}\n${inTerraform(`jsonencode(${escaped(open.trim())})`, /"sts:Ass/.test(text) ? 'trust' : 'identity')}`,
      );
      expect(all.filter((one) => one.startsWith(`${rule.id} `))).toEqual([]);
    },
  );

  it('is an action with an interpolation, and a resource', () => {
    const text = inTerraform(
      'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:${var.verb}Objct"], Resource = "arn:aws:s3:${var.x}" }] })',
      'identity',
    );
    expect(found(text)).toEqual([]);
  });
  it('is a statement of another file', () => {
    expect(found(inTerraform('jsonencode({ Version = "2012-10-17", Statement = var.statements })', 'identity'))).toEqual([]);
    expect(found(inTerraform('var.policy', 'identity'))).toEqual([]);
  });
});

describe("Terraform's own policy document", () => {
  const rules = loadRules(
    engine.rules.filter((rule) => rule.policies),
    'recommended',
  );
  const check = (marked: string, fixed?: string): void => {
    const { text, spans } = readMarks(marked);
    const analysis = new Analysis(engine, { strict: true }, rules);
    analysis.setFile(`${FOLDER}main.tf`, text, 1);
    const { findings } = analysis.report(`${FOLDER}main.tf`);
    expect(
      writeMarks(
        text,
        findings.map(({ span }) => span),
      ),
    ).toBe(writeMarks(text, spans));
    const [finding] = findings;
    if (fixed === undefined || !finding) return;
    const fix = analysis.fixFor(finding);
    expect('refused' in fix ? fix.refused : applyEdits(text, fix.edits.get(`${FOLDER}main.tf`) ?? [])).toBe(fixed);
  };
  const statement = (inner: string, use = ''): string =>
    `data "aws_iam_policy_document" "a" {\n  statement {\n${inner}\n  }\n}\n${use}`;
  const used = '\nresource "aws_iam_policy" "a" {\n  policy = data.aws_iam_policy_document.a.json\n}\n';

  it('is underlined at the action, once, however often it is used', () => {
    const text = (action: string) =>
      statement(`    actions   = [${action}]\n    resources = ["arn:aws:s3:::a/*"]`, used + used.replace('"a"', '"b"'));
    check(text('«"s3:GetObjct"»'), text('"s3:GetObject"'));
  });
  it('is underlined at the operator', () => {
    const text = (test: string) =>
      statement(
        `    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::a/*"]\n    condition {\n      test     = ${test}\n      variable = "aws:SourceVpc"\n      values   = ["vpc-12345678"]\n    }`,
        used,
      );
    check(text('«"StringEqual"»'), text('"StringEquals"'));
  });
  it('is underlined at the key and at the value', () => {
    check(
      statement(
        '    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::a/*"]\n    condition {\n      test     = "StringEquals"\n      variable = «"aws:SourceVpx"»\n      values   = ["vpc-12345678"]\n    }\n    condition {\n      test     = "Bool"\n      variable = "aws:SecureTransport"\n      values   = [«"yes"»]\n    }',
      ),
    );
  });
  it('is underlined at the kind of principal', () => {
    check(
      statement(
        '    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::a/*"]\n    principals {\n      type        = «"Aws"»\n      identifiers = ["111122223333"]\n    }',
      ),
    );
  });
  it('is underlined at its use where only the use is wrong', () => {
    check(
      `${statement('    actions   = ["sts:AssumeRole"]\n    resources = ["*"]\n    principals {\n      type        = "AWS"\n      identifiers = ["111122223333"]\n    }')}\nresource "aws_iam_role" "a" {\n  assume_role_policy = «data.aws_iam_policy_document.a.json»\n}\n`,
    );
  });
});
