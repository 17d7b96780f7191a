import type { Truth } from '../../values';
import type { Pattern } from '../pattern';
import { literalOf, matches } from '../pattern';

/**
 * The kinds of resources that permissions act on, as `service` and the beginning of the last part of their ARNs. `everywhere`: the
 * action knows no resources, so that only `*` speaks of it. Source: the resource types of the service authorization reference.
 */
const CLASSES = {
  everywhere: undefined,
  role: { service: 'iam', resource: 'role/' },
  user: { service: 'iam', resource: 'user/' },
  group: { service: 'iam', resource: 'group/' },
  policy: { service: 'iam', resource: 'policy/' },
  function: { service: 'lambda', resource: 'function:' },
  stack: { service: 'cloudformation', resource: 'stack/' },
  stackset: { service: 'cloudformation', resource: 'stackset/' },
  'build-project': { service: 'codebuild', resource: 'project/' },
  pipeline: { service: 'datapipeline', resource: 'pipeline/' },
  instance: { service: 'ec2', resource: 'instance/' },
  image: { service: 'ec2', resource: 'image/' },
  subnet: { service: 'ec2', resource: 'subnet/' },
  'network-interface': { service: 'ec2', resource: 'network-interface/' },
  'security-group': { service: 'ec2', resource: 'security-group/' },
  'launch-template': { service: 'ec2', resource: 'launch-template/' },
  'spot-request': { service: 'ec2', resource: 'spot-instances-request/' },
  cluster: { service: 'ecs', resource: 'cluster/' },
  'container-service': { service: 'ecs', resource: 'service/' },
  'task-definition': { service: 'ecs', resource: 'task-definition/' },
  job: { service: 'glue', resource: 'job/' },
  trigger: { service: 'glue', resource: 'trigger/' },
  'development-endpoint': { service: 'glue', resource: 'devEndpoint/' },
  notebook: { service: 'sagemaker', resource: 'notebook-instance/' },
  'notebook-lifecycle': { service: 'sagemaker', resource: 'notebook-instance-lifecycle-config/' },
  'training-job': { service: 'sagemaker', resource: 'training-job/' },
  'processing-job': { service: 'sagemaker', resource: 'processing-job/' },
  'web-service': { service: 'apprunner', resource: 'service/' },
  'code-interpreter': { service: 'bedrock-agentcore', resource: 'code-interpreter-custom/' },
  document: { service: 'ssm', resource: 'document/' },
} as const satisfies Readonly<Record<string, Kind | undefined>>;

/** What tells the resources of a kind from others: the service in their ARNs, and how what follows the account begins. */
export interface Kind {
  readonly service: string;
  readonly resource: string;
}

export type ResourceClass = keyof typeof CLASSES;

/** A resource that a permission is asked for. */
export interface Target {
  /** Undefined where only `*` speaks of it. */
  readonly kind: Kind | undefined;
  /** Its ARN. What is not fixed in it (the account, the name of just any role) stands as a hole that only a wildcard matches. */
  readonly arn: string;
  /** It stands for any resource of its kind, of which some are then spoken of by a pattern that does not match it. */
  readonly any: boolean;
}

const HOLE = (name: string): string => `\ue000${name}\ue001`;
const PARTITION = HOLE('partition');
const REGION = HOLE('region');
const ACCOUNT = HOLE('account');
const HOLES = /\ue000[^\ue001]*\ue001/g;

/** Any resource of a class: what matches it leaves the name open. */
export function anyOfClass(of: ResourceClass): Target {
  const known = CLASSES[of];
  const arn = known
    ? `arn:${PARTITION}:${known.service}:${REGION}:${ACCOUNT}:${known.resource}${HOLE('name')}`
    : HOLE('everything');
  return { kind: known, arn, any: true };
}

/** Any resource of a type, by the form of its ARNs as AWS documents it: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
export function anyOfType(template: string): Target {
  const [, , service = '', , , ...rest] = template.split(':');
  const resource = rest.join(':');
  const open = resource.indexOf('${');
  const arn = template.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const known = { Partition: PARTITION, Region: REGION, Account: ACCOUNT }[name];
    return known ?? HOLE(name);
  });
  return { kind: { service, resource: open < 0 ? resource : resource.slice(0, open) }, arn, any: true };
}

/** One named resource of a class: `name` is what follows the class in the ARN. */
export function namedInClass(of: ResourceClass, name: string): Target {
  const known = CLASSES[of];
  const arn = known ? `arn:${PARTITION}:${known.service}:${REGION}:${ACCOUNT}:${known.resource}${name}` : HOLE('everything');
  return { kind: known, arn, any: false };
}

/** The resources that a pattern of a policy speaks of, as one target. */
export function ofPattern(of: ResourceClass, pattern: Pattern): Target {
  return { kind: CLASSES[of], arn: pattern.text, any: false };
}

/** Whether a pattern speaks of the target. Partition, region and account narrow nothing down: they are where the policy is at work. */
export function speaksOfTarget(pattern: Pattern, target: Target): Truth {
  const { text } = pattern;
  if (isOfOtherService(pattern, target.kind)) return false;
  if (matches(text, target.arn)) return true;
  if (matches(text, inPlaceOf(target.arn, text))) return true;
  return pattern.holes === 'open' ? 'unknown' : false;
}

/** Told without taking the ARN apart, as most patterns of a long policy are about other services. */
function isOfOtherService({ text, holes }: Pattern, known: Kind | undefined): boolean {
  if (!known || holes !== 'none' || !text.startsWith('arn:')) return false;
  const start = text.indexOf(':', 4) + 1;
  const end = text.indexOf(':', start);
  if (start === 0 || end < 0) return false;
  const before = text.slice(0, end);
  return !/[*?]/.test(before) && before.slice(start) !== known.service;
}

/** Whether a pattern speaks of some resource of the kind. */
export function touchesKind(pattern: Pattern, known: Kind | undefined): Truth {
  const { text } = pattern;
  if (/^[*?]+$/.test(text)) return true;
  if (!known) return pattern.holes === 'open' && literalOf(pattern) === '' ? 'unknown' : false;
  const parts = partsOf(text);
  if (!parts) {
    if (pattern.holes !== 'none') return 'unknown';
    // Wildcards stand for colons too: `arn:aws:iam*`.
    return text.includes('*') ? mayBegin(text.replace(/^arn:[^:]*:?/, ''), known.service) : false;
  }
  const [, , service = '', , , resource] = parts;
  if (!matches(service, known.service)) return service.includes('\ue000') ? 'unknown' : false;
  return mayBegin(resource ?? '', known.resource);
}

/** Whether a pattern speaks of resources of the class and of no others, and not of all of them. */
export function isPartOfClass(pattern: Pattern, of: ResourceClass): boolean {
  const known = CLASSES[of];
  const [, , service, , , resource = ''] = partsOf(pattern.text) ?? [];
  if (!known || service !== known.service || !resource.startsWith(known.resource)) return false;
  return speaksOfTarget(pattern, anyOfClass(of)) === false;
}

/** Whether a text that matches the pattern may begin with `wanted`: of both, what stands before the first wildcard or hole must agree. */
function mayBegin(pattern: string, wanted: string): boolean {
  const fixed = pattern.slice(0, firstOpen(pattern));
  return fixed.length === pattern.length ? fixed.startsWith(wanted) : fixed.startsWith(wanted) || wanted.startsWith(fixed);
}

function firstOpen(pattern: string): number {
  const at = pattern.search(/[*?\ue000]/);
  return at < 0 ? pattern.length : at;
}

/** `arn`, partition, service, region, account, and the rest; undefined where the text does not name them all. */
function partsOf(text: string): readonly string[] | undefined {
  const plain: string[] = [];
  // A hole is one part, whatever its name holds.
  const closed = text.replace(HOLES, (hole) => `\ue000${plain.push(hole) - 1}\ue001`);
  const split = closed.split(':');
  if (split.length < 6 || split[0] !== 'arn') return undefined;
  const back = (part: string) => part.replace(/\ue000(\d+)\ue001/g, (_, index: string) => plain[Number(index)] ?? '');
  return [...split.slice(0, 5), split.slice(5).join(':')].map(back);
}

/** The target's ARN in the partition, region and account that the pattern names, where it names one of each. */
function inPlaceOf(arn: string, pattern: string): string {
  const parts = partsOf(pattern);
  if (!parts) return arn;
  const [, partition = '', , region = '', account = ''] = parts;
  return arn
    .replace(PARTITION, () => fixed(partition) ?? PARTITION)
    .replace(REGION, () => fixed(region) ?? REGION)
    .replace(ACCOUNT, () => fixed(account) ?? ACCOUNT);
}

function fixed(part: string): string | undefined {
  return /[*?]/.test(part) ? undefined : part;
}
