import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ashlar, folder, PUBLIC } from './run';

const DATABASE = `variable "open" {
  type    = bool
  default = false
}
resource "aws_db_instance" "main" {
  storage_encrypted   = true
  publicly_accessible = var.open
}
`;
/** What the wildcard does stands in the file of values alone. */
const ROLE = `variable "actions" {
  type    = list(string)
  default = ["s3:GetObject"]
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }]
  })
}
`;

interface Place {
  readonly path: string;
  readonly startLine: number;
}

function found(cwd: string, ...args: readonly string[]) {
  const ran = ashlar(cwd, 'scan', '--format', 'json', ...args);
  if (ran.code === 2) throw new Error(ran.err);
  const files: readonly { path: string; findings: readonly { rule: string; related?: readonly Place[] }[] }[] = JSON.parse(
    ran.out,
  ).files;
  return files.flatMap(({ path, findings }) => findings.map(({ rule, related = [] }) => ({ path, rule, related })));
}

const openIn = (cwd: string, ...args: readonly string[]) =>
  found(cwd, ...args)
    .filter(({ rule }) => rule === PUBLIC)
    .map(({ path }) => path);

describe('--var-file', () => {
  it('gives variables their values, the last file most', () => {
    const cwd = folder({
      'main.tf': DATABASE,
      'terraform.tfvars': 'open = false\n',
      'envs/dev.tfvars': 'open = false\n',
      'envs/prod.tfvars.json': '{ "open": true, "undeclared": 1 }\n',
    });
    const files = (...names: readonly string[]) => names.flatMap((name) => ['--var-file', name]);
    expect(openIn(cwd)).toEqual([]);
    expect(openIn(cwd, ...files('envs/prod.tfvars.json'))).toEqual(['main.tf']);
    expect(openIn(cwd, ...files('envs/dev.tfvars', 'envs/prod.tfvars.json'))).toEqual(['main.tf']);
    expect(openIn(cwd, ...files('envs/prod.tfvars.json', 'envs/dev.tfvars'))).toEqual([]);
    expect(openIn(cwd, 'main.tf', '--var-file=envs/prod.tfvars.json')).toEqual(['main.tf']);
  });

  it('finds a wildcard that comes in from it, and leads to its line', () => {
    const cwd = folder({ 'infra/main.tf': ROLE, 'prod.tfvars': '# wide\nactions = ["s3:GetObject", "*"]\n' });
    const rules = (...args: readonly string[]) => found(cwd, 'infra', ...args).map(({ rule }) => rule);
    const before = rules();
    const more = found(cwd, 'infra', '--var-file', 'prod.tfvars').filter(({ rule }) => !before.includes(rule));
    expect(more.map(({ rule }) => rule)).toContain('aws/iam/policy-administrator');
    for (const { path, related } of more) {
      expect(path).toBe('infra/main.tf');
      expect(related[0]).toMatchObject({ path: 'prod.tfvars', startLine: 2 });
    }
  });

  it('may lie outside of what is scanned, and counts for the root modules nearest to it', () => {
    const cwd = folder({
      'stacks/a/main.tf': DATABASE,
      'stacks/b/main.tf': DATABASE,
      'stacks/b/own.tfvars': 'open = true\n',
      'shared.tfvars': 'open = true\n',
    });
    expect(openIn(cwd, 'stacks', '--var-file', 'shared.tfvars')).toEqual(['stacks/a/main.tf', 'stacks/b/main.tf']);
    expect(openIn(cwd, 'stacks', '--var-file', 'stacks/b/own.tfvars')).toEqual(['stacks/b/main.tf']);
  });

  it.each([
    ['is not there', 'gone.tfvars', /gone\.tfvars cannot be read/],
    ['is broken', 'broken.tfvars', /broken\.tfvars:2:\d+: /],
    ['is broken JSON', 'broken.tfvars.json', /broken\.tfvars\.json:1:\d+: /],
    ['is a folder', 'folder', /folder cannot be read/],
  ])('that %s ends the run with its name', (_, name, message) => {
    const files = { 'main.tf': DATABASE, 'broken.tfvars': 'a = 1\nb = \n', 'broken.tfvars.json': '{ "open" ', 'folder/x': '' };
    for (const command of ['scan', 'fix']) {
      const ran = ashlar(folder(files), command, '--var-file', name);
      expect(ran).toMatchObject({ code: 2, out: '' });
      expect(ran.err).toMatch(message);
    }
  });

  it('says so when it counts for nothing', () => {
    const ran = ashlar(folder({ 'a.tfvars': 'a = 1\n' }), 'scan', '--var-file', 'a.tfvars');
    expect(`${ran.out}${ran.err}`).toContain('a.tfvars counts for no root module below the paths');
  });

  it('is where `fix` repairs the value', () => {
    const cwd = folder({ 'main.tf': DATABASE, 'envs/prod.tfvars': '# prod\nopen = true\n' });
    expect(ashlar(cwd, 'fix', '--unsafe', '--var-file', 'envs/prod.tfvars').code).toBe(0);
    expect(readFileSync(join(cwd, 'envs/prod.tfvars'), 'utf8')).toBe('# prod\nopen = false\n');
    expect(openIn(cwd, '--var-file', 'envs/prod.tfvars')).toEqual([]);
  });
});
