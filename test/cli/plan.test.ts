import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ashlar, folder, OPEN_DATABASE, PUBLIC } from './run';

const SECRET = 'hunter2-Tr0ub4dor';

const MODULE = `variable "open" {
  type = bool
}

resource "aws_db_instance" "main" {
  storage_encrypted   = true
  publicly_accessible = var.open
  password            = "${SECRET}"
}
`;
const MAIN = `variable "open" {
  default = false
}

module "db" {
  source = "./db"
  open   = var.open
}
`;

interface Planned {
  readonly open: boolean;
  readonly actions?: readonly string[];
}

/** What Terraform plans for the module call, as `terraform show -json` prints it: on one line, with every secret. */
function planOf({ open, actions = ['create'] }: Planned): string {
  const facts = {
    ...{ address: 'module.db.aws_db_instance.main', mode: 'managed', type: 'aws_db_instance', name: 'main' },
    provider_name: 'registry.terraform.io/hashicorp/aws',
  };
  const values = {
    storage_encrypted: true,
    publicly_accessible: open,
    password: SECRET,
    tags: { Token: SECRET },
    identifier: null,
  };
  const secrets = { password: true, tags: { Token: true } };
  const after = actions.includes('delete') && !actions.includes('create') ? null : values;
  return `${JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables: { open: { value: open }, secret: { value: SECRET } },
    planned_values: {
      root_module: {
        child_modules: after
          ? [{ address: 'module.db', resources: [{ ...facts, schema_version: 2, values, sensitive_values: secrets }] }]
          : [],
      },
    },
    resource_changes: [
      {
        ...facts,
        module_address: 'module.db',
        change: { actions, before: null, after, after_unknown: { id: true, arn: true }, after_sensitive: secrets },
      },
    ],
    configuration: {
      provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws', version_constraint: '~> 5.0' } },
      root_module: {
        variables: { secret: { default: SECRET } },
        module_calls: {
          db: {
            source: './db',
            expressions: { open: { references: ['var.open'] } },
            module: {
              variables: { open: {} },
              resources: [
                {
                  ...{ address: 'aws_db_instance.main', mode: 'managed', type: 'aws_db_instance', name: 'main' },
                  expressions: {
                    storage_encrypted: { constant_value: true },
                    publicly_accessible: { references: ['var.open'] },
                    password: { constant_value: SECRET },
                  },
                },
              ],
            },
          },
        },
      },
    },
    complete: true,
    errored: false,
  })}\n`;
}

const CONFIGURATION = { 'main.tf': MAIN, 'db/main.tf': MODULE };

interface JsonReport {
  readonly files: readonly {
    readonly path: string;
    readonly kind: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly startLine: number;
      readonly addresses: readonly string[];
      readonly fix?: object;
    }[];
  }[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}
function json(cwd: string, ...args: readonly string[]): JsonReport {
  const { out, err } = ashlar(cwd, 'scan', '--format', 'json', ...args);
  expect(err).toBe('');
  return JSON.parse(out);
}
const where = (report: JsonReport, rule: string) =>
  report.files.flatMap(({ path, findings }) =>
    findings
      .filter((finding) => finding.rule === rule)
      .map((finding) => `${path}:${finding.startLine} ${finding.addresses.join()}`),
  );

describe('a plan', () => {
  it('is judged by what will be, at the line of its configuration', () => {
    const directory = folder({ ...CONFIGURATION, 'plan.json': planOf({ open: true }) });
    expect(where(json(directory, '.'), PUBLIC)).toEqual([]);
    expect(where(json(directory, 'plan.json'), PUBLIC)).toEqual(['db/main.tf:7 module.db.aws_db_instance.main']);
    const { out, code } = ashlar(directory, 'scan', 'plan.json');
    expect(code).toBe(1);
    expect(out).toMatch(/db\/main\.tf\n[\s\S]*7 \| {3}publicly_accessible = var\.open\n +\| {25}\^{8}/);
  });

  it('is judged by its own variables alone', () => {
    const directory = folder({
      ...CONFIGURATION,
      'main.tf': MAIN.replace('false', 'true'),
      'plan.json': planOf({ open: false }),
    });
    expect(where(json(directory, '.'), PUBLIC)).toHaveLength(1);
    expect(where(json(directory, 'plan.json'), PUBLIC)).toEqual([]);
  });

  it('is said once where the configuration says it too', () => {
    const open = { 'main.tf': OPEN_DATABASE };
    const directory = folder({
      ...CONFIGURATION,
      'main.tf': MAIN.replace('false', 'true'),
      'plan.json': planOf({ open: true }),
      'other/main.tf': open['main.tf'],
    });
    expect(where(json(directory, '.', 'plan.json'), PUBLIC)).toEqual([
      'db/main.tf:7 module.db.aws_db_instance.main',
      'other/main.tf:3 aws_db_instance.main',
    ]);
  });

  it('whose configuration lies elsewhere', () => {
    const directory = folder({
      'infra/main.tf': MAIN,
      'infra/db/main.tf': MODULE,
      'out/plan.json': planOf({ open: true }),
      '.git/HEAD': '',
    });
    expect(where(json(directory, 'out/plan.json', '--configuration', 'infra'), PUBLIC)).toEqual([
      'infra/db/main.tf:7 module.db.aws_db_instance.main',
    ]);
    expect(where(json(directory, 'out/plan.json'), PUBLIC)).toEqual(['out/plan.json:1 module.db.aws_db_instance.main']);
    expect(ashlar(directory, 'scan', 'out/plan.json', '--configuration', 'nowhere')).toMatchObject({ code: 2 });
  });

  it('without its configuration shows no text', () => {
    const directory = folder({ 'plan.json': planOf({ open: true }) });
    const { out, code } = ashlar(directory, 'scan', 'plan.json');
    expect(code).toBe(1);
    expect(out).toMatch(/^plan\.json\n/);
    expect(out).toMatch(/ {2}1:\d+ {2}critical .*aws\/rds\/instance-not-public\n {4}= in module\.db\.aws_db_instance\.main\n/);
    expect(out).not.toContain('format_version');
  });

  it.each([
    ['that goes', { open: true, actions: ['delete'] }, 0],
    ['that stays', { open: true, actions: ['no-op'] }, 1],
    ['that is replaced', { open: true, actions: ['delete', 'create'] }, 1],
  ])('has a resource %s', (_, planned, count) => {
    const directory = folder({ ...CONFIGURATION, 'plan.json': planOf(planned) });
    expect(where(json(directory, 'plan.json'), PUBLIC)).toHaveLength(count);
  });

  it('found in passing is left out, and said so', () => {
    const directory = folder({ 'sub/plan.json': planOf({ open: true }) });
    const report = json(directory);
    expect(report.files).toEqual([]);
    expect(report.skipped).toEqual([{ path: 'sub/plan.json', why: 'is a Terraform plan: name it as a path to have it judged' }]);
  });

  it('offers no fix, and is not repaired', () => {
    const directory = folder({ ...CONFIGURATION, 'plan.json': planOf({ open: true }) });
    const findings = json(directory, 'plan.json').files.flatMap((file) => file.findings);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.fix === undefined)).toBe(true);
    expect(ashlar(directory, 'fix', 'plan.json')).toMatchObject({ code: 2 });
  });

  it('respects what the configuration suppresses, and does not ask whether that is needed', () => {
    const suppressed = MODULE.replace('  publicly', `  # ashlar:ignore ${PUBLIC} a honeypot\n  publicly`).replace(
      'variable "open"',
      '# ashlar:ignore general/terraform/variable-without-type not yet\nvariable "open"',
    );
    const directory = folder({ 'main.tf': MAIN, 'db/main.tf': suppressed, 'plan.json': planOf({ open: true }) });
    const report = json(directory, 'plan.json');
    expect(where(report, PUBLIC)).toEqual([]);
    expect(report.files.flatMap(({ findings }) => findings.filter(({ rule }) => rule.startsWith('general/')))).toEqual([]);
  });

  it('is SARIF at the lines of the configuration', () => {
    const directory = folder({ ...CONFIGURATION, 'plan.json': planOf({ open: true }) });
    const log = JSON.parse(ashlar(directory, 'scan', 'plan.json', '--format', 'sarif').out);
    const result = log.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === PUBLIC);
    expect(result.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'db/main.tf' },
      region: { startLine: 7 },
    });
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toBe('module.db.aws_db_instance.main');
  });

  it.each(['human', 'json', 'sarif'])('never gives a secret away: %s', (format) => {
    for (const files of [{}, CONFIGURATION]) {
      const directory = folder({ ...files, 'plan.json': planOf({ open: true }) });
      const { out, err } = ashlar(directory, 'scan', 'plan.json', '--format', format, '--profile', 'strict');
      expect(out.length).toBeGreaterThan(100);
      expect(out + err).not.toContain(SECRET);
    }
  });

  it.each([
    [
      'of a format that is not known',
      planOf({ open: true }).replace('"format_version":"1.2"', '"format_version":"7.0"'),
      'Plans of format 7.0 are not known',
    ],
    ['that is cut off', planOf({ open: true }).slice(0, 700), ''],
  ])('%s is said to be broken', (_, text, message) => {
    const directory = folder({ 'plan.json': text });
    const { out } = ashlar(directory, 'scan', 'plan.json', '--strict');
    expect(out).toContain('broken');
    expect(out).toContain(message);
    expect(out).not.toContain(SECRET);
  });

  it('may be large', () => {
    const filler = 'x'.repeat(6 * 1024 * 1024);
    const text = planOf({ open: true }).replace(
      '"terraform_version":"1.11.4"',
      `"terraform_version":"1.11.4","filler":"${filler}"`,
    );
    const directory = folder({ ...CONFIGURATION, 'plan.json': text });
    expect(where(json(directory, join('.', 'plan.json')), PUBLIC)).toHaveLength(1);
  });
});
