/** Answers in the protocol of each service: XML of the query protocols and of REST, or JSON. */
interface Encoded {
  readonly type: string;
  readonly text: string;
}

/** What the elements of a list are called where it is neither `member` nor `item`. Source: the RDS and S3 API references. */
const ELEMENTS: Readonly<Record<string, string>> = {
  DBInstances: 'DBInstance',
  DBClusters: 'DBCluster',
  DBSnapshots: 'DBSnapshot',
  DBClusterSnapshots: 'DBClusterSnapshot',
  DBSnapshotAttributes: 'DBSnapshotAttribute',
  DBClusterSnapshotAttributes: 'DBClusterSnapshotAttribute',
  AttributeValues: 'AttributeValue',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
  TagList: 'Tag',
  Buckets: 'Bucket',
  AccessControlList: 'Grant',
  TagSet: 'Tag',
};

/** EC2 writes names with a small letter, and these lists otherwise than the SDK. Source: the EC2 API reference. */
const EC2_NAMES: Readonly<Record<string, string>> = {
  Regions: 'regionInfo',
  Reservations: 'reservationSet',
  Instances: 'instancesSet',
  State: 'instanceState',
  NetworkInterfaces: 'networkInterfaceSet',
  Volumes: 'volumeSet',
  Snapshots: 'snapshotSet',
  Images: 'imagesSet',
  ImageId: 'imageId',
  Public: 'isPublic',
  Vpcs: 'vpcSet',
  OwnerId: 'ownerId',
  Subnets: 'subnetSet',
  SecurityGroups: 'securityGroupInfo',
  UserIdGroupPairs: 'groups',
  NetworkAcls: 'networkAclSet',
  Entries: 'entrySet',
  Associations: 'associationSet',
  IsDefault: 'isDefault',
  FlowLogs: 'flowLogSet',
  VpcEndpoints: 'vpcEndpointSet',
  CreateVolumePermissions: 'createVolumePermission',
  LaunchPermissions: 'launchPermission',
  BlockDeviceMappings: 'blockDeviceMapping',
  Tags: 'tagSet',
};

/** Some resources write the same name otherwise: inside of an ACL it is `default`, a group's name is its owner's. */
const EC2_INSIDE: Readonly<Record<string, string>> = { 'networkAclSet IsDefault': 'default' };

const BARE_LISTS = new Set(['Rules', 'Rule']);

export function encodeBody(call: string, body: object): Encoded {
  const [service = '', operation = ''] = call.split(':');
  switch (service) {
    case 'cloudtrail':
      return { type: 'application/x-amz-json-1.1', text: JSON.stringify(body) };
    case 'sso':
    case 'sso-oidc':
      return { type: 'application/json', text: JSON.stringify(body) };
    case 'ec2':
      return xml(element(`${operation}Response`, ec2Body(body, '')));
    case 's3':
    case 's3control':
      if ('raw' in body) return { type: 'application/json', text: String(body.raw) };
      return xml(element(ROOTS[operation] ?? `${operation}Result`, restBody(body)));
    default:
      return xml(
        element(`${operation}Response`, element(`${operation}Result`, queryBody(body)) + element('ResponseMetadata', '')),
      );
  }
}

const ROOTS: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBucketsResult',
  GetBucketLocation: 'LocationConstraint',
  GetBucketAcl: 'AccessControlPolicy',
  GetPublicAccessBlock: 'PublicAccessBlockConfiguration',
  GetBucketVersioning: 'VersioningConfiguration',
  GetBucketOwnershipControls: 'OwnershipControls',
  GetBucketEncryption: 'ServerSideEncryptionConfiguration',
  GetBucketLogging: 'BucketLoggingStatus',
  GetBucketTagging: 'Tagging',
};

export function encodeError(call: string, code: string, message: string): Encoded {
  const [service] = call.split(':');
  const inner = element('Code', code) + element('Message', message);
  switch (service) {
    case 'cloudtrail':
    case 'sso':
    case 'sso-oidc':
      return { type: 'application/x-amz-json-1.1', text: JSON.stringify({ __type: code, message }) };
    case 'ec2':
      return xml(element('Response', element('Errors', element('Error', inner)) + element('RequestID', 'test')));
    case 's3':
    case 's3control':
      return xml(service === 's3' ? element('Error', inner) : element('ErrorResponse', element('Error', inner)));
    default:
      return xml(element('ErrorResponse', element('Error', element('Type', 'Sender') + inner) + element('RequestId', 'test')));
  }
}

function xml(text: string): Encoded {
  return { type: 'text/xml', text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}` };
}

function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

function queryBody(value: unknown, name = ''): string {
  if (Array.isArray(value)) return value.map((item) => element(ELEMENTS[name] ?? 'member', queryBody(item))).join('');
  if (typeof value !== 'object' || value === null) return escaped(value);
  if (name === 'SummaryMap') {
    const entries = Object.entries(value).map(([key, one]) =>
      element('entry', element('key', key) + element('value', String(one))),
    );
    return entries.join('');
  }
  return fields(value, (key, one) => element(key, queryBody(one, key)));
}

function restBody(value: unknown, name = ''): string {
  if (Array.isArray(value)) return value.map((item) => element(ELEMENTS[name] ?? 'member', restBody(item))).join('');
  if (typeof value !== 'object' || value === null) return escaped(value);
  return fields(value, (key, one) => {
    if (Array.isArray(one) && BARE_LISTS.has(key)) return one.map((item) => element('Rule', restBody(item))).join('');
    const type = key === 'Grantee' ? ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"` : '';
    return `<${key}${type}>${restBody(one, key)}</${key}>`;
  });
}

function ec2Body(value: unknown, inside: string): string {
  if (Array.isArray(value)) return value.map((item) => element('item', ec2Body(item, inside))).join('');
  if (typeof value !== 'object' || value === null) return escaped(value);
  return fields(value, (key, one) => {
    const isList = Array.isArray(one);
    const name =
      EC2_INSIDE[`${inside} ${key}`] ??
      (key === 'SecurityGroups' && inside !== '' ? 'groupSet' : undefined) ??
      (key === 'Groups' && isList ? 'groupSet' : undefined) ??
      (key === 'State' && inside !== 'instancesSet' ? 'state' : undefined) ??
      EC2_NAMES[key] ??
      key.charAt(0).toLowerCase() + key.slice(1);
    return element(name, ec2Body(one, isList ? name : inside));
  });
}

function fields(value: object, write: (key: string, value: unknown) => string): string {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => write(key, one))
    .join('');
}

function escaped(value: unknown): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
