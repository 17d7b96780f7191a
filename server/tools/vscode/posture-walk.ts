import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { goodAccount, here } from '../../../test/posture/fake/account';
import { type Answers, type FakeAws, fakeAws, type Reply } from '../../../test/posture/fake/server';
import type { VsCode } from './run-server';
import { step } from './step';
import { copyWorkspace } from './suite';
import { THEMES } from './themes';

/** An AWS account on this machine, with faults, and a profile that reads it. */
export interface PostureHarness {
  /** What VS Code has to be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on one call of the scan gets no answer, or does. */
  hang(on: boolean): void;
  dispose(): Promise<void>;
}

const INSTANCES: Reply = {
  body: {
    DBInstances: [{ DBInstanceIdentifier: 'shop', Engine: 'postgres', PubliclyAccessible: true, StorageEncrypted: false }],
  },
};

/** What declares the database, by its name. */
const DECLARATION = `resource "aws_db_instance" "shop" {
  identifier          = "shop"
  storage_encrypted   = true
  publicly_accessible = true
}
`;

const FAULTS: Answers = {
  ...goodAccount(),
  'ec2:DescribeVolumes': here({
    Volumes: ['vol-0a1', 'vol-0b2', 'vol-0c3'].map((VolumeId) => ({ VolumeId, Encrypted: false, Size: 8 })),
  }),
  'iam:GetAccountSummary': { body: { SummaryMap: { AccountMFAEnabled: 0, AccountAccessKeysPresent: 1 } } },
  'ec2:DescribeFlowLogs': { error: 'UnauthorizedOperation', status: 403 },
};

/** @returns once the account answers */
export async function postureHarness(): Promise<PostureHarness> {
  const home = mkdtempSync(join(tmpdir(), 'ashlar-aws-'));
  writeFileSync(join(home, 'config'), '[profile audit]\nregion = us-east-1\n');
  writeFileSync(join(home, 'credentials'), '[audit]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n');
  let hanging = false;
  const aws: FakeAws = await fakeAws({
    ...FAULTS,
    'rds:DescribeDBInstances': ({ region }) => {
      if (hanging) return 'hang';
      return region === 'us-east-1' ? INSTANCES : { body: {} };
    },
  });
  return {
    env: {
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: aws.endpoint,
    },
    hang: (on) => {
      hanging = on;
    },
    dispose: async () => {
      await aws.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Drives the view of an account as a user does: scan, group, filter, a finding's page, the line that declares it, the overview, cancel, start again. */
export async function walkPosture(page: Page, vscode: VsCode, harness: PostureHarness, pictures: string): Promise<void> {
  const workspace = copyWorkspace();
  mkdirSync(join(workspace.path, 'shop'));
  writeFileSync(join(workspace.path, 'shop/main.tf'), DECLARATION);
  mkdirSync(pictures, { recursive: true });
  try {
    await new PostureWalk(page, vscode, harness, workspace.path, pictures).run();
  } catch (error) {
    await page.screenshot({ path: join(pictures, 'posture-failure.png') });
    throw error;
  } finally {
    workspace.dispose();
  }
}

class PostureWalk {
  constructor(
    private readonly page: Page,
    private readonly vscode: VsCode,
    private readonly harness: PostureHarness,
    private readonly workspace: string,
    private readonly pictures: string,
  ) {}

  async run(): Promise<void> {
    await this.open();
    await step('the empty view', () => this.row('Scan an AWS Account').or(this.welcome()).first().waitFor());
    await this.picture('posture-welcome');
    await step('a scan from the sidebar', () => this.scan());
    await step('the badge and the status bar', () => this.badge());
    await step('what was not assessed', () => this.gaps());
    await step('groups', () => this.group());
    await step('the filter', () => this.filter());
    await step('the page of a finding', () => this.finding());
    await step('the declaration of a live resource, and its fix', () => this.declaration());
    await step('the overview', () => this.overview());
    await step('the pictures', () => this.photograph());
    await step('cancelling', () => this.cancel());
    await step('the last scan in a new window', () => this.again());
    await step('forgetting', () => this.forget());
  }

  private async open(): Promise<void> {
    await this.page.goto(this.vscode.address(this.workspace));
    await this.page.waitForFunction('window.driver');
    await this.page.evaluate('window.driver.whenWorkbenchRestored()');
    await this.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Ashlar/ })
      .click();
  }

  private welcome(): Locator {
    return this.page.locator('.welcome-view').getByRole('button', { name: 'Scan an AWS Account' });
  }

  /** A row of the tree, by a part of its text. */
  private row(text: string): Locator {
    return this.page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
  }

  private frame(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  private async scan(): Promise<void> {
    await this.welcome().click();
    await this.pick('audit');
    await this.row('example-company (123456789012)').waitFor();
    await this.row('Score ').waitFor();
    await this.row('Critical').waitFor();
    await this.row('Instance shop').or(this.row('shop')).first().waitFor();
  }

  private async badge(): Promise<void> {
    await this.page.locator('.statusbar [id="ashlar.ashlar.ashlar.account"]').filter({ hasText: 'example-company' }).waitFor();
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: /^Ashlar.*critical or high/ });
    await tab.waitFor();
  }

  private async gaps(): Promise<void> {
    const row = this.row('Not assessed');
    await row.scrollIntoViewIfNeeded();
    await row.click();
    await this.row('Calls without an answer').click();
    await this.row('ec2:DescribeFlowLogs').filter({ hasText: 'access denied' }).waitFor();
    await row.click();
  }

  private async group(): Promise<void> {
    await this.command('Ashlar: Group findings of the account by …');
    await this.pick('Service');
    await this.row('EC2').waitFor();
    await this.row('RDS').waitFor();
    await this.picture('posture-services');
    await this.command('Ashlar: Group findings of the account by …');
    await this.pick('Framework');
    await this.row('aws-fsbp').waitFor();
    await this.command('Ashlar: Group findings of the account by …');
    await this.pick('Severity');
    await this.row('Critical').waitFor();
  }

  private async filter(): Promise<void> {
    await this.command('Ashlar: Filter findings of the account');
    await this.page.locator('.quick-input-widget input').fill('shop public');
    await this.page.keyboard.press('Enter');
    await this.page.locator('.sidebar').getByText('contain “shop public”').waitFor();
    await this.row('vol-0a1').waitFor({ state: 'detached' });
    await this.picture('posture-filter');
    await this.command('Ashlar: Clear the filter of findings');
    await this.page.locator('.sidebar').getByText('contain “shop public”').waitFor({ state: 'detached' });
  }

  private async finding(): Promise<void> {
    await this.row('shop').click();
    await this.frame().getByText('Why it matters').first().waitFor();
    await this.frame().getByText('AWS::RDS::DBInstance').first().waitFor();
    await this.picture('posture-finding');
    await this.command('View: Close Editor');
  }

  /** From the finding to the line that declares the resource, and the fix of that line. */
  private async declaration(): Promise<void> {
    const row = this.row('Only network rules');
    await row.hover();
    await row.getByRole('button', { name: 'Go to declaration' }).click();
    await this.page.locator('.view-line').filter({ hasText: 'publicly_accessible' }).waitFor();
    await this.page.locator('.squiggly-error').first().waitFor();
    await this.picture('posture-declaration');
    await this.page.keyboard.press('Control+g');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(':4:28');
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    const fix = this.page.locator('.action-widget .monaco-list-row.action').first();
    for (let attempt = 0; attempt < 10 && !(await fix.isVisible()); attempt++) {
      await this.page.keyboard.press('Control+.');
      // The menu is empty until the server has answered.
      await fix.waitFor({ timeout: 2_000 }).catch(() => this.page.keyboard.press('Escape'));
    }
    await fix.click();
    await this.page.locator('.view-line').filter({ hasText: 'false' }).waitFor();
    await this.page.keyboard.press('Control+s');
    const file = join(this.workspace, 'shop/main.tf');
    for (let attempt = 0; attempt < 100; attempt++) {
      if (/publicly_accessible = false/.test(readFileSync(file, 'utf8'))) return this.command('View: Close Editor');
      await this.page.waitForTimeout(100);
    }
    throw new Error(`the fix did not reach the file:\n${readFileSync(file, 'utf8')}`);
  }

  private async overview(): Promise<void> {
    await this.row('Score ').click();
    const frame = this.frame();
    await frame.getByRole('heading', { name: 'example-company (123456789012)' }).waitFor();
    await frame.getByRole('heading', { name: 'Compliance' }).waitFor();
    // With the keyboard, as somebody does who has no mouse.
    const framework = frame.locator('details.framework').first();
    await framework.locator('summary').focus();
    await this.page.keyboard.press('Enter');
    await framework.getByRole('heading', { name: 'Failed' }).waitFor();
    await this.picture('posture-compliance');
    await framework.locator('summary').focus();
    await this.page.keyboard.press('Enter');
    await frame.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  }

  private async photograph(): Promise<void> {
    const settings = join(this.workspace, '.vscode/settings.json');
    mkdirSync(join(this.workspace, '.vscode'), { recursive: true });
    for (const { name, theme, className } of THEMES) {
      writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      await this.page.locator(`.monaco-workbench.${className}`).waitFor();
      await this.frame().locator(`body[data-vscode-theme-id="${theme}"]`).waitFor();
      await this.picture(`posture-${name}`);
    }
  }

  /** A second scan, from the page's button: one call hangs until the scan is cancelled. */
  private async cancel(): Promise<void> {
    this.harness.hang(true);
    await this.frame().getByRole('button', { name: 'Scan again' }).click();
    await this.page.locator('.sidebar').getByText('Reading the account:').waitFor();
    await this.picture('posture-scanning');
    await this.command('Ashlar: Cancel the scan');
    await this.row('The scan was cancelled').waitFor();
    this.harness.hang(false);
    await this.command('Ashlar: Scan the same AWS account again');
    await this.row('The scan was cancelled').waitFor({ state: 'detached' });
    // Two scans are kept, the cancelled one is not.
    await this.frame().getByText('The score of 2 scans').first().waitFor();
    await this.picture('posture-trend');
  }

  private async again(): Promise<void> {
    await this.open();
    await this.row('example-company (123456789012)').waitFor();
  }

  private async forget(): Promise<void> {
    await this.command('Ashlar: Forget the scans of accounts');
    await this.welcome().waitFor();
  }

  private async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').getByText(label, { exact: true }).first().click();
  }

  /** Runs a command by its title; what is open may change which rows the palette shows first. */
  private async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').getByText(title, { exact: true }).first().click();
  }

  private async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`), animations: 'disabled' });
  }
}
