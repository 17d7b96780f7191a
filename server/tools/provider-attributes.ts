import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * Vendors what a Terraform provider accepts: `node server/tools/run.mjs provider-attributes <aws|azurerm|google> <file.json.gz>`.
 * The file maps each resource type to its attributes, a nested block being `{ nested, list?, required? }`. What no mapping reads
 * (`tags_all`, `id`, `timeouts`) is left out; keys are sorted, so that a newer version shows as a small difference.
 */
const [name, file] = process.argv.slice(2);
if (!name || !file || !['aws', 'azurerm', 'google'].includes(name)) {
  console.error('usage: provider-attributes <aws|azurerm|google> <file.json.gz>');
  process.exit(2);
}
const raw = readFileSync(file);
const content: unknown = JSON.parse((file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8'));
const omitted = new Set(['tags_all', 'id', 'timeouts', 'effective_labels', 'terraform_labels']);

function compact(value: unknown, top: boolean): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (top && omitted.has(key)) continue;
    out[key] = compact(inner, false);
  }
  return out;
}

const types: Record<string, unknown> = {};
if (content !== null && typeof content === 'object') {
  for (const [type, attributes] of Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)))
    types[type] = compact(attributes, true);
}
const target = join(process.env.ASHLAR_ROOT ?? '.', `rules/schema/providers/${name}.json.gz`);
writeFileSync(target, gzipSync(JSON.stringify(types), { level: 9 }));
console.log(`${Object.keys(types).length} types of ${name}`);
