import * as vscode from 'vscode';
import type { PostureReport, PostureSeverity } from '../../../server/src/protocol';
import type { Row } from './outline';

const ICONS: Readonly<Record<PostureSeverity, vscode.ThemeIcon>> = {
  critical: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  high: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  medium: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  low: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
};

const GROUP_ICONS: Readonly<Record<string, string>> = { drift: 'diff', unmanaged: 'circle-slash' };

const FACT_ICONS = { account: 'account', score: 'graph', cancelled: 'circle-slash', nothing: 'pass' } as const;

/** Shows rows in a tree of VS Code's. Holds no state but what it shows. */
export class PostureTree implements vscode.TreeDataProvider<Row> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private rows: readonly Row[] = [];
  private report: PostureReport | undefined;
  private parents = new Map<Row, Row>();

  /** @param report what the rows were made of: rules say why */
  show(rows: readonly Row[], report: PostureReport | undefined): void {
    this.rows = rows;
    this.report = report;
    this.parents = new Map();
    this.adopt(rows);
    this.changed.fire(undefined);
  }

  /** The rows at the top: what a test and `reveal` start from. */
  get roots(): readonly Row[] {
    return this.rows;
  }

  getChildren(row?: Row): Row[] {
    if (!row) return [...this.rows];
    return row.kind === 'group' ? [...row.rows] : [];
  }

  getParent(row: Row): Row | undefined {
    return this.parents.get(row);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    switch (row.kind) {
      case 'fact': {
        const item = new vscode.TreeItem(row.label);
        item.id = row.id;
        item.description = row.description;
        item.iconPath = new vscode.ThemeIcon(FACT_ICONS[row.id]);
        item.contextValue = `ashlar.${row.id}`;
        if (row.id === 'account') item.tooltip = `${row.description}\n${this.report?.account.arn ?? ''}`;
        if (row.id === 'score') {
          item.command = { command: 'ashlar.posture.overview', title: 'Show the overview' };
          item.tooltip = 'How much of what was judged holds, weighed by severity. What could not be judged is no part of it.';
        }
        return item;
      }
      case 'group': {
        const open = row.severity === 'critical' || row.severity === 'high';
        const item = new vscode.TreeItem(
          row.label,
          open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
        );
        item.id = row.id;
        item.description = row.description;
        item.iconPath = row.severity ? ICONS[row.severity] : new vscode.ThemeIcon(GROUP_ICONS[row.id] ?? 'question');
        item.contextValue = 'ashlar.group';
        const worst = row.severity ? `, worst: ${row.severity}` : '';
        item.accessibilityInformation = { label: `${row.label}, ${row.description}${worst}` };
        return item;
      }
      case 'gap': {
        const item = new vscode.TreeItem(row.label);
        item.id = row.id;
        item.description = row.description;
        item.tooltip = row.detail;
        item.iconPath = new vscode.ThemeIcon('dash');
        item.contextValue = 'ashlar.gap';
        return item;
      }
      case 'resource': {
        const item = new vscode.TreeItem(row.label);
        item.id = row.id;
        item.description = row.description;
        item.tooltip = `${row.resource}\n${row.description}`;
        item.iconPath = new vscode.ThemeIcon(row.declared ? 'diff' : 'circle-outline');
        item.contextValue = row.declared ? 'ashlar.resource.declared' : 'ashlar.resource';
        if (row.declared)
          item.command = { command: 'ashlar.posture.goToDeclaration', title: 'Go to declaration', arguments: [row] };
        return item;
      }
      case 'finding': {
        const { finding } = row;
        const item = new vscode.TreeItem(row.label);
        item.id = row.id;
        item.description = finding.region;
        item.iconPath = ICONS[finding.severity];
        item.tooltip = this.tooltip(finding);
        item.contextValue = finding.declared ? 'ashlar.finding.declared' : 'ashlar.finding';
        item.command = { command: 'ashlar.posture.openFinding', title: 'Show the finding', arguments: [row] };
        item.accessibilityInformation = { label: `${finding.severity}: ${finding.message}, ${finding.region}` };
        return item;
      }
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private adopt(rows: readonly Row[], parent?: Row): void {
    for (const row of rows) {
      if (parent) this.parents.set(row, parent);
      if (row.kind === 'group') this.adopt(row.rows, row);
    }
  }

  private tooltip(finding: Extract<Row, { kind: 'finding' }>['finding']): vscode.MarkdownString {
    const text = new vscode.MarkdownString();
    text.appendMarkdown('**').appendText(finding.title).appendMarkdown(`** (${finding.severity})\n\n`);
    text.appendText(this.report?.rules[finding.rule]?.why ?? '');
    text.appendMarkdown('\n\n').appendText(finding.resource);
    return text;
  }
}
