import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../server/src/analysis';
import { ignoreEdit, withReason } from '../../server/src/features/ignore';
import { applyEdits, span } from '../../server/src/text';

/** The text with the finding between «» ignored. */
function ignored(marked: string, kind: DocumentKind): string | undefined {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace(/[«»]/g, '');
  const edit = ignoreEdit(text, kind, { rule: 'a/b/c', span: span(start, end) });
  return edit && applyEdits(text, [withReason(edit, 'why')]);
}

describe('an ignore comment in Terraform', () => {
  it('stands above the attribute', () => {
    expect(ignored('resource "a" "b" {\n  c = «true»\n}\n', 'terraform')).toBe(
      'resource "a" "b" {\n  # ashlar:ignore a/b/c why\n  c = true\n}\n',
    );
  });

  it('stands above the block where the value is missing', () => {
    expect(ignored('resource «"a" "b"» {\n}\n', 'terraform')).toBe('# ashlar:ignore a/b/c why\nresource "a" "b" {\n}\n');
  });

  it('stands above the element of a list that has a line of its own, else above the attribute', () => {
    expect(ignored('resource "a" "b" {\n  c = [\n    "x",\n    «"y"»,\n  ]\n}\n', 'terraform')).toContain(
      '    "x",\n    # ashlar:ignore a/b/c why\n    "y",\n',
    );
    expect(ignored('resource "a" "b" {\n  c = ["x", «"y"»]\n}\n', 'terraform')).toContain(
      '  # ashlar:ignore a/b/c why\n  c = ["x", "y"]\n',
    );
  });

  it('stands above the attribute that holds a heredoc, never in it', () => {
    expect(ignored('resource "a" "b" {\n  policy = <<EOT\n{\n  "Action": «"*"»\n}\nEOT\n}\n', 'terraform')).toContain(
      '{\n  # ashlar:ignore a/b/c why\n  policy = <<EOT\n{\n',
    );
  });

  it('stands above the entry of an object, with tabs and CRLF as they are', () => {
    expect(ignored('resource "a" "b" {\r\n\tp = jsonencode({\r\n\t\tAction = «"*"»\r\n\t})\r\n}\r\n', 'terraform')).toContain(
      '({\r\n\t\t# ashlar:ignore a/b/c why\r\n\t\tAction = "*"\r\n',
    );
  });
});

describe('an ignore comment in CloudFormation', () => {
  it('stands above the entry in YAML', () => {
    expect(ignored('Resources:\n  A:\n    Properties:\n      Public: «true»\n', 'cloudformation')).toContain(
      '    Properties:\n      # ashlar:ignore a/b/c why\n      Public: true\n',
    );
  });

  it('stands above the dash of a list item', () => {
    expect(ignored('Resources:\n  A:\n    List:\n      - Cidr: «0.0.0.0/0»\n        Port: 22\n', 'cloudformation')).toContain(
      '    List:\n      # ashlar:ignore a/b/c why\n      - Cidr: 0.0.0.0/0\n',
    );
  });

  it('is metadata in JSON, whatever of it is there already', () => {
    const rule = [{ rule: 'a/b/c', reason: 'why' }];
    const one = ignored('{"Resources":{"A":{"Type":"T","Properties":{"Public":«true»}}}}', 'cloudformation');
    expect(JSON.parse(one ?? '').Resources.A.Metadata.Ashlar.ignore).toEqual(rule);
    const two = ignored('{"Resources":{"A":{"Metadata":{"x":1},"Properties":{"Public":«true»}}}}', 'cloudformation');
    expect(JSON.parse(two ?? '').Resources.A.Metadata).toEqual({ x: 1, Ashlar: { ignore: rule } });
    const three = ignored('{"Resources":{"A":{"Metadata":{"Ashlar":{}},"P":«true»}}}', 'cloudformation');
    expect(JSON.parse(three ?? '').Resources.A.Metadata.Ashlar.ignore).toEqual(rule);
    const four = ignored(
      '{"Resources":{"A":{"Metadata":{"Ashlar":{"ignore":[{"rule":"x/y/z","reason":"r"}]}},"P":«true»}}}',
      'cloudformation',
    );
    expect(JSON.parse(four ?? '').Resources.A.Metadata.Ashlar.ignore).toEqual([...rule, { rule: 'x/y/z', reason: 'r' }]);
  });

  it('keeps the layout of JSON', () => {
    expect(ignored('{\n  "Resources": {\n    "A": {\n      "Type": «"T"»\n    }\n  }\n}\n', 'cloudformation')).toBe(
      '{\n  "Resources": {\n    "A": {\n      "Metadata": { "Ashlar": { "ignore": [{ "rule": "a/b/c", "reason": "why" }] } },\n      "Type": "T"\n    }\n  }\n}\n',
    );
  });
});

it('has no place in a policy document', () => {
  expect(ignored('{"Statement":[{"Action":«"*"»}]}', 'policy')).toBeUndefined();
});
