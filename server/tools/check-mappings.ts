import { gzipSync } from 'node:zlib';
import { buildMappings } from './mappings';
import { SchemaLibrary } from './schema';

/**
 * `node server/tools/run.mjs check-mappings [--warnings] [--unmapped [type]]`: compiles all mapping files and prints what does not hold, the
 * attributes to review, and the top properties of the cloud's types that no row and no part of a Terraform type covers.
 */
const root = process.env.ASHLAR_ROOT ?? '.';
const schemas = new SchemaLibrary(root);
const compiled = buildMappings(root, schemas);
for (const error of compiled.errors) console.error(`error: ${error}`);
if (process.argv.includes('--warnings')) for (const warning of compiled.warnings) console.log(`review: ${warning}`);
const unmapped = process.argv.indexOf('--unmapped');
if (unmapped >= 0) {
  const wanted = process.argv[unmapped + 1];
  for (const [native, entries] of Object.entries(compiled.data.terraform)) {
    if (wanted !== undefined && !wanted.startsWith('--') && native !== wanted) continue;
    for (const entry of entries.filter((one) => !one.part)) {
      const parts = (compiled.data.parts[entry.is] ?? []).flatMap((type) => compiled.data.terraform[type] ?? []);
      const covered = new Set(
        [entry, ...parts.filter((one) => one.is === entry.is)].flatMap((one) => Object.keys(one.root.props ?? {})),
      );
      const left = Object.keys(schemas.get(entry.is)?.properties ?? {}).filter((name) => !covered.has(name));
      if (left.length > 0) console.log(`${native} -> ${entry.is}: ${left.join(' ')}`);
    }
  }
}
const size = gzipSync(JSON.stringify(compiled.data)).length;
console.log(
  `${Object.keys(compiled.data.terraform).length} Terraform types, ${compiled.types.length} cloud types, ${compiled.warnings.length} to review, ${size} bytes gzipped`,
);
if (compiled.errors.length > 0) process.exitCode = 1;
