import type { PostureDeclaration, PostureFinding, PostureReport, PostureSeverity } from '../../../server/src/protocol';

/** What the tree shows, without VS Code: rows in their order, by what they are grouped by, and as far as a filter lets them. */
export type Row =
  | {
      readonly kind: 'fact';
      readonly id: 'account' | 'score' | 'cancelled' | 'nothing';
      readonly label: string;
      readonly description: string;
    }
  | {
      readonly kind: 'group';
      /** The same for the same group of a later scan, so that it stays open. */
      readonly id: string;
      readonly label: string;
      readonly description: string;
      /** The worst of what it holds; none where it holds no findings. */
      readonly severity?: PostureSeverity;
      readonly rows: readonly Row[];
    }
  | { readonly kind: 'finding'; readonly id: string; readonly label: string; readonly finding: PostureFinding }
  /** Something of the account beside the findings, which the workspace may declare. */
  | {
      readonly kind: 'resource';
      readonly id: string;
      readonly label: string;
      readonly description: string;
      readonly resource: string;
      readonly declared?: PostureDeclaration;
    }
  | { readonly kind: 'gap'; readonly id: string; readonly label: string; readonly description: string; readonly detail: string };

export type GroupRow = Extract<Row, { kind: 'group' }>;

export const GROUPINGS = ['severity', 'service', 'region', 'framework', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const SEVERITIES: readonly PostureSeverity[] = ['critical', 'high', 'medium', 'low'];

export interface OutlineOptions {
  readonly by: Grouping;
  /** Findings that contain it in what they say; empty: all. */
  readonly filter: string;
  /** How a file is called. */
  readonly fileName: (uri: string) => string;
}

/** The rows of the tree for a report. */
export function outline(report: PostureReport, options: OutlineOptions): readonly Row[] {
  const shown = matching(report, options);
  const groups = grouped(shown, report, options);
  const gaps = gapsOf(report);
  return [
    { kind: 'fact', id: 'account', label: accountName(report), description: scanned(report) },
    {
      kind: 'fact',
      id: 'score',
      label: report.score === undefined ? 'Nothing could be judged' : `Score ${Math.round(report.score)} of 100`,
      description: `${Math.round(report.coverage)} % could be judged`,
    },
    ...(report.cancelled
      ? [{ kind: 'fact', id: 'cancelled', label: 'The scan was cancelled', description: 'this is what it saw' } as const]
      : []),
    ...groups,
    ...(groups.length === 0
      ? [
          {
            kind: 'fact',
            id: 'nothing',
            label: 'Nothing found',
            description: options.filter === '' ? '' : 'with this filter',
          } as const,
        ]
      : []),
    ...(options.filter === '' ? besideCode(report) : []),
    ...(gaps.length === 0
      ? []
      : [
          {
            kind: 'group',
            id: 'gaps',
            label: 'Not assessed',
            description: `${report.notAssessed.length}`,
            rows: gaps,
          } as const,
        ]),
  ];
}

/** The findings that a filter lets through. */
export function matching(
  { findings }: PostureReport,
  { filter, fileName }: Pick<OutlineOptions, 'filter' | 'fileName'>,
): readonly PostureFinding[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return findings;
  return findings.filter((finding) => {
    const { message, title, rule, severity, resource, name, type, region, declared } = finding;
    const file = declared ? fileName(declared.uri) : '';
    const text = [message, title, rule, severity, resource, name, type, region, file].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `EC2` of `AWS::EC2::Volume`, `IAM` of `Ashlar::IAM::RootUser`. */
export function serviceOf(type: string): string {
  return type.split('::')[1] ?? type;
}

export function accountName({ account }: Pick<PostureReport, 'account'>): string {
  return account.alias === undefined ? account.account : `${account.alias} (${account.account})`;
}

/** How many there are, in words. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

export function countOf(findings: readonly PostureFinding[], severity: PostureSeverity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function scanned({ profile, regions, finished }: PostureReport): string {
  const where = regions.length === 1 ? (regions[0] ?? '') : counted(regions.length, 'region');
  const at = new Date(finished);
  const time = `${at.toLocaleDateString()} ${at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
  return [profile ?? 'environment', where, time].join(' · ');
}

const SEVERITY_NAMES: Readonly<Record<PostureSeverity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

function grouped(findings: readonly PostureFinding[], report: PostureReport, { by, fileName }: OutlineOptions): readonly Row[] {
  switch (by) {
    case 'severity':
      return SEVERITIES.flatMap((severity) => {
        const of = findings.filter((finding) => finding.severity === severity);
        return of.length === 0 ? [] : [group(`severity/${severity}`, SEVERITY_NAMES[severity], of)];
      });
    case 'service':
      return byKey(findings, ({ type }) => serviceOf(type), 'service');
    case 'region':
      return byKey(findings, ({ region }) => region, 'region');
    case 'framework':
      return byFramework(findings, report);
    case 'file': {
      const undeclared = findings.filter(({ declared }) => !declared);
      return [
        ...byKey(
          findings.filter(({ declared }) => declared),
          ({ declared }) => (declared ? fileName(declared.uri) : ''),
          'file',
        ),
        ...(undeclared.length === 0 ? [] : [group('file', 'No declaration found', undeclared)]),
      ];
    }
  }
}

function byKey(findings: readonly PostureFinding[], key: (finding: PostureFinding) => string, prefix: string): readonly Row[] {
  const keys = [...new Set(findings.map(key))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return keys.map((each) =>
    group(
      `${prefix}/${each}`,
      each,
      findings.filter((finding) => key(finding) === each),
    ),
  );
}

/** A finding stands below each control that its rule belongs to. */
function byFramework(findings: readonly PostureFinding[], { rules }: PostureReport): readonly Row[] {
  const frameworks = new Set(findings.flatMap(({ rule }) => Object.keys(rules[rule]?.controls ?? {})));
  const rows: Row[] = [...frameworks].sort().map((framework) => {
    const controlsOf = ({ rule }: PostureFinding): readonly string[] => rules[rule]?.controls[framework] ?? [];
    const of = findings.filter((finding) => controlsOf(finding).length > 0);
    const controls = [...new Set(of.flatMap(controlsOf))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return {
      kind: 'group',
      id: `framework/${framework}`,
      label: framework,
      description: `${of.length}`,
      ...worst(of),
      rows: controls.map((control) =>
        group(
          `framework/${framework}/${control}`,
          control,
          of.filter((finding) => controlsOf(finding).includes(control)),
        ),
      ),
    };
  });
  const others = findings.filter(({ rule }) => Object.keys(rules[rule]?.controls ?? {}).length === 0);
  return others.length === 0 ? rows : [...rows, group('framework', 'In no framework', others)];
}

/** Several findings of one rule are a group of their own, which the rule's title names once. */
function group(id: string, label: string, findings: readonly PostureFinding[]): GroupRow {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const rowOf = (under: string, finding: PostureFinding, label: string): Row => ({
    kind: 'finding',
    label,
    id: `${under}/${finding.rule}/${finding.region}/${finding.resource}/${finding.property}`,
    finding,
  });
  return {
    kind: 'group',
    id,
    label,
    description: `${findings.length}`,
    ...worst(findings),
    rows: rules.map((rule): Row => {
      const of = findings.filter((finding) => finding.rule === rule);
      const [first] = of;
      if (first && of.length === 1) return rowOf(id, first, first.message);
      return {
        kind: 'group',
        id: `${id}/${rule}`,
        label: first?.title ?? rule,
        description: `${of.length}`,
        ...worst(of),
        rows: of.map((finding) => rowOf(`${id}/${rule}`, finding, finding.name)),
      };
    }),
  };
}

function worst(findings: readonly PostureFinding[]): { readonly severity?: PostureSeverity } {
  const severity = SEVERITIES.find((each) => findings.some((finding) => finding.severity === each));
  return severity ? { severity } : {};
}

/** Where account and code differ, and what no code declares. */
function besideCode({ drift, unmanaged = [], rules }: PostureReport): readonly Row[] {
  const rows: Row[] = [];
  const worse = { live: 'worse than its code', code: 'better than its code' } as const;
  if (drift.length > 0)
    rows.push({
      kind: 'group',
      id: 'drift',
      label: 'Differs from its code',
      description: `${drift.length}`,
      rows: drift.map(({ rule, resource, worse: which, declared }) => ({
        kind: 'resource',
        id: `drift/${rule}/${resource}`,
        label: declared.address,
        description: `${worse[which]} · ${rules[rule]?.title ?? rule}`,
        resource,
        declared,
      })),
    });
  if (unmanaged.length > 0) {
    const types = [...new Set(unmanaged.map(({ type }) => type))].sort();
    rows.push({
      kind: 'group',
      id: 'unmanaged',
      label: 'In no state and no stack',
      description: `${unmanaged.length}`,
      rows: types.map((type) => {
        const of = unmanaged.filter((one) => one.type === type);
        return {
          kind: 'group',
          id: `unmanaged/${type}`,
          label: type,
          description: `${of.length}`,
          rows: of.map(({ resource, region }) => ({
            kind: 'resource',
            id: `unmanaged/${type}/${region}/${resource}`,
            label: resource,
            description: region,
            resource,
          })),
        };
      }),
    });
  }
  return rows;
}

/** What the reasons of calls without an answer mean. */
const REASONS: Readonly<Record<string, string>> = {
  denied: 'access denied',
  throttled: 'asked too often',
  'not-offered': 'not offered there',
  timeout: 'no answer in time',
  network: 'no connection',
  expired: 'the credentials expired',
  failed: 'failed',
  cancelled: 'the scan was cancelled',
};

/** What was not seen: calls, what follows from them by reason, and what was left out on purpose. */
function gapsOf({ failed, notAssessed, notes, unread, rules }: PostureReport): readonly Row[] {
  const rows: Row[] = [];
  if (failed.length > 0)
    rows.push({
      kind: 'group',
      id: 'gaps/calls',
      label: 'Calls without an answer',
      description: `${failed.length}`,
      rows: failed.map(({ service, region, operation, action, reason, error, times }) => ({
        kind: 'gap',
        id: `gaps/calls/${service}/${region}/${operation}/${reason}/${error}`,
        label: action,
        description: `${REASONS[reason] ?? reason} · ${region}${times > 1 ? ` · ${times} times` : ''}`,
        detail: `${service} ${operation} in ${region}: ${error}`,
      })),
    });
  for (const reason of [...new Set(notAssessed.map((one) => one.reason))].sort()) {
    const of = notAssessed.filter((one) => one.reason === reason);
    rows.push({
      kind: 'group',
      id: `gaps/reason/${reason}`,
      label: reason,
      description: `${of.length}`,
      rows: of.map(({ rule, resources }) => ({
        kind: 'gap',
        id: `gaps/reason/${reason}/${rule}`,
        label: rules[rule]?.title ?? rule,
        description: resources === 0 ? '' : counted(resources, 'resource'),
        detail: rule,
      })),
    });
  }
  if (unread.length > 0)
    rows.push({
      kind: 'group',
      id: 'gaps/unread',
      label: 'States and stacks that could not be read',
      description: `${unread.length}`,
      rows: unread.map((what) => ({
        kind: 'gap',
        id: `gaps/unread/${what}`,
        label: what,
        description: '',
        detail: 'What it declares is not known, so nothing is called unmanaged.',
      })),
    });
  if (notes.length > 0)
    rows.push({
      kind: 'group',
      id: 'gaps/notes',
      label: 'Left out',
      description: `${notes.length}`,
      rows: notes.map(({ service, region, text }, i) => ({
        kind: 'gap',
        id: `gaps/notes/${i}`,
        label: text,
        description: `${service} · ${region}`,
        detail: text,
      })),
    });
  return rows;
}
