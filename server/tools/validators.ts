import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import type { SourceFile } from './rule-files';
import { locate } from './rule-files';

/** Checks a file's content; returns what is wrong, each with file, line and column. */
export type Validator = (file: SourceFile) => readonly string[];

/** A validator for one of the schemas of rules/schema/. */
export function validatorFor(root: string, schema: 'rule' | 'framework' | 'list' | 'defaults'): Validator {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false });
  const validate = ajv.compile(JSON.parse(readFileSync(join(root, `rules/schema/${schema}.json`), 'utf8')));
  return (file) => (validate(file.content) ? [] : describe(file, validate.errors ?? []));
}

function describe(file: SourceFile, errors: readonly ErrorObject[]): readonly string[] {
  const out = new Set<string>();
  for (const error of errors) {
    // What the alternatives of an `anyOf` lack says less than that none of them fits.
    if (/\/(?:oneOf|anyOf)\/\d+\//.test(error.schemaPath) && errors.length > 1) continue;
    const place = error.instancePath.split('/').slice(1).map(unescapePointer);
    out.add(`${locate(file, place)}: ${place.length > 0 ? `\`${place.join('.')}\` ` : ''}${sentence(error)}`);
  }
  return [...out];
}

function unescapePointer(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function sentence(error: ErrorObject): string {
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `lacks \`${params.missingProperty}\``;
    case 'additionalProperties':
      return `has a key that is not known: \`${params.additionalProperty}\``;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'oneOf':
    case 'anyOf':
      return `must have one of ${alternatives(error.schema)}`;
    default:
      return error.message ?? 'is not valid';
  }
}

function alternatives(schema: unknown): string {
  if (!Array.isArray(schema)) return 'the forms that the schema names';
  const names = schema.flatMap(
    (one: { required?: string[]; type?: string; const?: unknown }) =>
      one.required?.map((name) => `\`${name}\``) ?? one.type ?? String(one.const ?? '…'),
  );
  return names.join(', ');
}
