import type { DocumentKind } from '../../server/src/analysis';

/** A text with the cursor at `|`, and what kind of document it is. */
export interface Marked {
  readonly text: string;
  readonly offset: number;
  readonly kind: DocumentKind;
}

export function marked(text: string, kind: DocumentKind): Marked {
  const offset = text.indexOf('¦');
  if (offset < 0 || text.includes('¦', offset + 1)) throw new Error('A text needs one cursor');
  return { text: text.slice(0, offset) + text.slice(offset + 1), offset, kind };
}

/** One statement in each way that policies are written, with a cursor in one element: `Action`, `Resource`, … and its JSON text. */
export function inEveryLanguage(element: 'Action' | 'Resource', written: string): Readonly<Record<string, Marked>> {
  const other = element === 'Action' ? '' : ',"Action":"s3:GetObject"';
  const block = { Action: 'actions', Resource: 'resources' }[element];
  const json = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow"${other},"${element}":["${written}"]}]}`;
  const hcl = `Version = "2012-10-17"\n    Statement = [{\n      Effect = "Allow"\n${other === '' ? '' : '      Action = "s3:GetObject"\n'}      ${element} = ["${written}"]\n    }]`;
  return {
    'a policy file': marked(json, 'policy'),
    jsonencode: marked(`resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    ${hcl}\n  })\n}\n`, 'terraform'),
    'a heredoc': marked(`resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n    ${json}\n  EOT\n}\n`, 'terraform'),
    'a policy document': marked(
      `data "aws_iam_policy_document" "d" {\n  statement {\n${other === '' ? '' : '    actions = ["s3:GetObject"]\n'}    ${block} = ["${written}"]\n  }\n}\n`,
      'terraform',
    ),
    'a YAML template': marked(
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n${other === '' ? '' : '            Action: s3:GetObject\n'}            ${element}:\n              - ${written.startsWith('*') ? `"${written}"` : written}\n`,
      'cloudformation',
    ),
    'a JSON template': marked(
      `{"Resources":{"P":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"PolicyDocument":${json}}}}}`,
      'cloudformation',
    ),
  };
}
