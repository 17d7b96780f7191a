import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateEngine } from './generate-engine';
import { compactIam } from './iam-data';
import { compactDescriptions } from './iam-descriptions';

// npm run generate: compiles rules/ into server/generated/{rules,mapping,schema,defaults,lists}.json,
// and AWS's service authorization reference into server/generated/iam.json.
const root = process.env.ASHLAR_ROOT ?? process.cwd();
const started = performance.now();
const { engine, errors, warnings, uncovered } = generateEngine(root);
if (errors.length > 0) {
  for (const error of errors) console.error(error);
  console.error(`\n${errors.length} ${errors.length === 1 ? 'error' : 'errors'}; nothing was written`);
  process.exitCode = 1;
} else {
  const directory = join(root, 'server/generated');
  mkdirSync(directory, { recursive: true });
  const write = (name: string, data: unknown): void =>
    writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(data)}\n`);
  for (const [name, data] of Object.entries(engine)) write(name, data);
  write('iam', await compactIam(root));
  write('iam-descriptions', compactDescriptions(root));
  const verbose = process.argv.includes('--verbose');
  if (verbose) for (const warning of warnings) console.log(`warning: ${warning}`);
  if (uncovered.length > 0) {
    console.log(`${uncovered.length} paths that rules use and no mapping covers${verbose ? ':' : ' (see them with --verbose)'}`);
    if (verbose) for (const path of uncovered) console.log(`  ${path}`);
  }
  const milliseconds = Math.round(performance.now() - started);
  const types = Object.keys(engine.mapping.terraform).length;
  console.log(
    `${engine.rules.length} rules, ${types} Terraform types, ${Object.keys(engine.schema).length} cloud types, in ${milliseconds} ms`,
  );
}
