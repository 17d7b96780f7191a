import { gzipSync } from 'node:zlib';
import { buildMappings } from './mappings';
import { SchemaLibrary } from './schema';

/** `node server/tools/run.mjs check-mappings [--warnings]`: compiles all mapping files and prints what does not hold. */
const root = process.env.ASHLAR_ROOT ?? '.';
const schemas = new SchemaLibrary(root);
const compiled = buildMappings(root, schemas);
for (const error of compiled.errors) console.error(`error: ${error}`);
if (process.argv.includes('--warnings')) for (const warning of compiled.warnings) console.log(`review: ${warning}`);
const size = gzipSync(JSON.stringify(compiled.data)).length;
console.log(
  `${Object.keys(compiled.data.terraform).length} Terraform types, ${compiled.types.length} cloud types, ${compiled.warnings.length} to review, ${size} bytes gzipped`,
);
if (compiled.errors.length > 0) process.exitCode = 1;
