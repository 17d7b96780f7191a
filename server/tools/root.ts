import { homedir } from 'node:os';
import { join } from 'node:path';

/** The checkout; tools run from a bundle elsewhere, so run.mjs hands it in. */
export const ROOT = process.env.ASHLAR_ROOT ?? process.cwd();

/** Where tools keep what they download, outside of the checkout. */
export function cacheDirectory(): string {
  return process.env.ASHLAR_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ashlar');
}

/** Something that the user must do before the tool can go on: shown without a stack. */
export class ToolError extends Error {}

/** Runs a tool's main function; a `ToolError` ends it with its message alone. */
export async function main(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(error instanceof ToolError ? error.message : error);
    process.exitCode = 1;
  }
}
