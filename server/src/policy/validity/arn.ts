import type { Catalogue } from '../catalogue';
import { closest } from '../closest';
import { intersects } from './intersect';
import type { TextFault } from './verdicts';
import { SOUND } from './verdicts';

/** Source: "Amazon Resource Names (ARNs)" in the IAM user guide, and the partitions of AWS's SDKs. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'];

/** Names of regions follow one form; a list of them would be out of date with the next one. */
const REGION = /^[a-z]{2,4}(?:-[a-z]{2,4})?-(?:north|south|east|west|central|(?:north|south)(?:east|west))-[1-9]$/;

/** Words that stand for an account: what AWS itself owns. */
const ACCOUNT = /^(?:\d{12}|aws|aws-marketplace|aws-managed|cloudfront|third-party|offering|amazon|self|global)$/;

export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** What is wrong with an ARN, or a pattern of ARNs, as an element of `Resource`. Policy variables in it may be anything. */
export function judgeArn(written: string, catalogue: Catalogue | undefined): readonly TextFault[] {
  const text = written.replace(/[$&]\{[^}]*\}/g, '*');
  if (/^[*?]/.test(text)) return SOUND;
  // The policy of a REST API may name its resources in short.
  if (text.startsWith('execute-api:')) return SOUND;
  const fields = text.split(':');
  const [prefix = '', partition = '', service = '', region = '', account = '', ...rest] = fields;
  if (prefix !== 'arn') return /[*?]/.test(prefix) && intersects(text, 'arn:*') ? SOUND : [{ check: 'arn-prefix' }];
  if (fields.length < 6)
    return /[*?]/.test(fields.at(-1) ?? '') ? SOUND : [{ check: 'arn-fields', detail: `it has ${fields.length} of 6 fields` }];
  const faults: TextFault[] = [];
  const replace = (index: number, to: string | undefined): { to?: string } =>
    to === undefined
      ? {}
      : {
          to: written
            .split(':')
            .map((field, i) => (i === index ? to : field))
            .join(':'),
        };
  if (!/[*?]/.test(partition) && !PARTITIONS.includes(partition)) {
    const near = closest(partition, PARTITIONS);
    faults.push({ check: 'arn-partition', detail: partition, ...replace(1, near) });
  }
  if (!/[*?]/.test(region) && region !== '' && !REGION.test(region)) faults.push({ check: 'arn-region', detail: region });
  if (!/[*?]/.test(account) && account !== '' && !ACCOUNT.test(account)) faults.push({ check: 'arn-account', detail: account });
  if (/[*?]/.test(service)) {
    if (!/^\*+$/.test(service)) faults.push({ check: 'wildcard-in-service', detail: service });
    return faults;
  }
  if (/[A-Z]/.test(service))
    return [...faults, { check: 'arn-service-case', detail: service, ...replace(2, service.toLowerCase()) }];
  if (!catalogue) return faults;
  if (catalogue.isUndocumented(service)) return faults;
  if (!catalogue.isArnService(service)) {
    const near = catalogue.nearestArnService(service);
    const detail = near === undefined ? `it is not in Ashlar's data of ${catalogue.date}` : `did you mean ${near}?`;
    return [...faults, { check: 'arn-service', detail: `${service}: ${detail}`, ...replace(2, near) }];
  }
  if (faults.length > 0) return faults;
  return judgeFormat({ service, region, account, resource: rest.join(':') }, catalogue);
}

interface Fields {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Against the ARNs of the service's resource types: of those that the resource part may be, none has or lacks a field. */
function judgeFormat({ service, region, account, resource }: Fields, catalogue: Catalogue): readonly TextFault[] {
  const types = catalogue.resourceTypesOfArn(service);
  if (types.length === 0) return SOUND;
  const formats = types.map((type) => formatOf(type.arn));
  const fitting = formats.filter((format) => intersects(format.resource, resource));
  if (fitting.length === 0) {
    const word = wordOf(resource);
    const meant = formats.find((format) => word !== '' && wordOf(format.resource) === word) ?? nearest(word, formats);
    if (meant) return [{ check: 'arn-resource', detail: meant.shown }];
    // A kind of resource that is not documented looks like this, unless no kind goes without a word in front.
    const isBare = !/[:/*?]/.test(resource) && formats.every((format) => wordOf(format.resource) !== '');
    const [first] = formats;
    return isBare && first ? [{ check: 'arn-resource', detail: first.shown }] : SOUND;
  }
  const faults: TextFault[] = [];
  const isLiteral = (field: string): boolean => field !== '' && !/[*?]/.test(field);
  if (isLiteral(region) && fitting.every((format) => format.region === ''))
    faults.push({ check: 'arn-region-not-allowed', detail: service });
  if (isLiteral(account) && fitting.every((format) => format.account === ''))
    faults.push({ check: 'arn-account-not-allowed', detail: service });
  if (region === '' && fitting.every((format) => format.region !== ''))
    faults.push({ check: 'arn-region-missing', detail: service });
  if (account === '' && !OWNED_BY_AWS.has(service) && fitting.every((format) => format.account !== ''))
    faults.push({ check: 'arn-account-missing', detail: service });
  return faults;
}

/** What AWS itself owns has no account in its ARN, and is not documented as a kind of its own. */
const OWNED_BY_AWS = new Set(['ssm', 'resource-explorer-2']);

/** The word that a resource begins with: `function` of `function:resize`; empty where there is none. */
function wordOf(resource: string): string {
  return /^([^:/*?]+)[:/]/.exec(resource)?.[1] ?? '';
}

function nearest(word: string, formats: readonly Format[]): Format | undefined {
  if (word === '') return undefined;
  const near = closest(word, new Set(formats.map((format) => wordOf(format.resource)).filter((one) => one !== '')));
  return near === undefined ? undefined : formats.find((format) => wordOf(format.resource) === near);
}

interface Format {
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  readonly shown: string;
}

function formatOf(arn: string): Format {
  const [, , , region = '', account = '', ...rest] = arn.replace(/\$\{[^}]*\}/g, '*').split(':');
  return { region, account, resource: rest.join(':'), shown: arn };
}
