import type { Origin, Value } from '../../values';
import { listValue, mapValue, stringValue } from '../../values';
import type { PolicyDocument } from '../document';
import { readPolicy } from '../document';
import { patternOf } from '../pattern';

/** What is known of a policy that AWS publishes. */
export interface AwsManagedPolicy {
  /** Below the root of AWS's own policies: `PowerUserAccess`, `service-role/AWSLambdaBasicExecutionRole`. */
  readonly name: string;
  /** What it says, where that is known. */
  readonly document: PolicyDocument | undefined;
  /** It denies something, so that what it takes away is not known where its document is not. */
  readonly denies: boolean;
}

interface Allowed {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
}

/** Each statement is an Allow on `*`. Source: the AWS managed policy reference, 2026-11-24. */
const KNOWN: ReadonlyMap<string, readonly Allowed[]> = new Map([
  ['AdministratorAccess', [{ Action: ['*'] }]],
  ['IAMFullAccess', [{ Action: ['iam:*'] }]],
  [
    'PowerUserAccess',
    [
      { NotAction: ['iam:*', 'organizations:*', 'account:*'] },
      {
        Action: [
          'account:GetAccountInformation',
          'account:GetGovCloudAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
        ],
      },
    ],
  ],
]);

/** The policies of AWS's own that hold a Deny. Source: the AWS managed policy reference, 2026-11-24. */
const DENYING: ReadonlySet<string> = new Set([
  'AWSCertificateManagerPrivateCAPrivilegedUser',
  'AWSCertificateManagerPrivateCAUser',
  'AWSCleanRoomsFullAccessNoQuerying',
  'AWSCompromisedKeyQuarantine',
  'AWSCompromisedKeyQuarantineV2',
  'AWSCompromisedKeyQuarantineV3',
  'AWSDeepRacerDefaultMultiUserAccess',
  'AWSDenyAll',
  'AWSEC2SpotServiceRolePolicy',
  'AWSIAMIdentityCenterAllowListForIdentityContext',
  'AWSLakeFormationDataAdmin',
  'AWSMarketplaceImageBuildFullAccess',
  'AWSPrivateCAPrivilegedUser',
  'AWSPrivateCAUser',
  'AWSQuickSetupManagedInstanceProfileExecutionPolicy',
  'AWSSystemsManagerOpsDataSyncServiceRolePolicy',
  'AWSTransformApplicationDeploymentPolicy',
  'AmazonCloudWatchEvidentlyServiceRolePolicy',
  'AmazonCognitoIdpEmailServiceRolePolicy',
  'AmazonConnectReadOnlyAccess',
  'AmazonConnectServiceLinkedRolePolicy',
  'AmazonConnectSynchronizationServiceRolePolicy',
  'AmazonDataZoneEnvironmentRolePermissionsBoundary',
  'AmazonDataZoneProjectDeploymentPermissionsBoundary',
  'AmazonDataZoneProjectRolePermissionsBoundary',
  'AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary',
  'AmazonGuardDutyMalwareProtectionServiceRolePolicy',
  'AmazonInspector2AgentlessServiceRolePolicy',
  'AmazonInspector2AmiScanServiceRolePolicy',
  'AmazonRDSCustomPreviewServiceRolePolicy',
  'AmazonRDSCustomServiceRolePolicy',
  'AmazonRedshiftDataFullAccess',
  'AmazonSecurityLakePermissionsBoundary',
  'AwsGlueSessionUserRestrictedNotebookPolicy',
  'AwsGlueSessionUserRestrictedNotebookServiceRole',
  'AwsGlueSessionUserRestrictedPolicy',
  'AwsGlueSessionUserRestrictedServiceRole',
  'IAMAuditRootUserCredentials',
  'IAMCreateRootUserPassword',
  'IAMDeleteRootUserCredentials',
  'S3UnlockBucketPolicy',
  'SQSUnlockQueuePolicy',
  'SageMakerStudioAdminIAMDefaultExecutionPolicy',
  'SageMakerStudioAdminIAMPermissiveExecutionPolicy',
  'SageMakerStudioProjectUserRolePermissionsBoundary',
  'SageMakerStudioUserIAMDefaultExecutionPolicy',
  'SageMakerStudioUserIAMPermissiveExecutionPolicy',
]);

/** The policy of AWS's own that a value names by its ARN, in any partition. Its parts stand where the ARN is written. */
export function awsManagedPolicy(arn: Value): AwsManagedPolicy | undefined {
  const { text } = patternOf(arn);
  const name = /^arn:(?:[^:\ue000]*|\ue000[^\ue001]*\ue001):iam::aws:policy\/([\w+=,.@/-]+)$/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const known = KNOWN.get(name);
  return {
    name,
    document: known && readPolicy(documentOf(known, arn.origin)),
    denies: DENYING.has(name.slice(name.lastIndexOf('/') + 1)),
  };
}

function documentOf(statements: readonly Allowed[], origin: Origin): Value {
  const texts = (of: readonly string[]): Value =>
    listValue(
      of.map((one) => stringValue(one, origin)),
      origin,
    );
  const written = statements.map(({ Action, NotAction }) =>
    mapValue(
      [
        ['Effect', stringValue('Allow', origin)],
        ...(Action ? [['Action', texts(Action)] as const] : []),
        ...(NotAction ? [['NotAction', texts(NotAction)] as const] : []),
        ['Resource', stringValue('*', origin)],
      ],
      origin,
    ),
  );
  return mapValue([['Statement', listValue(written, origin)]], origin);
}
