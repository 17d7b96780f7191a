import { expect, it } from 'vitest';
import { ashlar, folder } from './run';

const policy = (name: string, actions: string) => `
resource "aws_iam_policy" "${name}" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = [${actions}], Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "${name}" {
  role       = aws_iam_role.deploy.name
  policy_arn = aws_iam_policy.${name}.arn
}
`;

it('tells a way to administrator over two policies of a role, with its steps', () => {
  const directory = folder({
    'main.tf': `resource "aws_iam_role" "deploy" {\n  assume_role_policy = jsonencode({})\n}\n${policy('roles', '"iam:PassRole"')}`,
    'functions.tf': policy('functions', '"lambda:CreateFunction", "lambda:InvokeFunction"'),
  });
  const { code, out } = ashlar(directory, 'scan');
  expect(code).toBe(1);
  expect(out).toContain(
    'Role deploy can act under any role that the service accepts: it may pass any role to a new Lambda function (iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction)',
  );
  expect(out).toMatch(/= see line \d+: 1\. iam:PassRole: hands over/);
  expect(out).toMatch(/= see functions\.tf:\d+: 2\. lambda:CreateFunction: makes a function/);
  expect(out).toMatch(/= see functions\.tf:\d+: 3\. lambda:InvokeFunction: runs the function/);
  const sarif = JSON.parse(ashlar(directory, 'scan', '--format', 'sarif').out);
  const result = sarif.runs[0].results.find((one: { ruleId: string }) => one.ruleId === 'aws/iam/escalation-by-passing-role');
  expect(result.relatedLocations).toHaveLength(3);
});
