import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ashlar, ashlarWith, copyOfCli, folder, OPEN_DATABASE, PUBLIC, ROTATION, STALE_KEY } from './run';

interface JsonReport {
  readonly summary: { readonly findings: number; readonly suppressed: number; readonly files: Readonly<Record<string, number>> };
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly findings: readonly { readonly rule: string; readonly [key: string]: unknown }[];
    readonly suppressed: readonly { readonly rule: string; readonly reason: string }[];
  }[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly failures: readonly unknown[];
}

function json(cwd: string, ...args: readonly string[]): JsonReport {
  const { code, out, err } = ashlar(cwd, 'scan', '--format', 'json', '--fail-on', 'none', ...args);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}
/** The files that have a finding of the rule. */
const filesWith = (report: JsonReport, rule: string) =>
  report.files.filter(({ findings }) => findings.some((finding) => finding.rule === rule)).map(({ path }) => path);

describe('exit codes', () => {
  const bad = folder({ 'main.tf': OPEN_DATABASE });
  const clean = folder({ 'main.tf': 'variable "region" {\n  type = string\n}\n' });

  it('are 0 without findings', () => {
    expect(ashlar(clean, 'scan')).toMatchObject({ code: 0, err: '' });
    expect(ashlar(folder({}), 'scan').code).toBe(0);
  });

  it.each([
    ['critical', 1],
    ['low', 1],
    ['none', 0],
  ])('with --fail-on %s are %i for a critical finding', (limit, code) => {
    expect(ashlar(bad, 'scan', '--fail-on', limit).code).toBe(code);
  });

  it('count findings at or above the limit only', () => {
    const medium = folder({ 'main.tf': `# ashlar:ignore ${PUBLIC} because\n${STALE_KEY}` });
    expect(ashlar(medium, 'scan', '--fail-on', 'medium').code).toBe(1);
    expect(ashlar(medium, 'scan', '--fail-on', 'high').code).toBe(0);
    expect(ashlar(medium, 'scan').code).toBe(1);
  });

  it.each([
    [['scan', '--format', 'xml'], '--format is one of human, json, sarif'],
    [['scan', '--fail-on', 'severe'], '--fail-on is one of'],
    [['scan', '--nonsense'], '--nonsense'],
    [['scan', 'no-such-folder'], 'no-such-folder'],
    [['frobnicate'], 'frobnicate'],
    [['explain'], 'one rule'],
    [['explain', 'aws/rds/instance-not-publik'], `Did you mean ${PUBLIC}?`],
    [['lsp'], '--stdio'],
    [['rules', 'aws'], 'aws'],
  ])('are 2 for %j', (args, message) => {
    const { code, out, err } = ashlar(bad, ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});

describe('scan for people', () => {
  it('shows the line with the exact text underlined', () => {
    const { out } = ashlar(folder({ 'db/main.tf': OPEN_DATABASE }), 'scan');
    const lines = out.split('\n');
    expect(lines[0]).toBe(join('db', 'main.tf'));
    const at = lines.findIndex((line) => line.includes('publicly_accessible = true'));
    expect(lines[at - 2]).toContain('3:25');
    expect(lines[at - 2]).toContain(PUBLIC);
    expect(lines[at + 1]?.indexOf('^')).toBe(lines[at]?.indexOf('true'));
    expect(lines[at + 1]?.match(/\^+/)?.[0]).toHaveLength(4);
    expect(out).toContain('1 critical');
  });

  it('colours a terminal only', () => {
    const { out } = ashlarWith({ FORCE_COLOR: '1' }, folder({ 'main.tf': OPEN_DATABASE }), 'scan');
    expect(out).not.toContain('\u001b');
  });

  it('never lets a file steer the terminal', () => {
    const { out } = ashlar(folder({ 'main.tf': OPEN_DATABASE.replace('= true\n}', '= true # \u001b[31mred\u0007\n}') }), 'scan');
    expect(out).toContain('red');
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u0007');
  });

  it('says so when there is nothing', () => {
    expect(ashlar(folder({}), 'scan').out).toBe('No problems found. 0 files analysed.\n');
  });
});

describe('what is scanned', () => {
  it('is what git does not ignore, as git decides', () => {
    const directory = folder({
      '.git/info/exclude': 'excluded/\n',
      '.gitignore': 'ignored/\n*.gen.tf\n/top.tf\n',
      'ignored/main.tf': OPEN_DATABASE,
      'excluded/main.tf': OPEN_DATABASE,
      'a/x.gen.tf': OPEN_DATABASE.replace('main', 'generated'),
      'top.tf': OPEN_DATABASE,
      'a/top.tf': OPEN_DATABASE,
      'b/.gitignore': '!keep.gen.tf\n',
      'b/keep.gen.tf': OPEN_DATABASE,
      'b/drop.gen.tf': OPEN_DATABASE,
    });
    expect(filesWith(json(directory), PUBLIC)).toEqual(['a/top.tf', 'b/keep.gen.tf']);
    // From below, the same ignore files hold.
    expect(filesWith(json(directory, 'b'), PUBLIC)).toEqual(['b/keep.gen.tf']);
    // What was asked for is scanned whatever ignores it.
    expect(filesWith(json(directory, 'ignored'), PUBLIC)).toEqual(['ignored/main.tf']);
    expect(filesWith(json(directory, 'a/x.gen.tf'), PUBLIC)).toEqual(['a/x.gen.tf']);
  });

  it('leaves out what tools download', () => {
    const files = ['node_modules/x/main.tf', '.terraform/modules/x/main.tf', 'm/.terragrunt-cache/main.tf'];
    const directory = folder(Object.fromEntries([...files, 'main.tf'].map((name) => [name, OPEN_DATABASE])));
    expect(filesWith(json(directory), PUBLIC)).toEqual(['main.tf']);
  });

  it('follows links inside of the folder, and no further', () => {
    const outside = folder({ 'secret.tf': OPEN_DATABASE, 'all/main.tf': OPEN_DATABASE });
    const directory = folder({ 'shared/common.tf': OPEN_DATABASE, 'a/main.tf': '', 'b/main.tf': '' });
    symlinkSync('../shared/common.tf', join(directory, 'a/common.tf'));
    symlinkSync(join(outside, 'secret.tf'), join(directory, 'a/secret.tf'));
    symlinkSync(join(outside, 'all'), join(directory, 'all'));
    symlinkSync('..', join(directory, 'b/loop'));
    symlinkSync('nowhere.tf', join(directory, 'b/dangling.tf'));
    const report = json(directory);
    expect(filesWith(report, PUBLIC)).toEqual(['a/common.tf', 'shared/common.tf']);
    expect(report.skipped).toEqual([{ path: 'a/secret.tf', why: 'is a link that leaves the scanned folder' }]);
  });

  it('is no binary and no huge file', () => {
    const report = json(
      folder({
        'binary.json': new Uint8Array([0x7b, 0, 1, 2, 0x7d]),
        'huge.yaml': `Resources:\n${'# filler\n'.repeat(600_000)}`,
        'main.tf': OPEN_DATABASE,
      }),
    );
    expect(report.skipped).toEqual([
      { path: 'binary.json', why: 'is binary' },
      { path: 'huge.yaml', why: 'is larger than 4 MB' },
    ]);
    expect(filesWith(report, PUBLIC)).toEqual(['main.tf']);
  });

  it('understands a file together with its directory, and reports that file only', () => {
    const directory = folder({
      'main.tf': 'resource "aws_db_instance" "a" {\n  publicly_accessible = var.open\n}\n',
      'variables.tf': 'variable "open" {\n  default = true\n}\n',
      'other.tf': OPEN_DATABASE,
    });
    const report = json(directory, 'main.tf');
    expect(report.files.map(({ path }) => path)).toEqual(['main.tf']);
    expect(filesWith(report, PUBLIC)).toEqual(['main.tf']);
  });

  it('counts each file once, whatever paths lead to it', () => {
    const directory = folder({ 'a/main.tf': OPEN_DATABASE });
    expect(json(directory, '.', 'a', 'a/main.tf').summary.findings).toBe(json(directory).summary.findings);
  });

  it('counts columns without a byte order mark', () => {
    const { files } = json(folder({ 'main.tf': `\uFEFFresource "aws_kms_key" "k" {}\n` }));
    expect(files[0]?.findings.find(({ rule }) => rule === ROTATION)).toMatchObject({ startLine: 1, startColumn: 10 });
  });
});

describe('--strict', () => {
  it('accounts for every file', () => {
    const directory = folder({
      'main.tf': OPEN_DATABASE,
      'broken.tf': 'resource "x" {',
      'values.yaml': 'a: 1\n',
      'README.md': '# x\n',
      't.yaml': 'Resources:\n  A:\n    Type: AWS::S3::Bucket\n',
    });
    const report = json(directory, '--strict');
    expect(Object.fromEntries(report.files.map(({ path, status }) => [path, status]))).toEqual({
      'main.tf': 'parsed',
      'broken.tf': 'broken',
      'values.yaml': 'not-ours',
      'README.md': 'not-ours',
      't.yaml': 'parsed',
    });
    expect(report.summary.files).toEqual({ parsed: 2, broken: 1, 'not-ours': 2 });
    expect(report.failures).toEqual([]);
    const { out } = ashlar(directory, 'scan', '--strict');
    for (const word of ['README.md  not ours', 'broken.tf  broken', 'main.tf  parsed']) expect(out).toContain(word);
  });
});

describe('--format json', () => {
  it('has exact ranges, fixes with edits, and suppressed findings with their reason', () => {
    const directory = folder({ 'main.tf': `${OPEN_DATABASE}# ashlar:ignore ${ROTATION} kept by hand\n${STALE_KEY}` });
    const [file] = json(directory).files;
    expect(file?.findings.find(({ rule }) => rule === PUBLIC)).toMatchObject({
      severity: 'critical',
      addresses: ['aws_db_instance.main'],
      startLine: 3,
      startColumn: 25,
      endLine: 3,
      endColumn: 29,
      fix: { safe: false, edits: [{ path: 'main.tf', startLine: 3, newText: 'false' }] },
    });
    expect(file?.suppressed).toMatchObject([{ rule: ROTATION, reason: 'kept by hand' }]);
  });
});

describe('--format sarif', () => {
  const directory = folder({
    'a b/main.tf': `variable "open" {\n  default = true\n}\nresource "aws_db_instance" "é😀" {\n  /* 😀 */ publicly_accessible = var.open\n}\n`,
    'a b/keys.tf': `# ashlar:ignore ${ROTATION} kept by hand\n${STALE_KEY}`,
    'a b/broken.tf': 'locals {\n  a = \n}\n',
  });
  const { out, code } = ashlar(directory, 'scan', '--format', 'sarif');
  const log = JSON.parse(out);
  const [run] = log.runs;
  const result = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === PUBLIC);

  it('is a log of version 2.1.0', () => {
    expect(code).toBe(1);
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    expect(run).toMatchObject({
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(directory).href}/` } },
      tool: { driver: { name: 'Ashlar', version: expect.stringMatching(/^\d+\.\d+\.\d+/) } },
    });
  });

  it('describes each rule that it names', () => {
    const { rules } = run.tool.driver;
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex].id).toBe(ruleId);
    expect(rules.find(({ id }: { id: string }) => id === PUBLIC)).toMatchObject({
      shortDescription: { text: expect.any(String) },
      help: { markdown: expect.any(String) },
      defaultConfiguration: { level: 'error' },
      properties: {
        'security-severity': '9.5',
        tags: expect.arrayContaining(['security', 'network']),
        documentation: `docs/rules/${PUBLIC}.md`,
      },
    });
  });

  it('names place and resource exactly, in UTF-16 columns', () => {
    expect(result).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/main.tf', uriBaseId: '%SRCROOT%' },
            region: { startLine: 5, startColumn: 34, endLine: 5, endColumn: 42, charLength: 8 },
          },
          logicalLocations: [{ fullyQualifiedName: 'aws_db_instance.é😀', kind: 'resource' }],
        },
      ],
      relatedLocations: [{ id: 0, physicalLocation: { region: { startLine: 2, startColumn: 13, endColumn: 17 } } }],
    });
  });

  it('carries fixes', () => {
    for (const fix of result.fixes) {
      expect(fix.artifactChanges[0].replacements[0]).toMatchObject({ deletedRegion: { startLine: expect.any(Number) } });
    }
    expect(result.fixes).toHaveLength(1);
  });

  it('carries suppressions with their justification', () => {
    const suppressed = run.results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions);
    expect(suppressed).toMatchObject([
      {
        ruleId: ROTATION,
        suppressions: [
          {
            kind: 'inSource',
            status: 'accepted',
            justification: 'kept by hand',
            location: { physicalLocation: { region: { startLine: 1 } } },
          },
        ],
      },
    ]);
  });

  it('notes what the language refuses', () => {
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: true });
    expect(run.invocations[0].toolExecutionNotifications[0]).toMatchObject({
      level: 'warning',
      descriptor: { id: 'syntax' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/broken.tf' } } }],
    });
  });

  it('has fingerprints that survive moved lines and differ between findings', () => {
    const print = (text: string) => {
      const found = JSON.parse(ashlar(folder({ 'main.tf': text }), 'scan', '--format', 'sarif').out).runs[0].results;
      return found.map(
        ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) => partialFingerprints['ashlar/v1'],
      );
    };
    const before = print(OPEN_DATABASE + STALE_KEY);
    expect(print(`# moved\n\n${OPEN_DATABASE}\n${STALE_KEY}`)).toEqual(before);
    expect(new Set(before).size).toBe(before.length);
  });
});

describe('other commands', () => {
  const nowhere = folder({});

  it('tell version and usage', () => {
    expect(ashlar(nowhere, '--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    for (const args of [['--help'], [], ['scan', '--help'], ['fix', '-h'], ['help', 'rules']]) {
      expect(ashlar(nowhere, ...args)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('usage: ashlar') });
    }
    expect(ashlar(nowhere, 'scan', '--help').out).toContain('exit codes: 0 clean, 1 findings');
  });

  it('know the actions that AWS documents, from the file beside the command', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['s3:GetObjct', 'GetObject'], Resource: 'arn:aws:s3:::a/*' },
    };
    const directory = folder({ 'policy.json': JSON.stringify(policy) });
    expect(ashlar(directory, 'scan', '.').out).toContain('did you mean s3:GetObject?');
    const copy = copyOfCli();
    rmSync(join(dirname(copy), 'iam.json'), { force: true });
    const alone = spawnSync(process.execPath, [copy, 'scan', '.'], { cwd: directory, encoding: 'utf8' });
    expect(alone.stdout).toContain('iam/policy/action-format');
    expect(alone.stdout).not.toContain('unknown-action');
    expect(alone.stderr).toContain('are not checked');
  });

  it('list and explain rules', () => {
    expect(ashlar(nowhere, 'rules').out).toMatch(new RegExp(`^${PUBLIC} +critical  `, 'm'));
    const rules = JSON.parse(ashlar(nowhere, 'rules', '--json').out);
    expect(rules.find(({ id }: { id: string }) => id === PUBLIC)).toMatchObject({
      severity: 'critical',
      resources: ['AWS::RDS::DBInstance'],
    });
    const stats = JSON.parse(ashlar(nowhere, 'rules', '--stats', '--json').out);
    expect(stats.rules).toBe(rules.length);
    expect(ashlar(nowhere, 'rules', '--stats').out).toContain(`${rules.length} rules`);
    const covered = stats.policyChecks.filter((check: { rules: readonly string[] }) => check.rules.length > 0).length;
    expect(covered).toBeGreaterThanOrEqual(140);
    expect(ashlar(nowhere, 'rules', '--stats').out).toContain(`${covered} are covered`);
    expect(ashlar(nowhere, 'rules', '--stats').out).toMatch(
      /^ {2}INVALID_ACTION +iam\/policy\/action-format, iam\/policy\/unknown-action$/m,
    );
    expect(ashlar(nowhere, 'explain', PUBLIC)).toMatchObject({ code: 0, out: expect.stringContaining('What to do') });
    expect(ashlar(nowhere, 'explain', 'general/unused-suppression').out).toContain('Suppression does not suppress anything');
  });
});

describe('profiles', () => {
  const bucket = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n';

  it('ask for hardening only under --profile strict', () => {
    const root = folder({ 'main.tf': bucket });
    expect(json(root).summary.findings).toBe(0);
    expect(filesWith(json(root, '--profile', 'strict'), 'aws/s3/versioning-off')).toEqual(['main.tf']);
    expect(ashlar(root, 'scan', '--profile', 'lax')).toMatchObject({
      code: 2,
      err: expect.stringContaining('recommended, strict'),
    });
  });
});

describe('modules', () => {
  const MODULE =
    'variable "open" {\n  default = true\n}\nresource "aws_db_instance" "main" {\n  storage_encrypted   = true\n  publicly_accessible = var.open\n}\n';
  const called = (body: string, source: string) => `module "db" {\n  source = "${source}"\n${body}}\n`;
  const places = (cwd: string, ...args: string[]) =>
    json(cwd, ...args).files.flatMap(({ path, findings }) =>
      findings.filter(({ rule }) => rule === PUBLIC).map(({ addresses }) => `${path} ${addresses}`),
    );

  it('are judged in their callers, with what those hand in', () => {
    const cwd = folder({
      'closed/main.tf': called('  open = false\n', '../modules/db'),
      'open/main.tf': called('', '../modules/db'),
      'modules/db/main.tf': MODULE,
    });
    expect(places(cwd, '.')).toEqual(['modules/db/main.tf module.db.aws_db_instance.main']);
  });

  it('are read where they lie in the same repository', () => {
    const cwd = folder({
      '.git/HEAD': '',
      'envs/prod/main.tf': called('', '../../modules/db'),
      'envs/prod/.terraform/modules/modules.json': '{"Modules":[]}',
      'modules/db/main.tf': MODULE,
    });
    expect(places(cwd, 'envs/prod')).toEqual(['modules/db/main.tf module.db.aws_db_instance.main']);
    expect(places(cwd, 'envs/prod/main.tf')).toEqual([]);
    const outside = folder({ 'envs/prod/main.tf': called('', '../../modules/db'), 'modules/db/main.tf': MODULE });
    expect(places(outside, 'envs/prod')).toEqual([]);
  });

  it('that terraform init has downloaded are read as well', () => {
    const cwd = folder({
      'main.tf': called('', 'o/db/aws'),
      '.terraform/modules/modules.json':
        '{"Modules":[{"Key":"db","Source":"registry.terraform.io/o/db/aws","Version":"1.0.0","Dir":".terraform/modules/db"}]}',
      '.terraform/modules/db/main.tf': MODULE,
    });
    expect(places(cwd, '.')).toEqual(['main.tf module.db.aws_db_instance.main']);
  });
});

describe('templates', () => {
  const database = `Parameters:
  Public: { Type: String, Default: 'false' }
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: true
      PubliclyAccessible: !Ref Public
`;
  const nested = `Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./db.yaml, Parameters: { Public: 'true' } }
`;

  it('take the values of a parameter file', () => {
    const cwd = folder({
      'db.yaml': database,
      'prod.json': '{"Parameters": {"Public": "true"}}',
      'none.json': '{}',
    });
    expect(filesWith(json(cwd, 'db.yaml'), PUBLIC)).toEqual([]);
    expect(filesWith(json(cwd, 'db.yaml', '--parameters', 'prod.json'), PUBLIC)).toEqual(['db.yaml']);
    expect(ashlar(cwd, 'scan', '--parameters', 'none.json')).toMatchObject({ code: 2, out: '' });
    expect(ashlar(cwd, 'scan', '--parameters', 'nowhere.json').code).toBe(2);
  });

  it('are judged with what a parent hands in', () => {
    const cwd = folder({ 'db.yaml': database, 'main.yaml': nested });
    expect(filesWith(json(cwd), PUBLIC)).toEqual(['db.yaml']);
  });
});
