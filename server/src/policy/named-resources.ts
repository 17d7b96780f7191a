import type { Action } from './catalogue';

/** How the ARNs that actions address are made of a resource of a configuration. */
interface ArnForm {
  readonly cloudType: string;
  /** What `Fn::GetAtt` calls the ARN; in Terraform it is `arn`. */
  readonly attribute: string;
  /** What stands behind the resource's own ARN: `/*` for the objects of a bucket. */
  readonly endings: readonly string[];
}

const form = (cloudType: string, attribute: string, ...endings: readonly string[]): ArnForm => ({
  cloudType,
  attribute,
  endings,
});

/**
 * By the form that the service authorization reference gives the ARN. A function is called by its own ARN, or by that of a version or an
 * alias behind it (https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html).
 */
const FORMS: Readonly<Record<string, ArnForm>> = {
  'arn:${Partition}:s3:::${BucketName}': form('AWS::S3::Bucket', 'Arn', ''),
  'arn:${Partition}:s3:::${BucketName}/${ObjectName}': form('AWS::S3::Bucket', 'Arn', '/*'),
  'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}': form('AWS::SQS::Queue', 'Arn', ''),
  'arn:${Partition}:sns:${Region}:${Account}:${TopicName}': form('AWS::SNS::Topic', 'TopicArn', ''),
  'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}': form('AWS::DynamoDB::Table', 'Arn', ''),
  'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}': form(
    'AWS::DynamoDB::Table',
    'Arn',
    '/index/*',
  ),
  'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}': form(
    'AWS::DynamoDB::Table',
    'Arn',
    '/stream/*',
  ),
  'arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}': form('AWS::Lambda::Function', 'Arn', '', ':*'),
  'arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}': form('AWS::KMS::Key', 'Arn', ''),
  'arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}': form('AWS::SecretsManager::Secret', 'Id', ''),
  'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}': form('AWS::IAM::Role', 'Arn', ''),
  'arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}': form('AWS::Kinesis::Stream', 'Arn', ''),
  'arn:${Partition}:firehose:${Region}:${Account}:deliverystream/${DeliveryStreamName}': form(
    'AWS::KinesisFirehose::DeliveryStream',
    'Arn',
    '',
  ),
  'arn:${Partition}:states:${Region}:${Account}:stateMachine:${StateMachineName}': form(
    'AWS::StepFunctions::StateMachine',
    'Arn',
    '',
  ),
  'arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}': form('AWS::ECR::Repository', 'Arn', ''),
  'arn:${Partition}:events:${Region}:${Account}:event-bus/${EventBusName}': form('AWS::Events::EventBus', 'Arn', ''),
  'arn:${Partition}:elasticfilesystem:${Region}:${Account}:file-system/${FileSystemId}': form('AWS::EFS::FileSystem', 'Arn', ''),
  'arn:${Partition}:codebuild:${Region}:${Account}:project/${ProjectName}': form('AWS::CodeBuild::Project', 'Arn', ''),
  'arn:${Partition}:ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}': form(
    'AWS::SSM::Parameter',
    'Arn',
    '',
  ),
};

/** The types whose resources can be named in policies by what they are, with the attribute that is their ARN. */
export const NAMED_TYPES: ReadonlyMap<string, string> = new Map(
  Object.values(FORMS).map(({ cloudType, attribute }) => [cloudType, attribute]),
);

/** All forms with what they stand for, for checks of the table. */
export const ARN_FORMS: readonly string[] = Object.keys(FORMS);

/** What of a resource a policy names: its ARN with each of the endings. */
export type Endings = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What a statement about these actions would name of resources that are declared, by their type: each resource type that an action cannot do
 * without, of one that can do with any the ones that are declared.
 * @param declared types of the configuration
 * @returns undefined where an action takes no resource, or one of a type that is not declared
 */
export function endingsFor(actions: Iterable<Action>, declared: ReadonlySet<string>): Endings | undefined {
  const found = new Map<string, Set<string>>();
  for (const { resourceTypes } of actions) {
    const there = resourceTypes.filter(({ type }) => isDeclared(type.arn, declared));
    const needed = resourceTypes.filter(({ required }) => required);
    if (there.length === 0 || needed.some((one) => !there.includes(one))) return undefined;
    note(there, found);
  }
  return found.size > 0 ? found : undefined;
}

/** What some of these actions can address of resources that are declared. */
export function someEndingsFor(actions: Iterable<Action>, declared: ReadonlySet<string>): Endings {
  const found = new Map<string, Set<string>>();
  for (const { resourceTypes } of actions)
    note(
      resourceTypes.filter(({ type }) => isDeclared(type.arn, declared)),
      found,
    );
  return found;
}

function formOf(arn: string): ArnForm | undefined {
  return Object.hasOwn(FORMS, arn) ? FORMS[arn] : undefined;
}

function isDeclared(arn: string, declared: ReadonlySet<string>): boolean {
  const known = formOf(arn);
  return known !== undefined && declared.has(known.cloudType);
}

function note(types: Action['resourceTypes'], found: Map<string, Set<string>>): void {
  for (const { type } of types) {
    const known = formOf(type.arn);
    if (!known) continue;
    const endings = found.get(known.cloudType) ?? new Set();
    for (const ending of known.endings) endings.add(ending);
    found.set(known.cloudType, endings);
  }
}
