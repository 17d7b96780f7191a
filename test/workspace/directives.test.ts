import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../server/src/syntax/hcl';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import { type Directive, hclDirectives, templateDirectives } from '../../server/src/workspace/directives';

/** Each directive as rules, reason and the text that it speaks of (its first line, and its last where there are more). */
function shown(text: string, directives: readonly Directive[]) {
  return directives.map(({ rules, reason, target }) => {
    const lines = target
      ? text
          .slice(target.start, target.end)
          .trim()
          .split('\n')
          .map((line) => line.replace(/ # .*/, ''))
      : [];
    const on = lines.length > 1 ? `${lines[0]?.trim()} … ${lines.at(-1)?.trim()}` : lines[0];
    return { rules: rules.map((rule) => rule.id), reason, on };
  });
}
const ofHcl = (text: string) => shown(text, hclDirectives(text, parseHcl(text)));
const ofYaml = (text: string) => shown(text, templateDirectives(text, parseYaml(text)));
const ofJson = (text: string) => shown(text, templateDirectives(text, parseJson(text)));

const BUCKET = `resource "aws_s3_bucket" "b" {
  # ashlar:ignore aws/s3/versioning, aws/s3/logging the data can be made again
  bucket = "b"
  acl    = "public-read" // ashlar:ignore aws/s3/acl a public site
  /* ashlar:ignore aws/s3/tags
     nobody pays for it */
  tags = {
    # ashlar:ignore aws/tags/owner no owner yet
    Owner = ""
    Cost  = "" # ashlar:ignore aws/tags/cost free
  }
}
`;

describe('directives in HCL', () => {
  it('reads ids, reason and target from comments of every kind', () => {
    expect(ofHcl(BUCKET)).toEqual([
      { rules: ['aws/s3/versioning', 'aws/s3/logging'], reason: 'the data can be made again', on: 'bucket = "b"' },
      { rules: ['aws/s3/acl'], reason: 'a public site', on: 'acl    = "public-read"' },
      { rules: ['aws/s3/tags'], reason: 'nobody pays for it', on: 'tags = { … }' },
      { rules: ['aws/tags/owner'], reason: 'no owner yet', on: 'Owner = ""' },
      { rules: ['aws/tags/cost'], reason: 'free', on: 'Cost  = ""' },
    ]);
  });

  it('points at each rule id', () => {
    const [first] = hclDirectives(BUCKET, parseHcl(BUCKET));
    expect(first?.rules.map(({ span }) => BUCKET.slice(span.start, span.end))).toEqual(['aws/s3/versioning', 'aws/s3/logging']);
  });

  it('applies to the whole block above or behind its header, and behind its end', () => {
    const text = `# ashlar:ignore a/b/c first
resource "x" "a" {
  y = 1
}
resource "x" "b" { # ashlar:ignore a/b/c second
  y = 1
  z {
    y = 2
  } // ashlar:ignore a/b/c third
}
`;
    expect(ofHcl(text).map(({ on, reason }) => [reason, on])).toEqual([
      ['first', 'resource "x" "a" { … }'],
      ['second', 'resource "x" "b" { … }'],
      ['third', 'z { … }'],
    ]);
  });

  it('lets comments stand between, but no empty line', () => {
    const text = `# ashlar:ignore a/b/c one
# more words
# ashlar:ignore a/b/d two
x = 1

# ashlar:ignore a/b/e three

y = 2
`;
    expect(ofHcl(text).map(({ on }) => on)).toEqual(['x = 1', 'x = 1', undefined]);
  });

  it('speaks of list elements', () => {
    const text = `cidrs = [
  "10.0.0.0/8",
  # ashlar:ignore a/b/c office
  "203.0.113.0/24",
  "0.0.0.0/0", # ashlar:ignore a/b/d anyone
] # ashlar:ignore a/b/e all
`;
    expect(ofHcl(text).map(({ on }) => on)).toEqual(['"203.0.113.0/24"', '"0.0.0.0/0"', 'cidrs = [ … ]']);
  });

  it('stands above an attribute whose value is a heredoc, never inside of it', () => {
    const text = `resource "x" "y" {
  # ashlar:ignore a/b/c generated
  policy = <<-EOT
    # ashlar:ignore a/b/d this is text
    {}
  EOT
}
`;
    expect(ofHcl(text)).toEqual([{ rules: ['a/b/c'], reason: 'generated', on: 'policy = <<-EOT … EOT' }]);
  });

  it('knows what is no directive', () => {
    expect(ofHcl('# see ashlar:ignore in the docs\n# ashlar:ignored a/b/c\n# ashlar:ignore-file\nx = 1\n')).toEqual([]);
  });

  it('reads what is incomplete', () => {
    expect(ofHcl('# ashlar:ignore\nx = 1\n')).toEqual([{ rules: [], reason: '', on: 'x = 1' }]);
    expect(ofHcl('# ashlar:ignore a/b/c\nx = 1\n')).toEqual([{ rules: ['a/b/c'], reason: '', on: 'x = 1' }]);
    expect(ofHcl('# ashlar:ignore a/b/c, a/b/d\nx = 1\n')).toEqual([{ rules: ['a/b/c', 'a/b/d'], reason: '', on: 'x = 1' }]);
    expect(ofHcl('# ashlar:ignore a/b/c: because\nx = 1\n')[0]).toMatchObject({ rules: ['a/b/c'], reason: 'because' });
    expect(ofHcl('# ashlar:ignore a/b/c - because\r\nx = 1\r\n')[0]).toMatchObject({ reason: 'because', on: 'x = 1' });
  });

  it.each([
    [
      'an unclosed block',
      '# ashlar:ignore a/b/c r\nresource "x" "a" {\n  y = 1\n\nresource "x" "b" {\n  y = 2\n}\n',
      'resource "x" "b"',
    ],
    [
      'an unclosed nested block',
      'resource "x" "a" {\n  # ashlar:ignore a/b/c r\n  z {\n    y = 1\n  w = 2\n}\nresource "x" "b" {}\n',
      'w = 2',
    ],
    ['a value that is not typed', 'resource "x" "a" {\n  # ashlar:ignore a/b/c r\n  y =\n  w = 2\n}\n', 'w = 2'],
    ['an unclosed list', 'resource "x" "a" {\n  # ashlar:ignore a/b/c r\n  y = [\n  w = 2\n}\nresource "x" "b" {}\n', 'w = 2'],
    ['an unclosed string', '# ashlar:ignore a/b/c r\ny = "\nresource "x" "b" {\n}\n', 'resource "x" "b"'],
    ['an unclosed heredoc', '# ashlar:ignore a/b/c r\ny = <<EOT\nresource "x" "b" {\n}\n', 'resource "x" "b"'],
  ])('does not reach past %s', (_, text, beyond) => {
    const at = text.indexOf(beyond);
    for (const { target } of hclDirectives(text, parseHcl(text))) expect(target?.end ?? 0).toBeLessThanOrEqual(at);
  });
});

describe('directives in YAML', () => {
  const TEMPLATE = `Resources:
  # ashlar:ignore aws/s3/versioning scratch data
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead # ashlar:ignore aws/s3/acl a public site
  Group: # ashlar:ignore aws/ec2/description short lived
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        # ashlar:ignore aws/ec2/open-ingress the office
        - CidrIp: 0.0.0.0/0
          FromPort: 443
        - CidrIp: 0.0.0.0/0 # ashlar:ignore aws/ec2/open-ingress a test
          FromPort: 80
`;

  it('applies to entries and list items', () => {
    expect(ofYaml(TEMPLATE)).toEqual([
      { rules: ['aws/s3/versioning'], reason: 'scratch data', on: 'Bucket: … AccessControl: PublicRead' },
      { rules: ['aws/s3/acl'], reason: 'a public site', on: 'AccessControl: PublicRead' },
      { rules: ['aws/ec2/description'], reason: 'short lived', on: 'Group: … FromPort: 80' },
      { rules: ['aws/ec2/open-ingress'], reason: 'the office', on: 'CidrIp: 0.0.0.0/0 … FromPort: 443' },
      { rules: ['aws/ec2/open-ingress'], reason: 'a test', on: 'CidrIp: 0.0.0.0/0' },
    ]);
  });

  it('reads Metadata too', () => {
    const text = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata:
      Ashlar:
        ignore:
          - { rule: aws/s3/versioning, reason: scratch data }
          - rule: [aws/s3/a, aws/s3/b]
`;
    expect(ofYaml(text).map(({ rules, reason }) => [rules, reason])).toEqual([
      [['aws/s3/versioning'], 'scratch data'],
      [['aws/s3/a', 'aws/s3/b'], ''],
    ]);
  });

  it('does not reach past what is broken', () => {
    const text = 'Resources:\n  # ashlar:ignore a/b/c r\n  A:\n    Type: "AWS::S3::Bucket\n  B:\n    Type: AWS::S3::Bucket\n';
    for (const { target } of templateDirectives(text, parseYaml(text))) {
      expect(target?.end ?? 0).toBeLessThanOrEqual(text.indexOf('B:'));
    }
  });
});

describe('directives in JSON', () => {
  it('stand in Metadata.Ashlar.ignore', () => {
    const text = JSON.stringify(
      {
        Resources: {
          Bucket: {
            Type: 'AWS::S3::Bucket',
            Metadata: { Ashlar: { ignore: [{ rule: 'aws/s3/versioning', reason: 'scratch data' }, { rule: 'aws/s3/acl' }] } },
          },
          Other: { Type: 'AWS::S3::Bucket', Metadata: { Ashlar: {} } },
        },
      },
      undefined,
      2,
    );
    expect(ofJson(text)).toEqual([
      { rules: ['aws/s3/versioning'], reason: 'scratch data', on: '"Bucket": { … }' },
      { rules: ['aws/s3/acl'], reason: '', on: '"Bucket": { … }' },
    ]);
  });

  it.each(['[]', '{}', '', '{"Resources": 3}', '{"Resources": {"A": {"Metadata": {"Ashlar": {"ignore": 1}}}}}'])(
    'takes %s',
    (text) => {
      expect(() => ofJson(text)).not.toThrow();
    },
  );
});
