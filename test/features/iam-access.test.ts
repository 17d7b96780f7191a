import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { type AccessNode, accessTree } from '../../server/src/features/iam/access';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();
const URI = 'file:///w/main.tf';

function workspace(saved: string | undefined, text: string): Analysis {
  const analysis = new Analysis({ ...engine, rules: [] }, { strict: true });
  if (saved !== undefined) analysis.setDiskFile(URI, saved);
  analysis.setFile(URI, text, 1);
  return analysis;
}

/** `label · description`, indented; the names of actions joined. */
function shown(nodes: readonly AccessNode[], indent = ''): readonly string[] {
  return nodes.flatMap(({ label, description, items = [], names = [] }) => [
    // How many actions AWS has of a level changes with its reference.
    `${indent}${label}${description === undefined ? '' : ` · ${description.replace(/^(\d+) of \d+(?=,|$)/, '$1 of n')}`}`,
    ...shown(items, `${indent}  `),
    ...(names.length > 0 ? [`${indent}  ${names.join(', ')}`] : []),
  ]);
}

function tree(text: string, address = 'aws_iam_role.app', saved?: string): readonly string[] {
  const found = workspace(saved, text).accessOf(URI, address);
  return found ? shown(accessTree(found)).slice(1) : [];
}

const role = (statements: string, more = '') => `resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({})
  ${more}
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Statement = [${statements}] })
}
`;
const allow = (actions: string, resource = '*') =>
  `{ Effect = "Allow", Action = ${JSON.stringify(actions.split(' '))}, Resource = "${resource}" }`;

describe('what a role may do, as a tree', () => {
  it('tells the permissions by service and level, and where they hold', () => {
    const text = role(`${allow('s3:GetObject s3:PutObject')}, ${allow('s3:GetObjectAcl sqs:SendMessage', 'arn:aws:s3:::b/*')}`);
    expect(tree(text)).toEqual([
      'Ways to administrator · none known',
      'Permissions · 3 actions of 1 service',
      '  s3 · 1 write, 2 read',
      '    Write · 1 of n, on every resource',
      '      PutObject',
      '    Read · 2 of n',
      '      On every resource · 1',
      '        GetObject',
      '      On named resources · 1',
      '        GetObjectAcl',
      'Policies · 1',
      '  aws_iam_role_policy.p',
    ]);
  });

  it('tells each way to administrator by its steps, at the statements that give them', () => {
    const text = role(`${allow('iam:PassRole')}, ${allow('lambda:CreateFunction lambda:InvokeFunction')}`);
    const found = workspace(undefined, text).accessOf(URI, 'aws_iam_role.app');
    const [subject, ways] = found ? accessTree(found) : [];
    expect(shown(subject ? [subject] : [])).toEqual(['Role app · aws_iam_role.app']);
    expect(shown(ways ? [ways] : [])).toEqual([
      'Ways to administrator · 1',
      '  It may pass any role to a new Lambda function · lambda-001',
      expect.stringMatching(/^ {4}1\. iam:PassRole: /),
      expect.stringMatching(/^ {4}2\. lambda:CreateFunction: /),
      expect.stringMatching(/^ {4}3\. lambda:InvokeFunction: /),
    ]);
    const places = ways?.items?.[0]?.items?.map(({ place }) => place && text.slice(place.span.start, place.span.end));
    expect(places).toEqual(['"iam:PassRole"', '"lambda:CreateFunction"', '"lambda:InvokeFunction"']);
  });

  it('says of an administrator no more than that', () => {
    expect(tree(role(allow('*')))).toEqual([
      'Administrator · every action on every resource',
      'Policies · 1',
      '  aws_iam_role_policy.p',
    ]);
  });

  it('says what is not known, and guesses nothing', () => {
    const attached = `${role(allow('s3:GetObject'))}resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
variable "boundary" {}
`;
    expect(tree(attached).slice(0, 3)).toEqual([
      'What is not known',
      '  A policy that is attached cannot be read: it may allow more',
      'Ways to administrator · none is sure; that depends on what is not known',
    ]);
    const bounded = `variable "b" {}\n${role(allow('s3:GetObject'), 'permissions_boundary = var.b')}`;
    expect(tree(bounded).slice(0, 2)).toEqual([
      'What is not known',
      '  The permissions boundary cannot be read: what it leaves is not known',
    ]);
    expect(tree(bounded)).toContain('    Read · 1 of n, perhaps');
    const open = `variable "a" {}\n${role('{ Effect = "Allow", Action = var.a, Resource = "*" }')}`;
    expect(tree(open).slice(0, 2)).toEqual(['What is not known', '  A policy depends on values that are not known here']);
  });

  it('lists what can be read, and counts the rest', () => {
    const all = tree(role('{ Effect = "Allow", NotAction = "iam:*", Resource = "*" }'));
    expect(all.find((line) => line.startsWith('Permissions'))).toMatch(/ too many to be listed: by level only$/);
    expect(all).not.toContain('        GetObject');
    const ec2 = tree(role(allow('ec2:*')));
    expect(ec2.find((line) => line.includes('RunInstances') || line.includes('and '))).toMatch(/, and \d+ more$/);
  });
});

describe('what a policy alone may do, as a tree', () => {
  it('is what it allows, and names who holds it', () => {
    const text = `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = [${allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q')}] })
}
resource "aws_iam_role" "app" {
  assume_role_policy = jsonencode({})
}
resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.p.arn
}
`;
    expect(tree(text, 'aws_iam_policy.p').slice(-2)).toEqual(['Held by · 1', '  aws_iam_role.app']);
    expect(tree(text, 'aws_iam_policy.p')).toContain('      SendMessage');
  });

  it('says of a boundary that it gives nothing', () => {
    const text = `resource "aws_iam_policy" "limit" {
  policy = jsonencode({ Statement = [${allow('s3:GetObject')}] })
}
${role(allow('s3:GetObject sqs:SendMessage'), 'permissions_boundary = aws_iam_policy.limit.arn')}`;
    expect(tree(text, 'aws_iam_policy.limit')).toContain(
      '  It is a permissions boundary: by itself it gives nothing, it says how far others may go',
    );
    expect(tree(text)).toContain('Permissions · 1 action of 1 service');
    expect(tree(text)).toContain('  A permissions boundary narrows them');
  });

  it('is found at a place, also in a file of its own, and is not asked of who gets in', () => {
    const analysis = workspace(undefined, role(allow('s3:GetObject')));
    const names = (uri: string, text: string, at: string) => {
      analysis.setFile(uri, text, 1);
      return analysis.accessSubjectsAt(uri, text.indexOf(at)).map(({ kind, address }) => `${kind} ${address}`);
    };
    const json = (principal: string) =>
      `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", ${principal}"Action": "s3:GetObject", "Resource": "*" }] }`;
    expect(names('file:///p/policy.json', json(''), '"Action"')).toEqual(['policy policy.json']);
    expect(names('file:///p/bucket.json', json('"Principal": "*", '), '"Action"')).toEqual([]);
    const several = 'resource "aws_iam_user" "u" {\n  for_each = toset(["a", "b"])\n  name = each.key\n}\n';
    expect(names(URI, several, 'for_each')).toEqual(['user aws_iam_user.u["a"]', 'user aws_iam_user.u["b"]']);
  });
});

describe('what an unsaved edit changes', () => {
  const saved = role(`${allow('s3:GetObject', 'arn:aws:s3:::a/*')}, ${allow('sqs:SendMessage')}`);

  it('is nothing as long as the text is the saved one, or says the same', () => {
    expect(tree(saved, undefined, saved)[0]).toBe('Ways to administrator · none known');
    expect(tree(`# a comment\n${saved}`, undefined, saved)[0]).toBe('Ways to administrator · none known');
  });

  it('is what it gains and loses, with the gravest first', () => {
    const text = role(`${allow('s3:GetObject')}, ${allow('sqs:ReceiveMessage')}, ${allow('iam:PutRolePolicy')}`);
    expect(tree(text, undefined, saved).slice(0, 9)).toEqual([
      'What the unsaved edit changes',
      '  Opens a way to administrator: it may give any role every permission · iam-005',
      expect.stringMatching(/^ {4}1\. iam:PutRolePolicy/),
      '  Gains 3 permissions',
      '    iam:PutRolePolicy · permissions management, on every resource',
      '    s3:GetObject · read, on every resource, before on named resources',
      '    sqs:ReceiveMessage · read, on every resource',
      '  Loses 1 permission',
      '    sqs:SendMessage · write, not any more',
    ]);
  });

  it('is which ways to administrator it closes, and which resources are others', () => {
    const open = role(`${allow('iam:PutRolePolicy')}, ${allow('s3:GetObject', 'arn:aws:s3:::a/*')}`);
    const closed = role(allow('s3:GetObject', 'arn:aws:s3:::b/*'));
    expect(tree(closed, undefined, open).slice(0, 6)).toEqual([
      'What the unsaved edit changes',
      '  Closes a way to administrator: it may no longer give any role every permission · iam-005',
      '  Loses 1 permission',
      '    iam:PutRolePolicy · permissions management, not any more',
      '  Other resources for 1 permission',
      '    s3:GetObject',
    ]);
  });

  it('may make an administrator, or somebody who was not there', () => {
    expect(tree(role(allow('*')), undefined, saved).slice(0, 2)).toEqual([
      'What the unsaved edit changes',
      '  It becomes administrator',
    ]);
    expect(tree(saved, undefined, '# nothing yet\n').slice(0, 2)).toEqual([
      'What the unsaved edit changes',
      '  It is not in the saved files yet',
    ]);
  });

  it('is not told where what is saved is not known', () => {
    expect(tree(saved, undefined, undefined)[0]).toBe('Ways to administrator · none known');
  });
});
