import { join } from 'node:path';
import { main, ROOT } from './root';
import { packVsix, VSIX_BUDGET, VSIX_BUDGET_WITHOUT_SDK } from './vscode/pack';

// `npm run package [file.vsix]`: builds the extension as users install it.
await main(async () => {
  const { path, size, withoutSdk, files } = await packVsix(process.argv[2] ?? join(ROOT, 'ashlar.vsix'));
  const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MB`;
  const of = (bytes: number, budget: number): string => `${mb(bytes)} of ${mb(budget)} (${Math.round((bytes / budget) * 100)} %)`;
  console.log(
    `${path}: ${of(size, VSIX_BUDGET)}, without the AWS SDK ${of(withoutSdk, VSIX_BUDGET_WITHOUT_SDK)}, ${files.length} files`,
  );
  if (size > VSIX_BUDGET || withoutSdk > VSIX_BUDGET_WITHOUT_SDK) process.exitCode = 1;
});
