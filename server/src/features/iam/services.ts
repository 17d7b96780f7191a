const DOCS = 'https://docs.aws.amazon.com';
const REFERENCE = `${DOCS}/aws-managed-policy/latest/reference`;

/**
 * Services that often act in accounts by roles and resource policies, each with a page of AWS's that names its principal (as one of a policy,
 * or in `iam:PassedToService`): a choice and no reference, which AWS does not publish whole. What is not in it can be written all the same.
 */
export const SERVICE_PRINCIPALS: Readonly<Record<string, string>> = {
  'apigateway.amazonaws.com': `${DOCS}/apigateway/latest/developerguide/set-up-logging.html`,
  'backup.amazonaws.com': `${DOCS}/aws-backup/latest/devguide/using-service-linked-roles-AWSServiceRoleForBackup.html`,
  'cloudformation.amazonaws.com': `${DOCS}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
  'cloudfront.amazonaws.com': `${DOCS}/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html`,
  'cloudtrail.amazonaws.com': `${DOCS}/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`,
  'codebuild.amazonaws.com': `${DOCS}/codebuild/latest/userguide/setting-up-service-role.html`,
  'codepipeline.amazonaws.com': `${REFERENCE}/AWSCodePipeline_FullAccess.html`,
  'config.amazonaws.com': `${DOCS}/config/latest/developerguide/s3-bucket-policy.html`,
  'ec2.amazonaws.com': `${DOCS}/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html`,
  'ecs-tasks.amazonaws.com': `${DOCS}/AmazonECS/latest/developerguide/task_execution_IAM_role.html`,
  'eks.amazonaws.com': `${DOCS}/eks/latest/userguide/service_IAM_role.html`,
  'events.amazonaws.com': `${DOCS}/eventbridge/latest/userguide/eb-use-resource-based.html`,
  'firehose.amazonaws.com': `${DOCS}/firehose/latest/dev/controlling-access.html`,
  'glue.amazonaws.com': `${REFERENCE}/AWSGlueConsoleFullAccess.html`,
  'lambda.amazonaws.com': `${DOCS}/lambda/latest/dg/lambda-intro-execution-role.html`,
  'logging.s3.amazonaws.com': `${DOCS}/AmazonS3/latest/userguide/enable-server-access-logging.html`,
  'monitoring.rds.amazonaws.com': `${DOCS}/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html`,
  'rds.amazonaws.com': `${DOCS}/AmazonRDS/latest/UserGuide/Appendix.SQLServer.Options.Audit.IAM.html`,
  's3.amazonaws.com': `${DOCS}/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html`,
  'sagemaker.amazonaws.com': `${DOCS}/sagemaker/latest/dg/sagemaker-roles.html`,
  'scheduler.amazonaws.com': `${REFERENCE}/AmazonEventBridgeSchedulerFullAccess.html`,
  'sns.amazonaws.com': `${DOCS}/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html`,
  'ssm.amazonaws.com': `${DOCS}/systems-manager/latest/userguide/sysman-service-role.html`,
  'states.amazonaws.com': `${REFERENCE}/AmazonSageMakerFullAccess.html`,
  'vpc-flow-logs.amazonaws.com': `${DOCS}/vpc/latest/userguide/flow-logs-iam-role.html`,
};
