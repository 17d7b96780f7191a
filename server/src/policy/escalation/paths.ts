import type { ResourceClass } from '../effective';
import type { EscalationPath, Family, Need } from './model';

// Which permissions together lead to administrator: ids and required permissions are facts from DataDog's pathfinding.cloud (Apache-2.0), data/paths at
// commit 84dd65c97fc21dee54f4587be6dfd5b7b5fe320c. What each permission must reach follows from the resource types of the service
// authorization reference; the words are our own.

const any = (action: string, on: ResourceClass, more: Partial<Need> = {}): Need => ({ action, on, reach: 'any', ...more });
const some = (action: string, on: ResourceClass, more: Partial<Need> = {}): Need => ({ action, on, reach: 'some', ...more });
const own = (action: string, on: ResourceClass): Need => ({ action, on, reach: 'any', self: true });
const pass = (...passedTo: readonly string[]): Need => ({ action: 'iam:PassRole', on: 'role', reach: 'any', passedTo });

const path = (family: Family, id: string, way: string, ...needs: readonly Need[]): EscalationPath => ({ id, family, way, needs });

const TO_APP_RUNNER = pass('tasks.apprunner.amazonaws.com');
const TO_INTERPRETER = pass('bedrock-agentcore.amazonaws.com');
const TO_CLOUDFORMATION = pass('cloudformation.amazonaws.com');
const TO_CODEBUILD = pass('codebuild.amazonaws.com');
const TO_DATA_PIPELINE = pass('datapipeline.amazonaws.com', 'ec2.amazonaws.com', 'elasticmapreduce.amazonaws.com');
const TO_EC2 = pass('ec2.amazonaws.com');
const TO_ECS = pass('ecs-tasks.amazonaws.com');
const TO_GLUE = pass('glue.amazonaws.com');
const TO_LAMBDA = pass('lambda.amazonaws.com');
const TO_SAGEMAKER = pass('sagemaker.amazonaws.com');

const CREATE_FUNCTION = some('lambda:CreateFunction', 'function');
const UPDATE_CODE = any('lambda:UpdateFunctionCode', 'function');
const REGISTER_TASK = some('ecs:RegisterTaskDefinition', 'task-definition');
const CREATE_CLUSTER = some('ecs:CreateCluster', 'cluster');
const CREATE_SERVICE = some('ecs:CreateService', 'container-service');
const CREATE_PROJECT = some('codebuild:CreateProject', 'build-project');
const CREATE_JOB = some('glue:CreateJob', 'job');
const UPDATE_JOB = some('glue:UpdateJob', 'job');
const START_JOB = some('glue:StartJobRun', 'job');
const CREATE_TRIGGER = some('glue:CreateTrigger', 'trigger');
const START_INTERPRETER = any('bedrock-agentcore:StartCodeInterpreterSession', 'code-interpreter');
const INVOKE_INTERPRETER = any('bedrock-agentcore:InvokeCodeInterpreter', 'code-interpreter');

const permissions: readonly EscalationPath[] = [
  path('permissions', 'iam-001', 'rewrite any policy', own('iam:CreatePolicyVersion', 'policy')),
  path('permissions', 'iam-005', 'give any role every permission', own('iam:PutRolePolicy', 'role')),
  path('permissions', 'iam-007', 'give any user every permission', own('iam:PutUserPolicy', 'user')),
  path('permissions', 'iam-008', 'attach AdministratorAccess to any user', own('iam:AttachUserPolicy', 'user')),
  path('permissions', 'iam-009', 'attach AdministratorAccess to any role', own('iam:AttachRolePolicy', 'role')),
  path('permissions', 'iam-010', 'attach AdministratorAccess to any group', own('iam:AttachGroupPolicy', 'group')),
  path('permissions', 'iam-011', 'give any group every permission', own('iam:PutGroupPolicy', 'group')),
  path('permissions', 'iam-013', 'put any user into any group', any('iam:AddUserToGroup', 'group')),
];

const credentials: readonly EscalationPath[] = [
  path('credentials', 'iam-002', 'make access keys for any user', any('iam:CreateAccessKey', 'user')),
  path(
    'credentials',
    'iam-003',
    'replace the access keys of any user',
    any('iam:CreateAccessKey', 'user'),
    any('iam:DeleteAccessKey', 'user'),
  ),
  path('credentials', 'iam-004', 'give any user a password', any('iam:CreateLoginProfile', 'user')),
  path('credentials', 'iam-006', 'change the password of any user', any('iam:UpdateLoginProfile', 'user')),
  path('credentials', 'iam-012', 'change who may assume any role', any('iam:UpdateAssumeRolePolicy', 'role')),
  path(
    'credentials',
    'iam-014',
    'attach AdministratorAccess to a role and assume it',
    any('iam:AttachRolePolicy', 'role'),
    any('sts:AssumeRole', 'role'),
  ),
  path(
    'credentials',
    'iam-015',
    'attach AdministratorAccess to a user and make access keys for it',
    some('iam:AttachUserPolicy', 'user'),
    some('iam:CreateAccessKey', 'user'),
  ),
  path(
    'credentials',
    'iam-016',
    'rewrite the policy of a role and assume it',
    any('iam:CreatePolicyVersion', 'policy'),
    any('sts:AssumeRole', 'role'),
  ),
  path(
    'credentials',
    'iam-017',
    'give a role every permission and assume it',
    any('iam:PutRolePolicy', 'role'),
    any('sts:AssumeRole', 'role'),
  ),
  path(
    'credentials',
    'iam-018',
    'give a user every permission and make access keys for it',
    some('iam:PutUserPolicy', 'user'),
    some('iam:CreateAccessKey', 'user'),
  ),
  path(
    'credentials',
    'iam-019',
    'attach AdministratorAccess to a role and change who may assume it',
    some('iam:AttachRolePolicy', 'role'),
    some('iam:UpdateAssumeRolePolicy', 'role'),
  ),
  path(
    'credentials',
    'iam-020',
    'rewrite the policy of a role and change who may assume it',
    any('iam:CreatePolicyVersion', 'policy'),
    any('iam:UpdateAssumeRolePolicy', 'role'),
  ),
  path(
    'credentials',
    'iam-021',
    'give a role every permission and change who may assume it',
    some('iam:PutRolePolicy', 'role'),
    some('iam:UpdateAssumeRolePolicy', 'role'),
  ),
];

const passing: readonly EscalationPath[] = [
  path(
    'passing',
    'apprunner-001',
    'pass any role to a new App Runner service',
    TO_APP_RUNNER,
    some('apprunner:CreateService', 'web-service'),
  ),
  path(
    'passing',
    'bedrock-001',
    'pass any role to a new code interpreter of Bedrock AgentCore',
    TO_INTERPRETER,
    some('bedrock-agentcore:CreateCodeInterpreter', 'everywhere'),
    START_INTERPRETER,
    INVOKE_INTERPRETER,
  ),
  path(
    'passing',
    'cloudformation-001',
    'pass any role to a new CloudFormation stack',
    TO_CLOUDFORMATION,
    some('cloudformation:CreateStack', 'stack'),
  ),
  path(
    'passing',
    'cloudformation-003',
    'pass any role to a new CloudFormation stack set',
    TO_CLOUDFORMATION,
    some('cloudformation:CreateStackSet', 'everywhere'),
    some('cloudformation:CreateStackInstances', 'stackset'),
  ),
  path(
    'passing',
    'cloudformation-004',
    'pass any role to a CloudFormation stack set and change its template',
    TO_CLOUDFORMATION,
    some('cloudformation:UpdateStackSet', 'stackset'),
  ),
  path(
    'passing',
    'codebuild-001',
    'pass any role to a new CodeBuild project',
    TO_CODEBUILD,
    CREATE_PROJECT,
    some('codebuild:StartBuild', 'build-project'),
  ),
  path(
    'passing',
    'codebuild-004',
    'pass any role to a new CodeBuild project',
    TO_CODEBUILD,
    CREATE_PROJECT,
    some('codebuild:StartBuildBatch', 'build-project'),
  ),
  path(
    'passing',
    'datapipeline-001',
    'pass any role to a new pipeline of Data Pipeline',
    TO_DATA_PIPELINE,
    some('datapipeline:CreatePipeline', 'everywhere'),
    any('datapipeline:PutPipelineDefinition', 'pipeline'),
    any('datapipeline:ActivatePipeline', 'pipeline'),
  ),
  path(
    'passing',
    'ec2-001',
    'pass any role to a new EC2 instance',
    TO_EC2,
    some('ec2:RunInstances', 'instance', { besides: ['image', 'subnet', 'network-interface', 'security-group'] }),
  ),
  path(
    'passing',
    'ec2-003',
    'pass any role to a new spot instance',
    TO_EC2,
    some('ec2:RequestSpotInstances', 'spot-request', { besides: ['image'] }),
  ),
  path(
    'passing',
    'ecs-001',
    'pass any role to a task of a new ECS service',
    TO_ECS,
    CREATE_CLUSTER,
    REGISTER_TASK,
    CREATE_SERVICE,
  ),
  path(
    'passing',
    'ecs-002',
    'pass any role to a new ECS task',
    TO_ECS,
    CREATE_CLUSTER,
    REGISTER_TASK,
    some('ecs:RunTask', 'task-definition'),
  ),
  path('passing', 'ecs-003', 'pass any role to a task of a new ECS service', TO_ECS, REGISTER_TASK, CREATE_SERVICE),
  path('passing', 'ecs-004', 'pass any role to a new ECS task', TO_ECS, REGISTER_TASK, some('ecs:RunTask', 'task-definition')),
  path(
    'passing',
    'ecs-005',
    'pass any role to a new ECS task on an instance of a cluster',
    TO_ECS,
    REGISTER_TASK,
    some('ecs:StartTask', 'task-definition'),
  ),
  path(
    'passing',
    'glue-001',
    'pass any role to a new development endpoint of Glue',
    TO_GLUE,
    some('glue:CreateDevEndpoint', 'everywhere'),
  ),
  path('passing', 'glue-003', 'pass any role to a new Glue job', TO_GLUE, CREATE_JOB, START_JOB),
  path('passing', 'glue-004', 'pass any role to a new Glue job', TO_GLUE, CREATE_JOB, CREATE_TRIGGER),
  path('passing', 'glue-005', 'pass any role to a Glue job and change its script', TO_GLUE, UPDATE_JOB, START_JOB),
  path('passing', 'glue-006', 'pass any role to a Glue job and change its script', TO_GLUE, UPDATE_JOB, CREATE_TRIGGER),
  path(
    'passing',
    'lambda-001',
    'pass any role to a new Lambda function',
    TO_LAMBDA,
    CREATE_FUNCTION,
    some('lambda:InvokeFunction', 'function'),
  ),
  path(
    'passing',
    'lambda-002',
    'pass any role to a new Lambda function',
    TO_LAMBDA,
    CREATE_FUNCTION,
    some('lambda:CreateEventSourceMapping', 'everywhere'),
  ),
  path(
    'passing',
    'lambda-006',
    'pass any role to a new Lambda function',
    TO_LAMBDA,
    CREATE_FUNCTION,
    some('lambda:AddPermission', 'function'),
  ),
  path(
    'passing',
    'sagemaker-001',
    'pass any role to a new SageMaker notebook',
    TO_SAGEMAKER,
    some('sagemaker:CreateNotebookInstance', 'notebook'),
  ),
  path(
    'passing',
    'sagemaker-002',
    'pass any role to a SageMaker training job',
    TO_SAGEMAKER,
    some('sagemaker:CreateTrainingJob', 'training-job'),
  ),
  path(
    'passing',
    'sagemaker-003',
    'pass any role to a SageMaker processing job',
    TO_SAGEMAKER,
    some('sagemaker:CreateProcessingJob', 'processing-job'),
  ),
];

const takeover: readonly EscalationPath[] = [
  path('takeover', 'apprunner-002', 'change what any App Runner service runs', any('apprunner:UpdateService', 'web-service')),
  path('takeover', 'bedrock-002', 'run code in any code interpreter of Bedrock AgentCore', START_INTERPRETER, INVOKE_INTERPRETER),
  path(
    'takeover',
    'cloudformation-002',
    'change the template of any CloudFormation stack',
    any('cloudformation:UpdateStack', 'stack'),
  ),
  path(
    'takeover',
    'cloudformation-005',
    'change any CloudFormation stack by a change set',
    any('cloudformation:CreateChangeSet', 'stack'),
    any('cloudformation:ExecuteChangeSet', 'stack'),
  ),
  path('takeover', 'codebuild-002', 'run any commands in any CodeBuild project', any('codebuild:StartBuild', 'build-project')),
  path(
    'takeover',
    'codebuild-003',
    'run any commands in any CodeBuild project',
    any('codebuild:StartBuildBatch', 'build-project'),
  ),
  path(
    'takeover',
    'ec2instanceconnect-003',
    'log in to any EC2 instance',
    any('ec2-instance-connect:SendSSHPublicKey', 'instance'),
    some('ec2:DescribeInstances', 'everywhere'),
  ),
  path(
    'takeover',
    'ec2-002',
    'run any commands at the next start of any EC2 instance',
    any('ec2:ModifyInstanceAttribute', 'instance'),
    any('ec2:StopInstances', 'instance'),
    any('ec2:StartInstances', 'instance'),
  ),
  path(
    'takeover',
    'ec2-004',
    'run any commands on what any launch template starts',
    any('ec2:CreateLaunchTemplateVersion', 'launch-template'),
    any('ec2:ModifyLaunchTemplate', 'launch-template'),
  ),
  path(
    'takeover',
    'glue-002',
    'log in to any development endpoint of Glue',
    any('glue:UpdateDevEndpoint', 'development-endpoint'),
  ),
  path('takeover', 'lambda-003', 'replace the code of any Lambda function', UPDATE_CODE),
  path(
    'takeover',
    'lambda-004',
    'replace the code of any Lambda function and run it',
    UPDATE_CODE,
    any('lambda:InvokeFunction', 'function'),
  ),
  path(
    'takeover',
    'lambda-005',
    'replace the code of any Lambda function and change who may run it',
    UPDATE_CODE,
    any('lambda:AddPermission', 'function'),
  ),
  path(
    'takeover',
    'sagemaker-004',
    'open any SageMaker notebook',
    any('sagemaker:CreatePresignedNotebookInstanceUrl', 'notebook'),
  ),
  path(
    'takeover',
    'sagemaker-005',
    'run any commands at the next start of any SageMaker notebook',
    some('sagemaker:CreateNotebookInstanceLifecycleConfig', 'notebook-lifecycle'),
    any('sagemaker:StopNotebookInstance', 'notebook'),
    any('sagemaker:UpdateNotebookInstance', 'notebook'),
    any('sagemaker:StartNotebookInstance', 'notebook'),
  ),
  path('takeover', 'ssm-001', 'open a shell on any EC2 instance', any('ssm:StartSession', 'instance')),
  path(
    'takeover',
    'ssm-002',
    'run commands on any EC2 instance',
    any('ssm:SendCommand', 'instance'),
    any('ssm:SendCommand', 'document', { named: ['AWS-RunShellScript', 'AWS-RunPowerShellScript'] }),
  ),
  path('takeover', 'sts-001', 'assume every role that lets this account in', any('sts:AssumeRole', 'role')),
];

/** All ways of the catalogue, the surest family first; of one family the shortest first, then by id. */
export const ESCALATION_PATHS: readonly EscalationPath[] = [permissions, credentials, passing, takeover].flatMap((family) =>
  [...family].sort((a, b) => a.needs.length - b.needs.length || (a.id < b.id ? -1 : 1)),
);
