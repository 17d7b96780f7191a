import { join } from 'node:path';
import { main, ROOT } from './root';
import { packVsix, VSIX_BUDGET } from './vscode/pack';

// `npm run package [file.vsix]`: builds the extension as users install it.
await main(async () => {
  const { path, size, files } = await packVsix(process.argv[2] ?? join(ROOT, 'ashlar.vsix'));
  const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MB`;
  console.log(`${path}: ${mb(size)} of ${mb(VSIX_BUDGET)} (${Math.round((size / VSIX_BUDGET) * 100)} %), ${files.length} files`);
  if (size > VSIX_BUDGET) process.exitCode = 1;
});
