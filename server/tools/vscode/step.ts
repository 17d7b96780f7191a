/** One step of a walk through the editor, told when it is done. @throws Error that names it (rejects) */
export async function step(name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  console.log(`    ✔ ${name}`);
}
