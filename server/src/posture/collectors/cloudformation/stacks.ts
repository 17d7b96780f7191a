import type { StackStatus, StackSummary } from '@aws-sdk/client-cloudformation';
import { ListStackResourcesCommand, ListStacksCommand } from '../../commands';
import type { Collector, Context } from '../../engine/context';

const STACK = 'Ashlar::CloudFormation::Stack';

/** Stacks that are there: not deleted, and not a change set that was never executed. */
const STANDING: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'CREATE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_COMPLETE',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_FAILED',
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
];

/** Deployed stacks with what each of them manages: what ties resources to templates. Neither templates nor parameters are read. */
export const stacks: Collector = {
  name: 'cloudformation',
  scope: 'regional',
  calls: ['cloudformation:ListStacks', 'cloudformation:ListStackResources'],
  types: [STACK],
  async collect(context) {
    const { items } = await context.list('cloudformation:ListStacks', [STACK], async ({ cloudformation }, http, NextToken) => {
      const answer = await cloudformation.send(
        new ListStacksCommand({ StackStatusFilter: [...STANDING], ...(NextToken ? { NextToken } : {}) }),
        http,
      );
      return { items: answer.StackSummaries, next: answer.NextToken };
    });
    const asked = context.capped('stacks', items);
    await Promise.all(asked.map((one) => stack(context, one)));
    context.emit(items.slice(asked.length).map((one) => context.item(STACK, one.StackId ?? '', { StackName: one.StackName })));
  },
};

async function stack(context: Context, { StackName, StackId }: StackSummary): Promise<void> {
  if (StackName === undefined || StackId === undefined) return;
  const { items, complete } = await context.list(
    'cloudformation:ListStackResources',
    [STACK],
    async ({ cloudformation }, http, NextToken) => {
      const answer = await cloudformation.send(
        new ListStackResourcesCommand({ StackName: StackId, ...(NextToken ? { NextToken } : {}) }),
        http,
      );
      return { items: answer.StackResourceSummaries, next: answer.NextToken };
    },
  );
  const resources = items.flatMap(({ LogicalResourceId, PhysicalResourceId, ResourceType }) =>
    PhysicalResourceId === undefined || PhysicalResourceId === '' ? [] : { LogicalResourceId, PhysicalResourceId, ResourceType },
  );
  context.emit([context.item(STACK, StackId, { StackName, ...(complete ? { Resources: resources } : {}) }, [StackName])]);
}
