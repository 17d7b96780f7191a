import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../server/src/cli/diff';
import { ashlar, folder, OPEN_DATABASE, PUBLIC, ROTATION, STALE_KEY } from './run';

const read = (directory: string, name: string) => readFileSync(join(directory, name), 'utf8');
const rulesLeft = (directory: string) =>
  JSON.parse(ashlar(directory, 'scan', '--format', 'json', '--fail-on', 'none').out).files.flatMap(
    ({ findings }: { findings: { rule: string }[] }) => findings.map(({ rule }) => rule),
  );

describe('ashlar fix', () => {
  it('writes safe fixes only', () => {
    const directory = folder({ 'main.tf': OPEN_DATABASE + STALE_KEY });
    const { code, err } = ashlar(directory, 'fix');
    expect(code).toBe(0);
    expect(err).toContain('main.tf: ');
    expect(read(directory, 'main.tf')).toContain(OPEN_DATABASE);
    expect(rulesLeft(directory)).not.toContain(ROTATION);
    expect(rulesLeft(directory)).toContain(PUBLIC);
  });

  it('writes every fix with --unsafe, and changes nothing the second time', () => {
    const directory = folder({ 'main.tf': OPEN_DATABASE + STALE_KEY, 'sub/main.tf': OPEN_DATABASE });
    expect(ashlar(directory, 'fix', '--unsafe').code).toBe(0);
    expect(read(directory, 'sub/main.tf')).toContain('publicly_accessible = false');
    expect(rulesLeft(directory)).not.toContain(PUBLIC);
    const once = read(directory, 'main.tf');
    expect(ashlar(directory, 'fix', '--unsafe').err).toContain('Nothing to repair.');
    expect(read(directory, 'main.tf')).toBe(once);
  });

  it('prints a difference that patch understands, and writes nothing', () => {
    const directory = folder({ 'main.tf': OPEN_DATABASE });
    const { out, code } = ashlar(directory, 'fix', '--unsafe', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('--- a/main.tf\n+++ b/main.tf\n@@ ');
    expect(out).toContain('-  publicly_accessible = true\n+  publicly_accessible = false\n');
    expect(read(directory, 'main.tf')).toBe(OPEN_DATABASE);
  });

  it('exits with 1 for what is left when it is asked to', () => {
    const directory = folder({ 'main.tf': OPEN_DATABASE });
    expect(ashlar(directory, 'fix', '--fail-on', 'critical').code).toBe(1);
    expect(ashlar(directory, 'fix', '--unsafe', '--fail-on', 'critical').code).toBe(0);
  });

  it('keeps byte order mark, line ends and links', () => {
    const text = `\uFEFF${OPEN_DATABASE.replaceAll('\n', '\r\n')}`;
    const directory = folder({ 'real/main.tf': text, 'linked/other.tf': '' });
    symlinkSync('../real/main.tf', join(directory, 'linked/main.tf'));
    expect(ashlar(directory, 'fix', '--unsafe', 'linked/main.tf').code).toBe(0);
    expect(lstatSync(join(directory, 'linked/main.tf')).isSymbolicLink()).toBe(true);
    expect(read(directory, 'real/main.tf')).toBe(text.replace('publicly_accessible = true', 'publicly_accessible = false'));
  });

  it('leaves alone what is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(OPEN_DATABASE)]);
    const directory = folder({ 'main.tf': bytes });
    const { code, err } = ashlar(directory, 'fix', '--unsafe');
    expect(code).toBe(2);
    expect(err).toContain('not UTF-8');
    expect(readFileSync(join(directory, 'main.tf')).equals(bytes)).toBe(true);
  });

  it('leaves suppressed findings alone', () => {
    const text = `# ashlar:ignore ${PUBLIC} a honeypot\n${OPEN_DATABASE}`;
    const directory = folder({ 'main.tf': text });
    ashlar(directory, 'fix', '--unsafe');
    expect(read(directory, 'main.tf')).toContain('publicly_accessible = true');
  });
});

describe('unifiedDiff', () => {
  const numbers = Array.from({ length: 20 }, (_, i) => `${i}\n`);

  it.each([
    ['nothing', 'a\n', 'a\n', ''],
    ['a change', 'a\nb\nc\n', 'a\nB\nc\n', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n'],
    ['an insertion into nothing', '', 'a\n', '@@ -0,0 +1 @@\n+a\n'],
    ['a deletion of all', 'a\nb\n', '', '@@ -1,2 +0,0 @@\n-a\n-b\n'],
    ['a last line without its break', 'a\nb', 'a\nb\n', '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n'],
    ['an appended line', 'a\n', 'a\nb\n', '@@ -1 +1,2 @@\n a\n+b\n'],
  ])('shows %s', (_, before, after, hunks) => {
    expect(unifiedDiff('f', before, after)).toBe(hunks === '' ? '' : `--- a/f\n+++ b/f\n${hunks}`);
  });

  it('parts hunks that are far from each other and joins those that are near', () => {
    const far = numbers.with(1, 'x\n').with(15, 'y\n').join('');
    expect(unifiedDiff('f', numbers.join(''), far).match(/^@@/gm)).toHaveLength(2);
    const near = numbers.with(5, 'x\n').with(9, 'y\n').join('');
    expect(unifiedDiff('f', numbers.join(''), near).match(/^@@/gm)).toHaveLength(1);
  });

  it('shows texts that have nothing in common', () => {
    const other = Array.from({ length: 3000 }, (_, i) => `new ${i}\n`).join('');
    const diff = unifiedDiff('f', Array.from({ length: 3000 }, (_, i) => `old ${i}\n`).join(''), other);
    expect(diff.match(/^-old/gm)).toHaveLength(3000);
    expect(diff.match(/^\+new/gm)).toHaveLength(3000);
  });
});

describe('ashlar fix with files of values', () => {
  const template = (open: string) =>
    `Parameters:\n  Open: { Type: String, Default: 'false' }\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: true\n      PubliclyAccessible: ${open}\n`;

  it.each([
    ['of the AWS CLI', '[{ "ParameterKey": "Open", "ParameterValue": "true" }]'],
    ['of CodePipeline', '{ "Parameters": { "Open": "true" } }'],
  ])('judges what is left by the parameters %s', (_, parameters) => {
    const directory = folder({ 'db.yaml': template('!Ref Open'), 'prod.json': parameters });
    const fix = (...more: readonly string[]) => ashlar(directory, 'fix', 'db.yaml', '--fail-on', 'critical', ...more).code;
    expect([fix(), fix('--parameters', 'prod.json'), fix('--parameters', 'nowhere.json')]).toEqual([0, 1, 2]);
  });
});
