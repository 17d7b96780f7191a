import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scaffoldRule } from '../../server/tools/scaffold';
import { validatorFor } from '../../server/tools/validators';
import { ROOT } from './engine';

describe('npm run new-rule', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ashlar-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('writes a skeleton that parses, and that the build refuses until it is filled in', () => {
    expect(scaffoldRule(root, 'aws/rds/some-name')).toEqual({ file: 'rules/aws/rds/some-name.yaml' });
    const text = readFileSync(join(root, 'rules/aws/rds/some-name.yaml'), 'utf8');
    const content: unknown = parse(text);
    expect(content).toMatchObject({ examples: [{ bad: 'terraform' }, { good: 'terraform' }, {}, {}, {}] });
    const errors = validatorFor(ROOT, 'rule')({ path: 'rules/aws/rds/some-name.yaml', text, content });
    expect(errors).toContain('rules/aws/rds/some-name.yaml:2:11: `severity` must be one of critical, high, medium, low');
  });

  it('overwrites nothing', () => {
    scaffoldRule(root, 'aws/rds/some-name');
    expect(scaffoldRule(root, 'aws/rds/some-name')).toEqual({ refused: 'rules/aws/rds/some-name.yaml is there already' });
  });

  it.each(['aws/rds', 'AWS/rds/x', 'aws/rds/Some_Name', '../aws/rds/x', 'aws/rds/x/y', 'cloud/rds/x', 'aws/rds/-x'])(
    'refuses %s',
    (id) => {
      expect(scaffoldRule(root, id)).toHaveProperty('refused');
    },
  );
});
