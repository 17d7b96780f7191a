import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { judgeAccount } from '../../../server/src/analysis';
import { type ScanOptions, scan } from '../../../server/src/posture';
import type { Progress } from '../../../server/src/posture/engine/scan-state';
import { loadRules } from '../../../server/src/rules';
import { engineFromSources } from '../../rules/engine';
import { type Answers, type FakeAws, fakeAws } from './server';

const { engine } = engineFromSources();
const recommended = loadRules(engine.rules, 'recommended');
const strict = loadRules(engine.rules, 'strict');

/** No credentials, files or settings of whoever runs the tests count; a test writes its own. */
export function ownAwsFiles(): { write(name: 'config' | 'credentials', text: string): void; readonly home: string } {
  const home = mkdtempSync(join(tmpdir(), 'ashlar-aws-'));
  const files = {
    home,
    write: (name: 'config' | 'credentials', text: string) => writeFileSync(join(home, name), text),
  };
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', home);
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(join(home, 'config'), { force: true });
    rmSync(join(home, 'credentials'), { force: true });
  });
  return files;
}

export interface Scanned {
  readonly aws: FakeAws;
  readonly result: Awaited<ReturnType<typeof scan>>;
  readonly progress: readonly Progress[];
}

/** Scans a fake account through the real SDK, the real guards and a real connection. */
export async function scanFake(answers: Answers, options: ScanOptions = {}, signal?: AbortSignal): Promise<Scanned> {
  const aws = await fakeAws(answers);
  const progress: Progress[] = [];
  try {
    const result = await scan(
      { endpoint: aws.endpoint, waits: { pause: 1, speed: 20 }, ...options },
      (one) => progress.push(one),
      signal,
    );
    return { aws, result, progress };
  } finally {
    await aws.close();
  }
}

/** What the rules say of it: `rule resource` of each finding. */
export function judged(result: Scanned['result'], profile: 'recommended' | 'strict' = 'recommended') {
  const report = judgeAccount(engine, profile === 'strict' ? strict : recommended, result);
  return { ...report, found: report.findings.map(({ rule, resource }) => `${rule} ${resource}`) };
}
