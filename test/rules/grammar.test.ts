import { describe, expect, it } from 'vitest';
import { isPathError, parsePath, printPath } from '../../server/src/rules/compile/path';
import { regexProblem } from '../../server/src/rules/compile/regex';
import { compileRules } from '../../server/tools/compile-rules';
import { locate } from '../../server/tools/rule-files';
import { ROOT } from './engine';
import { judgeThings } from './thing';

describe('paths', () => {
  it.each([
    '.',
    'A.B[]',
    'A[].B[].C',
    'Tags[Key=Owner].Value',
    'VpcId->AWS::EC2::VPC.Tags',
    'RoleArn->',
    '<-(AWS::EC2::FlowLog.ResourceId)',
    '<-(AWS::EC2::Route.RouteTableIds[]).GatewayId',
    '@Ashlar::IAM::PasswordPolicy.MinimumLength',
    '@Microsoft.Security/pricings.name',
    'a->storage.googleapis.com/Bucket.name',
    '^.Engine',
    "'aws:SourceIp'.x-y",
  ])('%s prints as it is written', (text) => {
    const path = parsePath(text);
    expect(isPathError(path)).toBe(false);
    if (!isPathError(path)) expect(printPath(path)).toBe(text);
  });

  it.each([
    ['', 'expected a path, or `.` for the element itself at character 1 of ``'],
    ['A..B', 'expected a property name at character 3 of `A..B`'],
    ['A[', 'expected `[]` or `[Key=value]` at character 3 of `A[`'],
    ['A[Key=x', 'expected `]` at character 8 of `A[Key=x`'],
    ['A.^', 'expected a property name at character 3 of `A.^`'],
    ['A^', 'expected `^` only at the start at character 2 of `A^`'],
    [
      '<-FlowLog',
      'expected a cloud type and a property after `<-`, as in `<-AWS::EC2::FlowLog.ResourceId` at character 3 of `<-FlowLog`',
    ],
    ['@x', 'expected a cloud type after `@`, as in `@Ashlar::IAM::PasswordPolicy` at character 2 of `@x`'],
    ['A B', 'expected `.`, `[]`, `[Key=value]`, `->` or `<-` at character 2 of `A B`'],
  ])('%j says what was expected', (text, error) => {
    expect(parsePath(text)).toHaveProperty('error', error);
  });
});

describe('regular expressions', () => {
  it.each(['^a+b*$', '(?:abc)+', '^[a-z]{2}-\\d+', '(?:a|b)', '\\(x\\)', '[(*)]+', '^arn:aws[a-z-]*:'])('allows %s', (source) => {
    expect(regexProblem(source)).toBeUndefined();
  });

  it.each([
    '(a+)+',
    '(a*)*',
    '(a|aa)+',
    '(?:x?)*',
    '((a+)b)+',
    '(?=a)',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    '[',
    'a+b+c+d+',
    '(.*,){11,}',
  ])('refuses %s', (source) => {
    expect(regexProblem(source)).toBeDefined();
  });
});

describe('a rule that cannot be right is refused', () => {
  it.each([
    ['require: { Nmae: a }', 'Ashlar::Test::Thing has no property Nmae'],
    ['require: { name: a }', 'did you mean Name'],
    ['require: { Names: a }', 'is a list: `equals` asks for one value'],
    ['require: { "Names[]": a }', 'leads to several values: say `some`, `every` or `none` of them'],
    ['require: { Name: { some: a } }', 'is no list'],
    ['require: { "Name[]": { some: a } }', 'is neither a list nor a map'],
    ['require: { On: maybe }', 'is true or false, and `maybe` is not'],
    ['require: { Size: big }', 'is a number, and `big` is not'],
    ['require: { On: { matches: a } }', '`matches` makes no sense of it'],
    ['require: { Name: { equal: a } }', 'there is no operator `equal`'],
    ['require: { Name: { matches: "(a+)+" } }', 'may take for ever'],
    ['require: { Name: { in: $nothing } }', 'there is no list `$nothing`'],
    ['require: { Name: { exists: yes please } }', 'expected true or false'],
    ['require: { opens: { prt: 22 } }', 'expected `{ port: 22'],
    ['require: { Document: { policy: open } }', 'expected one of public, admin, requires-tls'],
    ['require: { any: { Name: a } }', 'expected a list of conditions under `any`'],
    ['require: { Name: { exists: true, unset: bad } }', '`unset` belongs to an operator that asks for one value'],
    ['require: { "OtherId->.Name": a }', 'name the type that it leads to'],
    ['require: { "OtherIds->": { exists: true } }', 'is a list: write `[]->`'],
    ['require: { "<-Ashlar::Test::Other.Wrong": { exists: true } }', 'Ashlar::Test::Other has no property Wrong'],
    ['require: { "Items[Wrong=a].Value": b }', 'have no property Wrong'],
    ['require: false', '`false` needs a `when` or a `where`'],
    ['resource: Ashlar::Test::Nothing\nrequire: { A: b }', 'there is no cloud type Ashlar::Test::Nothing'],
    ['require: { Name: a }\nmessage: "{who} is wrong"', 'expected {name}, {value} or {detail}, got {who}'],
    ['require: { Name: a }\nreferences: ["http://x"]', 'starts with https://'],
    ['require: { Name: a }\ncontrols: { nothing: ["1"] }', 'there is no framework nothing'],
    ['require: { Name: a }\nfix: { title: t, safe: true, set: { On: "yes" } }', 'expected true or false'],
    ['require: { Name: a }\nfix: { title: t, safe: true, append: { Name: b } }', 'expected a list to append to'],
    ['require: { Name: a }\nfix: { title: t, safe: true, set: { Wrong: b } }', 'has no property Wrong'],
    ['computed: true', 'rules/computed/ has no function'],
  ])('%s', (yaml, message) => {
    expect(() => judgeThings(yaml, [])).toThrow(message);
  });

  it('with file, line and column', () => {
    const file = { path: 'rules/aws/x/y.yaml', text: 'title: a\nrequire:\n  not:\n    Name: a\n', content: {} };
    expect(locate(file, ['require', 'not', 'Name'])).toBe('rules/aws/x/y.yaml:4:11');
    expect(locate(file, ['require', 'not', 'Name', 'deeper'])).toBe('rules/aws/x/y.yaml:4:11');
    expect(locate(file, [])).toBe('rules/aws/x/y.yaml:1:1');
  });
});

describe('frameworks', () => {
  it('are read by their editions', async () => {
    const { SchemaLibrary } = await import('../../server/tools/schema');
    const { frameworks } = compileRules(ROOT, new SchemaLibrary(ROOT));
    expect(Object.keys(frameworks)).toContain('cis-aws-7.0');
  });
});
