import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Analysis, joinUri, type ReportedFinding } from '../../server/src/analysis';
import { openScan } from '../../server/src/cli/scan';
import type { Resource } from '../../server/src/resources';
import { describeReason, judge } from '../../server/src/rules';
import type { TerraformConfiguration } from '../../server/src/sources/terraform';
import { LineIndex, type Span } from '../../server/src/text';
import type { Value } from '../../server/src/values';
import { Workspace } from '../../server/src/workspace/workspace';
import { engineFromSources, ROOT } from '../rules/engine';

/** What `expected.yaml` of a tree says, and what the analysis makes of the tree, in one shape. */
export interface Told {
  /** Every resource that Terraform would create, by address; `?` behind it: perhaps. Below it the properties worth a look. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly findings: readonly ToldFinding[];
}

export interface ToldFinding {
  readonly rule: string;
  /** File and line. */
  readonly at: string;
  /** The underlined text. */
  readonly marks: string;
  readonly addresses: readonly string[];
  /** The way of the value, the literal first: file, line, text. */
  readonly from?: readonly string[];
}

export interface Expected extends Told {
  readonly idiom: string;
  /** What stays silent, and why: some of it, not all. */
  readonly undecided?: readonly { readonly rule: string; readonly address: string; readonly because: string }[];
}

const TREES = join(ROOT, 'test/evaluation/trees');

export function treeNames(): readonly string[] {
  return readdirSync(TREES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** A module tree, read from the disk as the command line reads it, its root module on top. */
export class Tree {
  readonly expected: Expected;
  readonly analysis: Analysis;
  private readonly root: string;
  private readonly configuration: TerraformConfiguration;

  constructor(name: string) {
    const folder = join(TREES, name);
    this.expected = parse(readFileSync(join(folder, 'expected.yaml'), 'utf8')) as Expected;
    const { engine } = engineFromSources();
    const scan = openScan(engine, [folder], { strict: true });
    this.analysis = scan.analysis;
    const main = scan.files.find(({ path }) => path === join(folder, 'main.tf'));
    if (!main) throw new Error(`${name} has no main.tf`);
    this.root = joinUri(main.uri, './');
    // The same snapshot once more, for what an analysis does not hand out: the resources.
    const workspace = new Workspace(engine);
    for (const uri of this.analysis.uris()) workspace.setDisk(uri, this.textOf(uri));
    const group = workspace.groupOf(main.uri);
    const configuration = group && workspace.configure(group);
    if (!(configuration && 'natives' in configuration)) throw new Error(`${name} is no Terraform`);
    this.configuration = configuration as TerraformConfiguration;
  }

  /** What hosts would show beside findings; in a tree there is none of it. */
  faults(): readonly unknown[] {
    return this.analysis.uris().flatMap((uri) => {
      const { problems, failures, suppressed } = this.analysis.report(uri);
      return [...problems, ...failures, ...suppressed];
    });
  }

  /** Everything that there is, with the properties that somebody asks for. */
  told(asked: Told['resources']): Told {
    const resources: Record<string, Readonly<Record<string, unknown>> | null> = {};
    for (const { address, mode, exists } of this.configuration.natives) {
      if (mode !== 'managed' && !(address in asked)) continue;
      const shown = exists === true ? address : `${address}?`;
      const wanted = Object.keys(asked[shown] ?? {});
      resources[shown] = wanted.length === 0 ? null : Object.fromEntries(wanted.map((path) => [path, this.at(address, path)]));
    }
    const findings = [...this.analysis.uris()].sort().flatMap((uri) => this.analysis.report(uri).findings);
    return { resources, findings: findings.map((finding) => this.tell(finding)) };
  }

  /** What is not assessed, and why. */
  undecided(): Required<Expected>['undecided'] {
    const { graph } = this.configuration;
    const { notAssessed } = judge(graph, this.analysis.rules, engineFromSources().engine);
    return notAssessed.map(({ rule, address, reason }) => ({ rule, address, because: reason }));
  }

  private tell({ rule, uri, span, addresses, related }: ReportedFinding): ToldFinding {
    const from = related.map((place) => `${this.place(place.uri, place.span)} ${this.textOf(place.uri, place.span)}`);
    return {
      ...{ rule, at: this.place(uri, span), marks: this.textOf(uri, span), addresses: [...addresses] },
      ...(from.length > 0 ? { from } : {}),
    };
  }

  private place(uri: string, { start }: Span): string {
    const { line } = new LineIndex(this.textOf(uri)).positionAt(start);
    return `${uri.slice(this.root.length)}:${line + 1}`;
  }

  private textOf(uri: string, span?: Span): string {
    const text = this.analysis.text(uri)?.text ?? '';
    return span ? text.slice(span.start, span.end) : text;
  }

  /** A property in the cloud's schema (`BucketName`), or an attribute as Terraform calls it (`force_destroy`). */
  private at(address: string, path: string): unknown {
    const native = this.configuration.natives.find((one) => one.address === address);
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
    if (path === 'is') return this.resource(address)?.type;
    const [first = '', ...others] = steps;
    const start = /^[A-Z]/.test(first) ? this.resource(address)?.get([first]) : native?.values.entries.get(first)?.value;
    let at = start;
    for (const step of others) at = at && into(at, step);
    return at ? plain(at) : '(nothing)';
  }

  private resource(address: string): Resource | undefined {
    return this.configuration.graph.at(address);
  }
}

function into(value: Value, step: string): Value | undefined {
  switch (value.kind) {
    case 'encoded':
      return into(value.content, step);
    case 'list':
      return value.items[Number(step)]?.value;
    case 'map':
      return value.entries.get(step)?.value;
    default:
      return value.kind === 'unknown' ? value : undefined;
  }
}

/** A value as one writes it in `expected.yaml`. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return value.value;
    case 'absent':
      return null;
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : `\${${String(plain(part))}}`)).join('');
    case 'encoded':
      return plain(value.content);
    case 'reference':
      return `=> ${value.address}.${value.attribute}`;
    case 'oneOf':
      return { either: value.choices.map(plain) };
    case 'unknown':
      return `unknown: ${describeReason(value.reason)}`;
    case 'list': {
      const items = value.items.map(({ value: item, member }) => (member === true ? plain(item) : { perhaps: plain(item) }));
      return value.rest ? [...items, '…'] : items;
    }
    case 'map': {
      const entries = [...value.entries].filter(([, entry]) => entry.value.kind !== 'absent');
      const shown = entries.map(([key, entry]) => [entry.member === true ? key : `${key}?`, plain(entry.value)]);
      return Object.fromEntries(value.rest && value.rest.reason.kind !== 'not-mapped' ? [...shown, ['…', '…']] : shown);
    }
  }
}
