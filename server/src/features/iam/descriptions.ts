import type { Action, Catalogue, Service } from '../../policy';

/**
 * What AWS says of its actions and condition keys, as `npm run generate` compacts it into server/generated/iam-descriptions.json: by service,
 * a line for each action and one for each key, in the order of the catalogue. "Grants permission to" and "Filters access by" are left out.
 */
export interface IamDescriptions {
  readonly services: Readonly<Record<string, readonly [actions: string, keys: string]>>;
}

/** "retrieve objects from Amazon S3", by the actions of a service; without those of which nothing is known. */
export function describeActions(all: IamDescriptions | undefined, service: Service): ReadonlyMap<Action, string> {
  const told = new Map<Action, string>();
  if (!all || !Object.hasOwn(all.services, service.prefix)) return told;
  const lines = all.services[service.prefix]?.[0].split('\n') ?? [];
  [...service.actions.values()].forEach((action, i) => {
    const line = lines[i];
    if (line) told.set(action, line);
  });
  return told;
}

/** Likewise of a key as it is documented, by the first of some services that has it. */
export function describeKey(
  all: IamDescriptions | undefined,
  catalogue: Catalogue,
  key: string,
  services: Iterable<string>,
): string | undefined {
  if (!all) return undefined;
  for (const prefix of services) {
    const at = catalogue.service(prefix)?.conditionKeys.findIndex((one) => one.key === key) ?? -1;
    const line = at < 0 || !Object.hasOwn(all.services, prefix) ? undefined : all.services[prefix]?.[1].split('\n')[at];
    if (line) return line;
  }
  return undefined;
}
