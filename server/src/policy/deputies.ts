import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { PolicyDocument, Statement } from './document';
import { judgePattern, literalOf } from './pattern';
import { meets } from './reach/condition';
import { SOURCE_KEYS } from './reach/keys';
import { ownerOf } from './reach/owner';
import { mayLetMoreIn, reachOf } from './reach/reach';
import { reaches } from './reach/scale';
import type { Decision } from './statements';
import { anyOf, given, overAlternatives } from './statements';

/** A kind of resource that services write to, or use, for their customers. */
export type Deputised = 'bucket' | 'queue' | 'topic' | 'key';

/**
 * Services for which AWS documents that they send `aws:SourceArn` or `aws:SourceAccount` when they use such a resource, and that its
 * policy should ask for one of them: the page. Others may not send them, and EventBridge surely does not to topics ("You can't use
 * Condition blocks in Amazon SNS topic policies for EventBridge", https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
const DEPUTIES: Readonly<Record<Deputised, ReadonlyMap<string, string>>> = {
  bucket: new Map([
    [
      'cloudfront.amazonaws.com',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    ],
    [
      'cloudtrail.amazonaws.com',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    ],
    ['config.amazonaws.com', 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html'],
    ['delivery.logs.amazonaws.com', 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html'],
    ['logging.s3.amazonaws.com', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html'],
    ['s3.amazonaws.com', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html'],
    [
      'serverlessrepo.amazonaws.com',
      'https://docs.aws.amazon.com/serverlessrepo/latest/devguide/serverlessrepo-how-to-publish.html',
    ],
    ['ses.amazonaws.com', 'https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html'],
  ]),
  queue: new Map([
    ['events.amazonaws.com', 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html'],
    ['s3.amazonaws.com', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['sns.amazonaws.com', 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html'],
  ]),
  topic: new Map([
    ['budgets.amazonaws.com', 'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html'],
    [
      'cloudtrail.amazonaws.com',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html',
    ],
    ['cloudwatch.amazonaws.com', 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html'],
    ['config.amazonaws.com', 'https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html'],
    ['s3.amazonaws.com', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['ses.amazonaws.com', 'https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html'],
  ]),
  key: new Map([
    [
      'cloudtrail.amazonaws.com',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
    ],
    ['delivery.logs.amazonaws.com', 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html'],
  ]),
};

/**
 * Services whose pages tell apart for whom they act by the ARN of what they act for, and not by the account alone: that ARN for everything of
 * an account, behind the partition, with `@` for the account. The other services above document `aws:SourceAccount`.
 * Sources: the pages above, and https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html
 */
const SOURCE_ARNS: ReadonlyMap<string, string> = new Map([
  ['cloudfront.amazonaws.com', 'cloudfront::@:distribution/*'],
  ['cloudtrail.amazonaws.com', 'cloudtrail:*:@:trail/*'],
  ['events.amazonaws.com', 'events:*:@:rule/*'],
  ['sns.amazonaws.com', 'sns:*:@:*'],
]);

/** By the prefix of the actions on a resource: what it is, and the rule that finds services which act for anybody. */
const BY_PREFIX: ReadonlyMap<string, readonly [resource: Deputised, rule: string]> = new Map([
  ['s3', ['bucket', 'aws/s3/policy-without-source']],
  ['sqs', ['queue', 'aws/sqs/queue-policy-without-source']],
  ['sns', ['topic', 'aws/sns/topic-policy-without-source']],
  ['kms', ['key', 'aws/kms/key-policy-without-source']],
]);

/** How a service can be asked for whom it acts. */
export interface Deputy {
  /** The form of `aws:SourceArn`, behind the partition, with `@` for the account; undefined: `aws:SourceAccount`. */
  readonly source: string | undefined;
  /** The rule that finds it missing. */
  readonly rule: string;
}

/** Of a service that documents it for the resource that the actions are on. @param prefix of the actions: `sqs` */
export function deputyOf(prefix: string, service: string): Deputy | undefined {
  const known = BY_PREFIX.get(prefix);
  if (!known || !DEPUTIES[known[0]].has(service)) return undefined;
  return { source: SOURCE_ARNS.get(service), rule: known[1] };
}

export const DEPUTISED: readonly string[] = Object.keys(DEPUTIES);

/**
 * Whether a policy lets a service use the resource on behalf of anybody: the service is one that says for whom it acts, and no
 * condition asks it. Decided by the service.
 */
export function servesAnybody(doc: PolicyDocument, resource: string): Verdict {
  const services = Object.hasOwn(DEPUTIES, resource) ? DEPUTIES[resource as Deputised] : undefined;
  if (!services) return { truth: 'unknown' };
  return overAlternatives(doc, (body) => {
    const reach = reachOf(body);
    const owner = ownerOf(body);
    const denied = asksInDenial(body);
    return anyOf(
      reach.statements.flatMap(({ statement, callers }) => {
        const asked = statement.condition.items.map((item): Truth => {
          // Some services sent the account as the referer before there was a key for it.
          if (item.key.toLowerCase() === 'aws:referer') return 'unknown';
          return and(item.member, not(reaches(meets(item, owner), 'public')));
        });
        const confined = asked.reduce<Truth>(or, statement.condition.open ? 'unknown' : false);
        const harmless = or(looksOnly(statement), namesAccountFolder(statement));
        return callers
          .filter(({ kind }) => kind === 'Service')
          .map(({ value, range }): Decision => {
            const named = judgePattern(value, (pattern) =>
              pattern.holes === 'none' ? services.has(pattern.text) : literalOf(pattern) === '' ? 'unknown' : false,
            );
            return given(
              { truth: named, decidedBy: value },
              allowed(statement),
              reaches(range, 'account'),
              not(confined),
              not(denied),
              not(harmless),
            );
          });
      }),
      mayLetMoreIn(reach),
    );
  });
}

/**
 * Whether the objects that a statement speaks of lie in the folder of one account: trails, configuration histories and flow logs are
 * delivered to `AWSLogs/` and the id of the account that they are of, whoever points them at the bucket.
 */
function namesAccountFolder({ resource }: Statement): Truth {
  if (resource.items.length === 0 || resource.negated) return resource.open || resource.negated ? 'unknown' : false;
  return resource.items
    .map(({ value }) =>
      judgePattern(value, (pattern): Truth => {
        const account = /\/AWSLogs\/([^/]*)/.exec(pattern.text)?.[1];
        if (account === undefined) return pattern.holes === 'open' ? 'unknown' : false;
        return account !== '' && !/[*?]/.test(account);
      }),
    )
    .reduce<Truth>(and, resource.open ? 'unknown' : true);
}

/** What a service asks before it writes, and what tells nobody anything. */
const QUESTIONS_BEFORE: ReadonlySet<string> = new Set([
  's3:getbucketacl',
  's3:getbucketlocation',
  's3:listbucket',
  'kms:describekey',
]);

function looksOnly({ action }: Statement): Truth {
  if (action.negated || action.open) return action.open ? 'unknown' : false;
  return action.items
    .map(({ value }) =>
      judgePattern(value, ({ text, holes }) => (holes === 'open' ? 'unknown' : QUESTIONS_BEFORE.has(text.toLowerCase()))),
    )
    .reduce<Truth>(and, true);
}

function allowed({ member, effect }: Statement): Truth {
  return and(member, effect === 'unknown' ? 'unknown' : effect === 'Allow');
}

/** Where another statement denies by the source, what it leaves is not told. */
function asksInDenial({ statements }: PolicyDocument): Truth {
  const asks = statements.some(
    ({ effect, condition }) =>
      effect !== 'Allow' && (condition.open || condition.items.some(({ key }) => SOURCE_KEYS.has(key.toLowerCase()))),
  );
  return asks ? 'unknown' : false;
}
