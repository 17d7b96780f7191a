import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileRule } from '../../server/src/rules/compile';
import { engineFromSources } from './engine';
import type { WrittenExample } from './example';
import { problemsOfRule } from './rule-tester';

const { engine } = engineFromSources();
const ENV = { schema: engine.schema, lists: {}, controls: new Map(), computed: new Set<string>() };

const GOOD = `
  - good: terraform
    text: resource "aws_db_instance" "b" {}
  - bad: cloudformation
    text: |
      Resources:
        Main: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: «true» } }
    fixed: |
      Resources:
        Main: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: false } }
  - good: cloudformation
    text: |
      Resources:
        Main: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: false } }`;

function problems(examples: string, rule = ''): readonly string[] {
  const written = parse(`
title: t
severity: high
category: network
resource: AWS::RDS::DBInstance
require: { PubliclyAccessible: false }
message: m
why: w
advice: a
fix: { title: t, safe: false, set: { PubliclyAccessible: false } }
${rule}
examples:${examples}${GOOD}`);
  const { rule: compiled, problems: errors } = compileRule('aws/rds/x', written, ENV);
  expect(errors).toEqual([]);
  return problemsOfRule(engine, compiled, (written as { examples: WrittenExample[] }).examples);
}

function bad(text: string, fixed: string): string {
  return `
  - bad: terraform
    text: ${JSON.stringify(text)}
    fixed: ${JSON.stringify(fixed)}`;
}

const TEXT = 'resource "aws_db_instance" "a" { publicly_accessible = «true» }';
const FIXED = 'resource "aws_db_instance" "a" { publicly_accessible = false }';

describe('the tester', () => {
  it('is content with examples that hold', () => {
    expect(problems(bad(TEXT, FIXED))).toEqual([]);
  });

  it.each([
    [
      'a mark that is one character off',
      bad(TEXT.replace('«true»', '«tru»e'), FIXED),
      '--- expected\nresource "aws_db_instance" "a" { publicly_accessible = «tru»e }',
    ],
    [
      'a finding without a mark',
      bad(`${TEXT}\n\nresource "aws_db_instance" "c" { publicly_accessible = true }`, FIXED),
      '--- found',
    ],
    [
      'a mark without a finding',
      bad(TEXT.replace('true', 'false'), FIXED),
      '--- found\nresource "aws_db_instance" "a" { publicly_accessible = false }',
    ],
    ['a bad example without marks', bad(TEXT.replace(/[«»]/g, ''), FIXED), 'nothing is marked'],
    ['another text than the fix makes', bad(TEXT, FIXED.replace('= false', '=  false')), 'the fix makes another text of main.tf'],
    ['a text that is not valid', bad(`${TEXT}\n\nresource {`, FIXED), 'main.tf is not valid'],
    ['the same example twice', bad(TEXT, FIXED) + bad(TEXT, FIXED), 'is the same as example 1'],
    ['no bad example in a language', '', 'there is no bad example in Terraform'],
    ['a mark in a good example', `${bad(TEXT, FIXED)}\n  - good: terraform\n    text: '${TEXT}'`, 'only bad examples have marks'],
    [
      'a good example that is called unknown',
      `${bad(TEXT, FIXED)}\n  - unknown: terraform\n    text: '${FIXED}'`,
      'is silent because it is good',
    ],
    [
      'a bad live example that is found nothing in',
      `${bad(TEXT, FIXED)}\n  - bad: live\n    resource: { PubliclyAccessible: false }`,
      'nothing was found',
    ],
    [
      'a good live example that is found something in',
      `${bad(TEXT, FIXED)}\n  - good: live\n    resource: { PubliclyAccessible: true }`,
      'something was found',
    ],
  ])('refuses %s', (_, examples, message) => {
    expect(problems(examples).join('\n')).toContain(message);
  });
});
