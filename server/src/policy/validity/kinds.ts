import type { PropertyPath, Resource } from '../../resources';
import type { Sheet } from './sheet';

/** What a policy is attached to decides which elements it may have. Permissions boundaries and session policies are `identity`. */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'endpoint' | 'service-control' | 'resource-control';

/** Where a policy stands. */
export interface Site {
  /** All that the policy may be. */
  readonly kinds: ReadonlySet<PolicyKind>;
  /** The service of the resource that a `resource` policy is attached to. */
  readonly service?: string;
  /** The most characters that are surely too few, white space not counted. */
  readonly quota?: number;
}

interface SiteRow extends Omit<Site, 'kinds'> {
  /** `[]` for the items of a list. */
  readonly path: readonly string[];
  readonly kind: PolicyKind;
}

const at = (path: string, kind: PolicyKind, more: Omit<Site, 'kinds'> = {}): readonly SiteRow[] => [
  { path: path.split('.'), kind, ...more },
];
const own = (service: string, path = 'PolicyDocument', quota?: number): readonly SiteRow[] =>
  at(path, 'resource', quota === undefined ? { service } : { service, quota });

/**
 * The properties that hold policies. Quotas: "IAM and AWS STS quotas"; "Bucket policies" (S3, 20 KB); "Resource quotas" (KMS, 32 KB);
 * "DynamoDB resource-based policies" (20 KB); "CloudWatch Logs quotas" (5,120); "Quotas for AWS Organizations".
 */
const SITES: Readonly<Record<string, readonly SiteRow[]>> = {
  'AWS::IAM::ManagedPolicy': at('PolicyDocument', 'identity', { quota: 6144 }),
  'AWS::IAM::Policy': at('PolicyDocument', 'identity', { quota: 10_240 }),
  'AWS::IAM::RolePolicy': at('PolicyDocument', 'identity', { quota: 10_240 }),
  'AWS::IAM::UserPolicy': at('PolicyDocument', 'identity', { quota: 2048 }),
  'AWS::IAM::GroupPolicy': at('PolicyDocument', 'identity', { quota: 5120 }),
  'AWS::IAM::Role': [
    ...at('AssumeRolePolicyDocument', 'trust', { quota: 2048 }),
    ...at('Policies.[].PolicyDocument', 'identity', { quota: 10_240 }),
  ],
  'AWS::IAM::User': at('Policies.[].PolicyDocument', 'identity', { quota: 2048 }),
  'AWS::IAM::Group': at('Policies.[].PolicyDocument', 'identity', { quota: 5120 }),
  'AWS::SSO::PermissionSet': at('InlinePolicy', 'identity'),
  'AWS::S3::BucketPolicy': own('s3', 'PolicyDocument', 20_480),
  'AWS::S3::AccessPoint': own('s3', 'Policy', 20_480),
  'AWS::SQS::QueuePolicy': own('sqs'),
  'AWS::SNS::TopicPolicy': own('sns'),
  'AWS::KMS::Key': own('kms', 'KeyPolicy', 32_768),
  'AWS::KMS::ReplicaKey': own('kms', 'KeyPolicy', 32_768),
  'AWS::SecretsManager::ResourcePolicy': own('secretsmanager', 'ResourcePolicy', 20_480),
  'AWS::ECR::Repository': own('ecr', 'RepositoryPolicyText', 10_240),
  'AWS::EFS::FileSystem': own('elasticfilesystem', 'FileSystemPolicy'),
  'AWS::Backup::BackupVault': own('backup', 'AccessPolicy'),
  'AWS::OpenSearchService::Domain': own('es', 'AccessPolicies'),
  'AWS::Elasticsearch::Domain': own('es', 'AccessPolicies'),
  'AWS::ApiGateway::RestApi': own('execute-api', 'Policy'),
  'AWS::DynamoDB::Table': own('dynamodb', 'ResourcePolicy.PolicyDocument', 20_480),
  'AWS::Logs::ResourcePolicy': own('logs', 'PolicyDocument', 5120),
  'AWS::EC2::VPCEndpoint': at('PolicyDocument', 'endpoint'),
};

/** The places of a resource where policies stand; its own type is `Ashlar::IAM::PolicyDocument` where nothing says what it is for. */
export function sitesOf(resource: Resource): readonly { readonly path: readonly string[]; readonly site: Site | undefined }[] {
  if (resource.type === 'Ashlar::IAM::PolicyDocument') return [{ path: ['Document'], site: undefined }];
  if (resource.type === 'AWS::Organizations::Policy') return organizationSite(resource);
  if (!Object.hasOwn(SITES, resource.type)) return NONE;
  return (SITES[resource.type] ?? NONE_ROWS).map(({ path, kind, ...more }) => ({
    path,
    site: { kinds: new Set([kind]), ...more },
  }));
}

const NONE: readonly { readonly path: readonly string[]; readonly site: Site | undefined }[] = [];
const NONE_ROWS: readonly SiteRow[] = [];

/** A policy of an organisation is for service control unless its type says otherwise; of other types only two are in IAM's language. */
function organizationSite(resource: Resource): readonly { readonly path: readonly string[]; readonly site: Site }[] {
  const type = resource.get(TYPE);
  if (type.kind !== 'string') return [];
  if (type.value === 'SERVICE_CONTROL_POLICY')
    return [{ path: ['Content'], site: { kinds: new Set(['service-control']), quota: 10_240 } }];
  if (type.value === 'RESOURCE_CONTROL_POLICY')
    return [{ path: ['Content'], site: { kinds: new Set(['resource-control']), quota: 5120 } }];
  return [];
}

const TYPE: PropertyPath = ['Type'];

/**
 * All that a policy may be of which only its text is known. A principal stands in the policies of resources, of endpoints and of an
 * organisation's resources, and in a role's trust policy, which names no resource.
 */
export function possibleKinds(sheet: Sheet): ReadonlySet<PolicyKind> {
  if (sheet.statementsOpen || sheet.statements.some(({ open, principal }) => open && !principal)) return ALL;
  const withPrincipal = sheet.statements.filter(({ principal }) => principal);
  if (withPrincipal.length === 0) return new Set(['identity', 'service-control']);
  const resources = sheet.statements.filter(({ resource, notResource, open }) => resource || notResource || open);
  const isTrust = sheet.statements.every(
    ({ action }) => action && !action.open && action.parts.every(({ text }) => isTrustAction(text)),
  );
  if (resources.length === 0 && isTrust) return new Set(['trust']);
  if (resources.length === sheet.statements.length && !isTrust) return new Set(['resource', 'endpoint', 'resource-control']);
  return new Set(['resource', 'endpoint', 'resource-control', 'trust']);
}

const ALL: ReadonlySet<PolicyKind> = new Set([
  'identity',
  'trust',
  'resource',
  'endpoint',
  'service-control',
  'resource-control',
]);

function isTrustAction(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^sts:(?:assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity|setcontext)$/i.test(text)
  );
}
