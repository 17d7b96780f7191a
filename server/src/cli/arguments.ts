import { parseArgs } from 'node:util';
import type { Profile, Severity } from '../analysis';

/** The command line does not say what to do. */
export class UsageError extends Error {}

export type Format = 'human' | 'json' | 'sarif';

export interface ScanCommand {
  readonly name: 'scan';
  readonly paths: readonly string[];
  readonly format: Format;
  readonly failOn: Severity | 'none';
  readonly profile: Profile;
  readonly strict: boolean;
  /** The path of a file with values for the parameters of templates. */
  readonly parameters: string | undefined;
  /** Paths of files with values for variables of Terraform; later ones outrank earlier ones. */
  readonly varFiles: readonly string[];
  /** The directory of the configuration that plans were made of; undefined: where each plan lies. */
  readonly configuration: string | undefined;
}

export type PostureFormat = 'text' | 'json' | 'sarif' | 'csv';

export interface PostureCommand {
  readonly name: 'posture';
  /** An AWS profile; undefined: the credentials of the environment. */
  readonly profile: string | undefined;
  /** Undefined: all that the account has switched on. */
  readonly regions: readonly string[] | undefined;
  /** Only rules that a framework speaks of: `cis-aws-3.0`. */
  readonly framework: string | undefined;
  readonly format: PostureFormat;
  readonly failOn: Severity | 'none';
  /** Undefined: recommended, or all that the framework speaks of. */
  readonly rules: Profile | undefined;
  /** Code that may declare what the account holds. */
  readonly paths: readonly string[];
  /** Paths of Terraform's states of that code. */
  readonly states: readonly string[];
}

export type Command =
  | ScanCommand
  | PostureCommand
  | {
      readonly name: 'fix';
      readonly paths: readonly string[];
      readonly failOn: Severity | 'none';
      readonly profile: Profile;
      readonly unsafe: boolean;
      readonly dryRun: boolean;
      readonly strict: boolean;
      readonly parameters: string | undefined;
      readonly varFiles: readonly string[];
    }
  | { readonly name: 'rules'; readonly stats: boolean; readonly json: boolean }
  | { readonly name: 'explain'; readonly rule: string }
  | { readonly name: 'lsp' }
  | { readonly name: 'help'; readonly of: string | undefined }
  | { readonly name: 'version' };

const POSTURE_FORMATS: readonly PostureFormat[] = ['text', 'json', 'sarif', 'csv'];
const FORMATS: readonly Format[] = ['human', 'json', 'sarif'];
const PROFILES: readonly Profile[] = ['recommended', 'strict'];
const LIMITS: readonly (Severity | 'none')[] = ['critical', 'high', 'medium', 'low', 'none'];

const GENERAL = `ashlar: finds and repairs unsafe cloud configuration in Terraform, CloudFormation and IAM policies

usage: ashlar <command> [options]

  scan [paths]      judge the files below the paths (default: the working directory)
  fix [paths]       repair what can be repaired safely
  posture           judge a real AWS account, with credentials that can read
  rules             list the rules
  explain <rule>    why a rule is there, and what to do
  lsp --stdio       run the language server
  --help            this text; \`ashlar <command> --help\` tells a command's options
  --version         the version

exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or an internal error
`;

const OF_COMMAND: Readonly<Record<string, string>> = {
  scan: `usage: ashlar scan [paths] [options]

Judges every Terraform file, CloudFormation template and policy below the paths (default: the working directory). What git ignores,
node_modules and .terraform are left out; links are followed inside the path that was asked for. Modules that are called there are read
as far as they lie in the same repository, what \`terraform init\` has downloaded included, and judged in their callers. A file of
variables counts for the root module it lies in, or for all beside it.

A Terraform plan in JSON (\`terraform show -json plan.out > plan.json\`) is judged where it is named as a path. Its findings stand in
the configuration that it was made of, as far as that is there, else in the plan.

  --format <human|json|sarif>                   human by default; lines and columns count from 1, columns in UTF-16 units
  --fail-on <critical|high|medium|low|none>     the least severity that makes the exit code 1; low by default
  --profile <recommended|strict>                strict also asks for hardening: logs, backups, customer keys …; recommended by default
  --var-file <file>                             values for variables of Terraform, as its own option; may be given several times
  --configuration <directory>                   the root module that a plan was made of; by default the directory of the plan
  --parameters <file>                           values for parameters of CloudFormation, as the AWS CLI or CodePipeline reads them
  --strict                                      account for every file (parsed, broken, not ours) and stop at the first internal error

exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or an internal error
`,
  fix: `usage: ashlar fix [paths] [options]

Applies the safe fixes of every finding that is not suppressed, and judges again until nothing changes.

  --profile <recommended|strict>                strict also repairs what asks for hardening; recommended by default
  --var-file <file>                             values for variables of Terraform, as its own option; may be given several times
  --parameters <file>                           values for parameters of CloudFormation, as the AWS CLI or CodePipeline reads them
  --unsafe                                      also fixes that may break what works
  --dry-run                                     write nothing, print the difference
  --fail-on <critical|high|medium|low|none>     the least severity of what is left that makes the exit code 1; none by default
  --strict                                      stop at the first internal error

exit codes: 0 done, 1 findings left at or above --fail-on, 2 wrong usage, a file that cannot be written, or an internal error
`,
  posture: `usage: ashlar posture [paths] [options]

Reads an AWS account with the credentials of a profile and judges it by the same rules as files. Nothing is changed, and no object, secret or
parameter is read: docs/permissions.md lists every call, and a policy that allows these and no other. Nothing leaves this machine but the
calls to the account. What could not be read is told, and never counts as right.

Where paths of Terraform code and templates are given, each problem leads to the line that declares the resource, and what differs between
code and account is told. Terraform's states say for sure what is declared where: of each no more is kept than addresses and ids. Without
them resources are found by their names, where only one fits.

  --profile <name>                              a profile of the AWS configuration files; by default what the environment gives
  --regions <a,b,...>                           by default every region that the account has switched on
  --framework <id>                              only what a framework asks for: cis-aws-3.0, aws-fsbp, pci-dss-4.0 ...
  --format <text|json|sarif|csv>                text by default
  --state <file>                                a state of the code: terraform.tfstate, or what \`terraform show -json\` says of it; may be
                                                given several times
  --rules <recommended|strict>                  which rules judge; recommended by default, with --framework all that it speaks of
  --fail-on <critical|high|medium|low|none>     the least severity that makes the exit code 1; low by default

exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, no credentials, cancelled, or an internal error
`,
  rules: `usage: ashlar rules [--stats] [--json]

Lists every rule with its severity, or with --stats how many there are of what.
`,
  explain: `usage: ashlar explain <rule>

Tells why a rule is there and what to do. <rule> is an id (aws/rds/instance-not-public) or its name in another scanner (CKV_AWS_17).
`,
  lsp: `usage: ashlar lsp --stdio

Runs the language server on standard input and output.
`,
};

export function usage(command: string | undefined): string {
  return (command === undefined ? undefined : OF_COMMAND[command]) ?? GENERAL;
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return { name: 'help', of: rest[0] };
  if (name === '--version' || name === '-V' || name === 'version') return { name: 'version' };
  if (!Object.hasOwn(OF_COMMAND, name)) throw new UsageError(`There is no command ${name}.`);
  if (rest.includes('--help') || rest.includes('-h')) return { name: 'help', of: name };
  switch (name) {
    case 'scan': {
      const { values, positionals } = parse(rest, {
        format: { type: 'string', default: 'human' },
        'fail-on': { type: 'string', default: 'low' },
        profile: { type: 'string', default: 'recommended' },
        strict: { type: 'boolean', default: false },
        parameters: { type: 'string', default: '' },
        'var-file': { type: 'string', multiple: true, default: [] },
        configuration: { type: 'string', default: '' },
      });
      return {
        name,
        paths: pathsOf(positionals),
        varFiles: filesOf(values['var-file']),
        parameters: fileOf(values.parameters),
        configuration: fileOf(values.configuration),
        format: oneOf('--format', values.format, FORMATS),
        failOn: oneOf('--fail-on', values['fail-on'], LIMITS),
        profile: oneOf('--profile', values.profile, PROFILES),
        strict: values.strict === true,
      };
    }
    case 'fix': {
      const { values, positionals } = parse(rest, {
        'fail-on': { type: 'string', default: 'none' },
        profile: { type: 'string', default: 'recommended' },
        unsafe: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        parameters: { type: 'string', default: '' },
        'var-file': { type: 'string', multiple: true, default: [] },
      });
      return {
        name,
        paths: pathsOf(positionals),
        parameters: fileOf(values.parameters),
        varFiles: filesOf(values['var-file']),
        failOn: oneOf('--fail-on', values['fail-on'], LIMITS),
        profile: oneOf('--profile', values.profile, PROFILES),
        unsafe: values.unsafe === true,
        dryRun: values['dry-run'] === true,
        strict: values.strict === true,
      };
    }
    case 'posture': {
      const { values, positionals } = parse(rest, {
        profile: { type: 'string', default: '' },
        regions: { type: 'string', default: '' },
        framework: { type: 'string', default: '' },
        format: { type: 'string', default: 'text' },
        rules: { type: 'string', default: '' },
        state: { type: 'string', multiple: true, default: [] },
        'fail-on': { type: 'string', default: 'low' },
      });
      return {
        name,
        paths: positionals,
        states: filesOf(values.state, '--state'),
        profile: fileOf(values.profile),
        regions: regionsOf(values.regions),
        framework: fileOf(values.framework),
        format: oneOf('--format', values.format, POSTURE_FORMATS),
        failOn: oneOf('--fail-on', values['fail-on'], LIMITS),
        rules: values.rules === '' ? undefined : oneOf('--rules', values.rules, PROFILES),
      };
    }
    case 'rules': {
      const { values, positionals } = parse(rest, {
        stats: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      });
      if (positionals.length > 0) throw new UsageError(`\`ashlar rules\` takes no argument ${positionals[0]}.`);
      return { name, stats: values.stats === true, json: values.json === true };
    }
    case 'explain': {
      const { positionals } = parse(rest, {});
      const [rule, more] = positionals;
      if (rule === undefined || more !== undefined) throw new UsageError('`ashlar explain` takes one rule.');
      return { name, rule };
    }
    default: {
      const { values } = parse(rest, { stdio: { type: 'boolean', default: false } });
      if (values.stdio !== true)
        throw new UsageError('The server speaks over standard input and output only: `ashlar lsp --stdio`.');
      return { name: 'lsp' };
    }
  }
}

type Options = Record<
  string,
  | { type: 'string'; default: string }
  | { type: 'string'; multiple: true; default: string[] }
  | { type: 'boolean'; default: boolean }
>;

function parse(args: readonly string[], options: Options): { values: Record<string, unknown>; positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error));
  }
}

function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${allowed.join(', ')}, not ${String(value)}.`);
  return found;
}

function fileOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function regionsOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const regions = value.split(',').map((region) => region.trim());
  const wrong = regions.find((region) => !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined) throw new UsageError(`--regions takes names such as eu-west-1,us-east-1, not ${wrong || 'nothing'}.`);
  return [...new Set(regions)];
}

function filesOf(value: unknown, option = '--var-file'): readonly string[] {
  const files = Array.isArray(value) ? value.filter((file): file is string => typeof file === 'string') : [];
  if (files.includes('')) throw new UsageError(`${option} takes the path of a file.`);
  return files;
}

function pathsOf(positionals: readonly string[]): readonly string[] {
  return positionals.length > 0 ? positionals : ['.'];
}
