import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { parse } from 'yaml';
import { ROOT } from '../root';
import type { VsCode } from './run-server';
import { step } from './step';
import { copyWorkspace } from './suite';
import { THEMES } from './themes';

const RULE = 'aws/rds/instance-not-public';

/**
 * Drives the interface as a user does, against the installed .vsix: squiggle, hover, light bulb, fix, ignore, fix-all, and a
 * picture of each theme in `pictures`.
 */
export async function walkThrough(page: Page, vscode: VsCode, pictures: string): Promise<void> {
  const workspace = copyWorkspace();
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  try {
    await new Walk(page, vscode, workspace.path, pictures).run();
  } catch (error) {
    await page.screenshot({ path: join(pictures, 'failure.png') });
    throw error;
  } finally {
    workspace.dispose();
  }
}

class Walk {
  private readonly file: string;

  constructor(
    private readonly page: Page,
    private readonly vscode: VsCode,
    private readonly workspace: string,
    private readonly pictures: string,
  ) {
    this.file = join(workspace, 'main.tf');
  }

  async run(): Promise<void> {
    await this.open(this.file, 7, 26);
    await step('the squiggle', () => this.page.locator('.squiggly-error').first().waitFor());
    await step('the colours of Terraform', () => this.coloured());
    await step('the status bar', () => this.page.locator('.statusbar [id="ashlar.ashlar.ashlar.problems"]').waitFor());
    await step('the hover', () => this.hover());
    await step('the page of the rule', () => this.rulePage());
    await step('the pictures', () => this.photograph());
    await step('the fix', () => this.fix());
    await step('the ignore comment', () => this.ignore());
    await step('fix-all', () => this.fixAll());
    await step('what Ashlar sees', () => this.seen());
    await step('the file of values', () => this.values());
    await step('the line above a policy', () => this.policyLine());
    await step('what a role may do', () => this.access());
  }

  private async open(file: string, line: number, column: number): Promise<void> {
    const at = `${this.vscode.uri(file)}:${line}:${column}`;
    await this.page.goto(
      this.vscode.address(this.workspace, [
        ['openFile', at],
        ['gotoLineMode', 'true'],
      ]),
    );
    await this.page.waitForFunction('window.driver');
    await this.page.evaluate('window.driver.whenWorkbenchRestored()');
  }

  /** More than one colour in a line of code: the grammar is at work. */
  private async coloured(): Promise<void> {
    await this.page.waitForFunction(
      `[...document.querySelectorAll('.view-line')].some((line) => new Set([...line.querySelectorAll('span[class*=mtk]')].map((s) => s.className)).size >= 3)`,
    );
  }

  private async hover(): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+i');
    // First comes the message of the problem, with a link to the rule's page, then our explanation.
    const hover = this.page.locator('.monaco-hover:visible');
    await hover.filter({ hasText: 'Ashlar' }).filter({ hasText: RULE }).first().waitFor();
    await hover
      .filter({ hasText: /\(critical\)/ })
      .filter({ hasText: 'credential guessing' })
      .first()
      .waitFor();
  }

  private async photograph(): Promise<void> {
    await this.page.keyboard.press('Control+Shift+m');
    await this.page.locator('.markers-panel .monaco-list-row').first().waitFor();
    await this.inThemes(async (name) => {
      await this.page.keyboard.press('Control+1');
      await this.hover();
      await this.page.screenshot({ path: join(this.pictures, `${name}.png`), animations: 'disabled' });
      await this.page.keyboard.press('Escape');
    });
    await this.openMenu();
    await this.page.screenshot({ path: join(this.pictures, 'menu.png'), animations: 'disabled' });
    await this.page.keyboard.press('Escape');
  }

  private async fix(): Promise<void> {
    await this.choose(/private|not public|publicly/i);
    await this.saved((text) => text.split('publicly_accessible = false').length === 2);
  }

  private async ignore(): Promise<void> {
    await this.goTo(14, 26);
    await this.choose(new RegExp(`^Ignore ${RULE}`));
    await this.page.locator('.view-line').filter({ hasText: 'ashlar:ignore' }).waitFor();
    // The reason is selected: what is typed replaces it.
    await this.page.keyboard.type('reached through a tunnel only');
    await this.page.keyboard.press('Escape');
    await this.saved((text) =>
      text.includes(`  # ashlar:ignore ${RULE} reached through a tunnel only\n  publicly_accessible = true`),
    );
  }

  private async fixAll(): Promise<void> {
    await this.command('Ashlar: Apply all safe fixes in this file');
    const ignored = `ashlar:ignore ${RULE}`;
    await this.saved((text) => text.includes('enable_key_rotation = true') && text.includes(ignored));
  }

  private async rulePage(): Promise<void> {
    await this.command('Ashlar: Open the page of the rule at the cursor');
    const { title } = parse(readFileSync(join(ROOT, 'rules', `${RULE}.yaml`), 'utf8')) as { title: string };
    await this.preview(title, 'rule');
  }

  private async seen(): Promise<void> {
    await this.goTo(3, 15);
    await this.command('Ashlar: Show what Ashlar sees here');
    await this.preview('AWS::RDS::DBInstance', 'seen');
  }

  /** It is shown as text: there is nothing to click. */
  private async policyLine(): Promise<void> {
    await this.open(join(this.workspace, 'policy.json'), 1, 1);
    const line = this.page.locator('.codelens-decoration').filter({ hasText: 's3, sqs · 1 read, 1 write' });
    await line.first().waitFor();
    await this.page.screenshot({ path: join(this.pictures, 'policy-line.png'), animations: 'disabled' });
    assert.equal(await line.locator('a').count(), 0);
  }

  /** What is judged follows the file that is chosen in the status bar. */
  private async values(): Promise<void> {
    await this.open(join(this.workspace, 'values/main.tf'), 10, 26);
    const item = this.page.locator('.statusbar [id="ashlar.ashlar.ashlar.values"]');
    const squiggle = this.page.locator('.editor-instance .squiggly-error');
    const choose = async (row: string, wanted: string): Promise<void> => {
      await item.click();
      await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first().waitFor();
      await this.page.screenshot({ path: join(this.pictures, 'values.png'), animations: 'disabled' });
      await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first().click();
      await item.filter({ hasText: wanted }).waitFor();
    };
    await item.filter({ hasText: 'defaults' }).waitFor();
    await choose('dev.tfvars', 'dev.tfvars');
    await squiggle.first().waitFor();
    await this.page.screenshot({ path: join(this.pictures, 'values-chosen.png'), animations: 'disabled' });
    await choose('Defaults', 'defaults');
    await squiggle.first().waitFor({ state: 'detached' });
  }

  /** The tree of a role follows what is typed and leads to the statements; a picture of each theme. */
  private async access(): Promise<void> {
    const file = join(this.workspace, 'iam/main.tf');
    await this.open(file, 2, 3);
    await this.page.locator('.view-line').first().waitFor();
    const tree = this.page.locator('.sidebar .pane-body');
    const row = (text: string | RegExp) => tree.locator('.monaco-list-row').filter({ hasText: text }).first();
    await this.command('Ashlar: What can this role do?');
    await row('Role build').waitFor();
    await row('Ways to administrator').waitFor();
    await row(/^s3/).click();
    await row('Write').waitFor();
    await row(/give any role every permission/).click();
    await row(/1\. iam:PutRolePolicy/).click();
    await this.page
      .locator('.statusbar')
      .getByText(/Ln 21, Col \d+ \(\d+ selected\)/)
      .waitFor();
    // The selection is the action: with another in its place the way is closed.
    for (const key of ['Control+1', 'ArrowRight', 'ArrowLeft', 'Control+Shift+ArrowLeft']) await this.page.keyboard.press(key);
    await this.page.keyboard.insertText('GetRole');
    await this.page.keyboard.press('Escape');
    await row('What the unsaved edit changes').waitFor();
    await row(/Closes a way to administrator/).waitFor();
    await row(/Gains 1 permission/).click();
    await row('iam:GetRole').waitFor();
    await this.inThemes(async (name) => {
      await this.page.screenshot({ path: join(this.pictures, `access-${name}.png`), animations: 'disabled' });
    });
    await this.page.keyboard.press('Control+1');
    await this.page.keyboard.press('Control+s');
    await row('What the unsaved edit changes').waitFor({ state: 'detached' });
    // In no block: everybody of the configuration is offered.
    await this.goTo(13, 1);
    await this.command('Ashlar: What can this role do?');
    const offered = this.page.locator('.quick-input-list .monaco-list-row');
    await offered.filter({ hasText: 'role · aws_iam_role.build' }).waitFor();
    await offered.filter({ hasText: 'policy · aws_iam_role_policy.build' }).waitFor();
    await this.page.screenshot({ path: join(this.pictures, 'access-choice.png'), animations: 'disabled' });
    await offered.filter({ hasText: 'policy · aws_iam_role_policy.build' }).click();
    await row('Held by').waitFor();
  }

  /** Switches to one theme after the other. */
  private async inThemes(show: (name: string) => Promise<void>): Promise<void> {
    const settings = join(this.workspace, '.vscode/settings.json');
    mkdirSync(join(this.workspace, '.vscode'), { recursive: true });
    for (const { name, theme, className } of THEMES) {
      writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      await this.page.locator(`.monaco-workbench.${className}`).waitFor();
      await show(name);
    }
  }

  /** Waits for a text in the Markdown preview, takes a picture and closes it. */
  private async preview(text: string, picture: string): Promise<void> {
    const frame = this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await frame.getByText(text).first().waitFor();
    await this.page.screenshot({ path: join(this.pictures, `${picture}.png`), animations: 'disabled' });
    await this.command('View: Close Editor');
    await this.page.locator('.view-line').first().waitFor();
    await this.page.keyboard.press('Control+1');
  }

  private async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The menu of the light bulb; it is empty until the server has answered, so it is asked for again. */
  private async openMenu(): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row').first();
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press('Control+.');
      try {
        await row.waitFor({ timeout: 2_000 });
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error('the light bulb offers nothing');
  }

  private async choose(title: RegExp): Promise<void> {
    await this.openMenu();
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    const titles = (await rows.allTextContents()).map((text) => text.replaceAll('\u00a0', ' ').trim());
    const index = titles.findIndex((text) => title.test(text));
    assert.ok(index >= 0, `the menu offers: ${titles.join(' | ')}`);
    await rows.nth(index).click();
    await rows.first().waitFor({ state: 'detached' });
  }

  /** Runs a command by its title. The first hit of the palette may be another, so the exact one is clicked. */
  private async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').getByText(title, { exact: true }).first().click();
  }

  /** Saves until the file on the disk is as wanted: an edit may still be on its way to the editor. */
  private async saved(wanted: (text: string) => boolean): Promise<void> {
    const end = Date.now() + 15_000;
    while (Date.now() < end) {
      await this.page.keyboard.press('Control+s');
      if (wanted(readFileSync(this.file, 'utf8'))) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`the file did not come out as expected:\n${readFileSync(this.file, 'utf8')}`);
  }
}
