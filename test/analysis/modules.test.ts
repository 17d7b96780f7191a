import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

type Files = Readonly<Record<string, string>>;

function workspace(files: Files) {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(uri(name), text);
  return analysis;
}
const uri = (name: string) => `file:///w/${name}`;
const name = (each: string) => each.replace('file:///w/', '');

/** Findings as rule, underlined text and addresses. */
function found(analysis: Analysis, file: string) {
  const text = analysis.text(uri(file))?.text ?? '';
  return analysis
    .report(uri(file))
    .findings.map(({ rule, span, addresses }) => `${rule} ${text.slice(span.start, span.end)} in ${addresses.join(' ')}`);
}
/** The way of a finding's value, as file and text. */
function way(analysis: Analysis, file: string) {
  return analysis
    .report(uri(file))
    .findings.flatMap(({ related }) =>
      related.map(
        (place) =>
          `${name(place.uri)}: ${analysis.text(place.uri)?.text.slice(place.span.start, place.span.end)} | ${place.message}`,
      ),
    );
}
/** The texts that the fix of the first finding changes, afterwards; or why there is none. */
function fixed(analysis: Analysis, file: string): Files | string {
  const [finding] = analysis.report(uri(file)).findings;
  if (!finding) throw new Error('there is no finding');
  const fix = analysis.fixFor(finding);
  if ('refused' in fix) return fix.refused;
  return Object.fromEntries(
    [...fix.edits].map(([each, edits]) => [name(each), applyEdits(analysis.text(each)?.text ?? '', edits)]),
  );
}

const CHILD =
  'variable "open" {\n  default = true\n}\nresource "aws_db_instance" "db" {\n  storage_encrypted   = true\n  publicly_accessible = var.open\n}\n';
const call = (label: string, body = '', source = './m') => `module "${label}" {\n  source = "${source}"\n${body}}\n`;

describe('findings in modules', () => {
  it('of all calls that share a text are one, with all addresses', () => {
    const analysis = workspace({
      'main.tf': call('a', '  open = true\n') + call('b') + call('c', '  open = false\n'),
      'm/main.tf': CHILD,
    });
    expect(found(analysis, 'm/main.tf')).toEqual([
      'aws/rds/public var.open in module.a.aws_db_instance.db module.b.aws_db_instance.db',
    ]);
    expect(found(analysis, 'main.tf')).toEqual([]);
  });

  it('of one faulty call name that call', () => {
    const analysis = workspace({ 'main.tf': call('a', '  open = true\n') + call('b', '  open = false\n'), 'm/main.tf': CHILD });
    expect(found(analysis, 'm/main.tf')).toEqual(['aws/rds/public var.open in module.a.aws_db_instance.db']);
  });

  it('are not made of defaults that every call overrides', () => {
    expect(found(workspace({ 'main.tf': call('a', '  open = false\n'), 'm/main.tf': CHILD }), 'm/main.tf')).toEqual([]);
  });

  it('name the instances of a repeated call', () => {
    const body = '  for_each = {\n    x = true\n    y = false\n    z = true\n  }\n  open = each.value\n';
    const analysis = workspace({ 'main.tf': call('a', body), 'm/main.tf': CHILD });
    expect(found(analysis, 'm/main.tf')).toEqual([
      'aws/rds/public var.open in module.a["x"].aws_db_instance.db module.a["z"].aws_db_instance.db',
    ]);
  });

  it('are judged in the directory itself where nobody calls it', () => {
    expect(found(workspace({ 'm/main.tf': CHILD }), 'm/main.tf')).toEqual(['aws/rds/public var.open in aws_db_instance.db']);
  });

  it('come from all roots that share a module', () => {
    const analysis = workspace({
      'one/main.tf': call('a', '  open = true\n', '../m'),
      'two/main.tf': call('b', '  open = true\n', '../m'),
      'three/main.tf': call('c', '  open = false\n', '../m'),
      'm/main.tf': CHILD,
    });
    expect(found(analysis, 'm/main.tf')).toEqual([
      'aws/rds/public var.open in module.a.aws_db_instance.db module.b.aws_db_instance.db',
    ]);
    expect(analysis.evaluations).toBe(3);
  });

  it('are suppressed where a suppression stands, in whatever call they are', () => {
    const suppressed = CHILD.replace('  publicly', '  # ashlar:ignore aws/rds/public it is the demo\n  publicly');
    const analysis = workspace({
      'one/main.tf': call('a', '  open = true\n', '../m'),
      'two/main.tf': call('b', '  open = false\n', '../m'),
      'm/main.tf': suppressed,
    });
    expect(found(analysis, 'm/main.tf')).toEqual([]);
    expect(analysis.report(uri('m/main.tf')).suppressed.length).toBe(1);
  });

  it('are there in a circle as well', () => {
    const analysis = workspace({
      'a/main.tf': `${CHILD}${call('b', '', '../b')}`,
      'b/main.tf': call('a', '', '../a'),
      'c/main.tf': `${CHILD}${call('c', '', './')}`,
    });
    expect(found(analysis, 'a/main.tf')).toEqual(['aws/rds/public var.open in aws_db_instance.db']);
    expect(found(analysis, 'c/main.tf')).toEqual(['aws/rds/public var.open in aws_db_instance.db']);
  });

  describe('in modules that terraform init has downloaded', () => {
    const MANIFEST = {
      '.terraform/modules/modules.json':
        '{"Modules":[{"Key":"a","Source":"registry.terraform.io/o/m/aws","Version":"1.0.0","Dir":".terraform/modules/a"},{"Key":"b","Source":"registry.terraform.io/o/m/aws","Version":"1.0.0","Dir":".terraform/modules/a"},{"Key":"a.sub","Source":"./sub","Dir":".terraform/modules/a/sub"}]}',
    };
    const downloaded = (main: string, module = CHILD) =>
      workspace({ 'main.tf': main, '.terraform/modules/a/main.tf': module, ...MANIFEST });

    it('are told at the call, with the argument that it comes from and its fix', () => {
      const analysis = downloaded(call('a', '  open = true\n', 'o/m/aws'));
      expect(found(analysis, '.terraform/modules/a/main.tf')).toEqual([]);
      expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public "a" in module.a.aws_db_instance.db']);
      expect(way(analysis, 'main.tf')).toEqual([
        'main.tf: true | The value is written here.',
        '.terraform/modules/a/main.tf: var.open | What is found stands here, in a downloaded module.',
      ]);
      expect(fixed(analysis, 'main.tf')).toEqual({ 'main.tf': call('a', '  open = false\n', 'o/m/aws') });
    });

    it('are told at each call, and have no fix where the module itself is at fault', () => {
      const analysis = downloaded(call('a', '', 'o/m/aws') + call('b', '', 'o/m/aws'));
      expect(found(analysis, 'main.tf')).toEqual([
        'aws/rds/public "a" in module.a.aws_db_instance.db',
        'aws/rds/public "b" in module.b.aws_db_instance.db',
      ]);
      expect(analysis.report(uri('main.tf')).findings.map(({ fix }) => fix)).toEqual([undefined, undefined]);
      const all = analysis.fixAll(uri('main.tf'), { unsafe: true });
      expect('edits' in all && all.edits.size).toBe(0);
    });

    it('are the same in an open file, and can be suppressed at the call', () => {
      const main = call('a', '  open = true\n', 'o/m/aws');
      const analysis = downloaded(main);
      analysis.setFile(uri('main.tf'), main, 1);
      expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public "a" in module.a.aws_db_instance.db']);
      const quiet = `# ashlar:ignore aws/rds/public -- a demo\n${main}`;
      analysis.setFile(uri('main.tf'), quiet, 2);
      expect([found(analysis, 'main.tf'), analysis.report(uri('main.tf')).suppressed.length]).toEqual([[], 1]);
    });

    it("are told at the call of one's own where a downloaded module calls another", () => {
      const analysis = workspace({
        'main.tf': call('a', '', 'o/m/aws'),
        '.terraform/modules/a/main.tf': call('sub', '  open = true\n', './sub'),
        '.terraform/modules/a/sub/main.tf': CHILD,
        ...MANIFEST,
      });
      expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public "a" in module.a.module.sub.aws_db_instance.db']);
    });
  });
});

describe('the way of a value', () => {
  const FILES = {
    'vars.tf': 'variable "exposed" {\n  default = true\n}\n',
    'main.tf': call('a', '  open = var.exposed\n'),
    'm/main.tf': CHILD.replace('\n  default = true\n', ''),
  };

  it('is told from the literal on', () => {
    expect(way(workspace(FILES), 'm/main.tf')).toEqual([
      'vars.tf: true | The value is written here.',
      'main.tf: var.exposed | It is passed on here.',
    ]);
  });

  it('leads the fix to the literal', () => {
    expect(fixed(workspace(FILES), 'm/main.tf')).toEqual({ 'vars.tf': 'variable "exposed" {\n  default = false\n}\n' });
    const direct = { ...FILES, 'main.tf': call('a', '  open = true\n') };
    expect(fixed(workspace(direct), 'm/main.tf')).toEqual({ 'main.tf': call('a', '  open = false\n') });
  });

  it('begins in a file of values', () => {
    const analysis = workspace({
      ...FILES,
      'terraform.tfvars': 'exposed = true\n',
      'vars.tf': 'variable "exposed" {\n  default = false\n}\n',
    });
    expect(way(analysis, 'm/main.tf')).toEqual([
      'terraform.tfvars: true | The value is written here.',
      'main.tf: var.exposed | It is passed on here.',
    ]);
    expect(fixed(analysis, 'm/main.tf')).toEqual({ 'terraform.tfvars': 'exposed = false\n' });
  });

  it('is not begun by the values that a called directory has for itself', () => {
    const analysis = workspace({ ...FILES, 'vars.tf': 'variable "exposed" {}\n', 'm/terraform.tfvars': 'open = true\n' });
    expect(found(analysis, 'm/main.tf')).toEqual([]);
  });

  it('goes through two modules', () => {
    const outer = `variable "open" {}\n${call('inner', '  open = var.open\n', '../m')}`;
    const analysis = workspace({
      'main.tf': call('a', '  open = true\n', './outer'),
      'outer/main.tf': outer,
      'm/main.tf': FILES['m/main.tf'],
    });
    expect(way(analysis, 'm/main.tf')).toEqual([
      'main.tf: true | The value is written here.',
      'outer/main.tf: var.open | It is passed on here.',
    ]);
    expect(fixed(analysis, 'm/main.tf')).toEqual({ 'main.tf': call('a', '  open = false\n', './outer') });
  });

  it.each([
    [
      'another call reads the variable',
      { 'main.tf': `${call('a', '  open = var.exposed\n')}${call('b', '  open = var.exposed\n')}` },
      ['several places', 'var.exposed'],
    ],
    [
      'the module reads its input twice',
      { 'm/more.tf': 'output "open" {\n  value = var.open\n}\n' },
      ['several places', 'var.open'],
    ],
    [
      'it comes out of a module',
      {
        'main.tf': `${call('n', '', './n')}${call('a', '  open = module.n.x\n')}`,
        'n/main.tf': 'output "x" {\n  value = true\n}\n',
      },
      ['module.n.x'],
    ],
    ['it is computed', { 'main.tf': call('a', '  open = 1 == 1\n') }, ['expression']],
  ])('has no fix where %s', (_, change, reason) => {
    const refused = String(fixed(workspace({ ...FILES, ...change }), 'm/main.tf')).toLowerCase();
    // The sentence around them is the fixes' business.
    for (const word of reason) expect(refused).toContain(word);
  });

  it('ends in fix-all as well', () => {
    const analysis = workspace(FILES);
    const fix = analysis.fixAll(uri('m/main.tf'), { unsafe: true });
    if ('refused' in fix) throw new Error(fix.refused);
    expect([...fix.edits.keys()].map(name)).toEqual(['vars.tf']);
    expect(fix.left).toEqual([]);
  });
});

describe('memory of modules', () => {
  const FILES = {
    'one/main.tf': call('a', '  open = true\n', '../m') + call('b', '  open = false\n', '../n'),
    'one/use.tf': 'resource "aws_db_instance" "own" {\n  storage_encrypted   = true\n  publicly_accessible = false\n}\n',
    'two/main.tf': call('c', '  open = false\n', '../m'),
    'three/main.tf': CHILD,
    'm/main.tf': CHILD,
    'n/main.tf': CHILD,
  };
  const opened = () => {
    const analysis = workspace(FILES);
    for (const each of Object.keys(FILES)) analysis.setFile(uri(each), analysis.text(uri(each))?.text ?? '', 1);
    for (const each of Object.keys(FILES)) analysis.report(uri(each));
    expect([analysis.evaluations, analysis.moduleEvaluations]).toEqual([3, 6]);
    return (file: string, text: string) => {
      const before = [analysis.evaluations, analysis.moduleEvaluations];
      analysis.setFile(uri(file), text, 2);
      for (const each of Object.keys(FILES)) analysis.report(uri(each));
      return [analysis.evaluations, analysis.moduleEvaluations].map((n, i) => n - (before[i] ?? 0));
    };
  };

  it('evaluates the callers of a module that changes, and no other configuration', () => {
    // Two roots, and the module once in each.
    expect(opened()('m/main.tf', `${CHILD}# more\n`)).toEqual([2, 4]);
    expect(opened()('n/main.tf', `${CHILD}# more\n`)).toEqual([1, 2]);
    expect(opened()('three/main.tf', '')).toEqual([1, 1]);
  });

  it('evaluates no call whose inputs did not change', () => {
    expect(opened()('one/use.tf', 'resource "aws_db_instance" "other" {}\n')).toEqual([1, 1]);
    expect(opened()('one/main.tf', FILES['one/main.tf'].replace('open = false', 'open = true '))).toEqual([1, 2]);
  });

  it('tells which reports may have changed', () => {
    const analysis = workspace(FILES);
    const changed = (file: string, text: string) => {
      analysis.setDiskFile(uri(file), text);
      return analysis.changedBy(uri(file)).map(name).sort();
    };
    expect(changed('m/main.tf', `${CHILD}# x\n`)).toEqual(['m/main.tf', 'n/main.tf', 'one/main.tf', 'one/use.tf', 'two/main.tf']);
    expect(changed('three/main.tf', '')).toEqual(['three/main.tf']);
    // What is called no more is a root of its own.
    expect(changed('two/main.tf', '')).toEqual(['m/main.tf', 'two/main.tf']);
    analysis.removeDiskFile(uri('n/main.tf'));
    expect(analysis.changedBy(uri('n/main.tf')).map(name).sort()).toEqual([
      'm/main.tf',
      'n/main.tf',
      'one/main.tf',
      'one/use.tf',
    ]);
  });

  it('follows calls and directories that come and go', () => {
    const analysis = workspace({ 'main.tf': call('a', '  open = false\n') });
    expect(found(analysis, 'main.tf')).toEqual([]);
    analysis.setDiskFile(uri('m/main.tf'), CHILD.replace('var.open', 'true'));
    expect(found(analysis, 'm/main.tf')).toEqual(['aws/rds/public true in module.a.aws_db_instance.db']);
    analysis.setDiskFile(uri('main.tf'), '');
    expect(found(analysis, 'm/main.tf')).toEqual(['aws/rds/public true in aws_db_instance.db']);
    analysis.setDiskFile(uri('main.tf'), call('b'));
    expect(found(analysis, 'm/main.tf')).toEqual(['aws/rds/public true in module.b.aws_db_instance.db']);
    analysis.removeDiskFile(uri('m/main.tf'));
    analysis.setDiskFile(uri('m/other.tf'), CHILD);
    expect(found(analysis, 'm/other.tf')).toEqual(['aws/rds/public var.open in module.b.aws_db_instance.db']);
  });
});

describe('what is needed', () => {
  it('are the directories that are called and not there, and the manifest of those that are downloaded', () => {
    const analysis = workspace({
      'main.tf': call('a', '', './m') + call('b', '', './n') + call('c', '', 'o/c/aws'),
      'm/main.tf': CHILD + call('d', '', '../../out'),
    });
    const wanted = ['file:///out/', uri('.terraform/modules/modules.json'), uri('n/')];
    expect([...analysis.unread()].sort()).toEqual(wanted);
    expect(analysis.needs()).toEqual([]);
    analysis.report(uri('main.tf'));
    expect([...analysis.needs()].sort()).toEqual(wanted);
    for (const each of wanted) analysis.markLoaded(each);
    expect([...analysis.needs(), ...analysis.unread()]).toEqual([]);
    analysis.setDiskFile(
      uri('.terraform/modules/modules.json'),
      '{"Modules":[{"Key":"c","Source":"registry.terraform.io/o/c/aws","Dir":".terraform/modules/c"}]}',
    );
    expect(analysis.unread()).toEqual([uri('.terraform/modules/c/')]);
    analysis.report(uri('main.tf'));
    expect(analysis.needs()).toEqual([uri('.terraform/modules/c/')]);
  });
});
