import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EngineData, parseEngine } from '../engine-data';
import { Catalogue } from '../policy';
import { LineIndex } from '../text';
import { parseCommandLine, type ScanCommand, UsageError, usage } from './arguments';
import { messageOf, NoSuchPath } from './files';
import { fixPaths } from './fix';
import { humanFile, humanSummary } from './human';
import { type JsonFile, jsonDocument, jsonFile } from './json';
import { styleOf } from './output';
import { relativePath } from './places';
import { runPosture } from './posture/run';
import { explainText, nearestRule, rulesJson, rulesStats, rulesText, statsText } from './rules';
import { SarifLog } from './sarif';
import { chooseParameters, chooseVariables, openScan, scannedFiles, Tally } from './scan';

declare const ASHLAR_VERSION: string;

const out = (text: string) => void process.stdout.write(text);
const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Exit codes: 0 clean, 1 findings at or above `--fail-on`, 2 wrong usage or an internal error. */
async function main(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  const style = styleOf(process.stdout, process.env);
  switch (command.name) {
    case 'help':
      out(usage(command.of));
      return 0;
    case 'version':
      out(`${ASHLAR_VERSION}\n`);
      return 0;
    case 'lsp':
      // The server takes over standard input and output; its module stays unloaded for every other command.
      await import(pathToFileURL(join(__dirname, 'server.cjs')).href);
      return new Promise<number>(() => undefined);
    case 'rules': {
      const engine = readEngine();
      if (command.stats) out(command.json ? json(rulesStats(engine)) : statsText(rulesStats(engine)));
      else out(command.json ? json(rulesJson(engine)) : rulesText(engine, style));
      return 0;
    }
    case 'explain': {
      const engine = readEngine();
      const text = explainText(engine, command.rule, style);
      if (text === undefined) {
        const nearest = nearestRule(engine, command.rule);
        throw new UsageError(`There is no rule ${command.rule}.${nearest ? ` Did you mean ${nearest}?` : ''}`);
      }
      out(text);
      return 0;
    }
    case 'fix':
      return fixPaths(engineWithIam(), command.paths, command, style, out, say).exitCode(command.failOn);
    case 'scan':
      return scan(command);
    case 'posture':
      return runPosture(engineWithIam(), command, style, { out, say, version: ASHLAR_VERSION });
  }
}

/** The engine, with AWS's reference read from beside this bundle when the first policy asks for it. */
function engineWithIam(): EngineData {
  let read: { readonly catalogue?: Catalogue } | undefined;
  return {
    ...readEngine(),
    iam: () => {
      read ??= readIam();
      return read.catalogue;
    },
  };
}

function readIam(): { readonly catalogue?: Catalogue } {
  try {
    return { catalogue: new Catalogue(JSON.parse(readFileSync(join(__dirname, 'iam.json'), 'utf8'))) };
  } catch (error) {
    say(`The names of actions and condition keys in policies are not checked: ${messageOf(error)}`);
    return {};
  }
}

function scan(command: ScanCommand): number {
  const style = styleOf(process.stdout, process.env);
  const opened = openScan(
    engineWithIam(),
    command.paths,
    { strict: command.strict, profile: command.profile },
    'listed',
    command.configuration,
  );
  const { analysis, notes } = opened;
  chooseVariables(opened, command.varFiles);
  if (command.parameters !== undefined) chooseParameters(analysis, command.parameters);
  const tally = new Tally();
  const linesOf = lineIndices((uri) => analysis.text(uri)?.text ?? '');
  const others = command.strict ? opened.others : [];
  tally.byStatus['not-ours'] += others.length;
  switch (command.format) {
    case 'human':
      for (const file of scannedFiles(opened)) {
        tally.add(file.report);
        out(humanFile(file, analysis.rules, style, command.strict, linesOf));
      }
      for (const path of others) out(`${relativePath(path)}  ${style.dim('not ours')}\n`);
      out(humanSummary(tally, notes, style));
      break;
    case 'json': {
      const files: JsonFile[] = [];
      for (const file of scannedFiles(opened)) {
        tally.add(file.report);
        // A file that is not ours says nothing, unless every file has to be accounted for.
        if (command.strict || file.report.kind !== 'other') files.push(jsonFile(file, analysis, linesOf));
      }
      for (const path of others)
        files.push({ path: relativePath(path), status: 'not-ours', kind: 'other', findings: [], suppressed: [], problems: [] });
      out(json(jsonDocument(files, tally, notes, ASHLAR_VERSION)));
      break;
    }
    case 'sarif': {
      const log = new SarifLog(analysis.rules, ASHLAR_VERSION, linesOf);
      for (const file of scannedFiles(opened)) {
        tally.add(file.report);
        log.add(file, analysis);
      }
      out(json(log.document(tally, notes)));
      break;
    }
  }
  return tally.exitCode(command.failOn);
}

/** Line indices by document; the last one is kept, because most questions are about the same document as the one before. */
function lineIndices(textOf: (uri: string) => string): (uri: string) => LineIndex {
  let last: { readonly uri: string; readonly lines: LineIndex } | undefined;
  return (uri) => {
    if (last?.uri !== uri) last = { uri, lines: new LineIndex(textOf(uri)) };
    return last.lines;
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

// `ashlar scan | head` ends the reader before the writer: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof NoSuchPath;
    say(`ashlar: ${messageOf(error)}`);
    if (error instanceof UsageError) say('Try `ashlar --help`.');
    if (!expected) say(`This is an internal error. ${error instanceof Error ? (errorStack(error) ?? '') : ''}`);
    process.exitCode = 2;
  },
);

function errorStack(error: Error): string | undefined {
  return error.cause instanceof Error ? error.cause.stack : error.stack;
}

function readEngine(): EngineData {
  return parseEngine(readFileSync(join(__dirname, 'engine.json'), 'utf8'));
}
