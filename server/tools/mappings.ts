import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Ajv from 'ajv';
import { parse } from 'yaml';
import type { Compiled, MappingFile, ProviderData, WrittenFile } from '../src/mapping/compile';
import { compileMappings } from '../src/mapping/compile';
import type { SchemaLibrary } from './schema';

/**
 * Reads and compiles every mapping file of the project.
 * @param used the cloud types that rules use; undefined keeps every mapped type
 */
export function buildMappings(root: string, schemas: SchemaLibrary, used?: ReadonlySet<string>): Compiled {
  const { files, errors } = readMappingFiles(root);
  const compiled = compileMappings({
    files,
    schemaOf: (type) => schemas.get(type),
    providers: { aws: readProvider(root, 'aws'), azurerm: readProvider(root, 'azurerm'), google: readProvider(root, 'google') },
    ...(used ? { used } : {}),
  });
  return { ...compiled, errors: [...errors, ...compiled.errors] };
}

/** `rules/<cloud>/<service>/{terraform,cloudformation}.yaml`, each checked against rules/schema/mapping.json. */
export function readMappingFiles(root: string): { files: MappingFile[]; errors: string[] } {
  const files: MappingFile[] = [];
  const errors: string[] = [];
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<WrittenFile>(
    JSON.parse(readFileSync(join(root, 'rules/schema/mapping.json'), 'utf8')),
  );
  const rules = join(root, 'rules');
  for (const cloud of readdirSync(rules, { withFileTypes: true })) {
    if (!cloud.isDirectory() || cloud.name === 'schema') continue;
    for (const service of readdirSync(join(rules, cloud.name)).sort()) {
      for (const side of ['terraform', 'cloudformation'] as const) {
        const file = join(rules, cloud.name, service, `${side}.yaml`);
        if (!existsSync(file)) continue;
        const path = relative(root, file);
        const content: unknown = parse(readFileSync(file, 'utf8'), { merge: true });
        if (validate(content)) files.push({ path, side, content });
        else
          for (const error of validate.errors ?? []) errors.push(`${path}: ${error.instancePath || '/'} ${error.message ?? ''}`);
      }
    }
  }
  return { files, errors };
}

/** The vendored facts of a Terraform provider: its types with attributes and nested blocks. */
export function readProvider(root: string, name: 'aws' | 'azurerm' | 'google'): ProviderData {
  return JSON.parse(gunzipSync(readFileSync(join(root, `rules/schema/providers/${name}.json.gz`))).toString('utf8'));
}
