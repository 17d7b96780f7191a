import type { GetEventSelectorsResponse, Trail } from '@aws-sdk/client-cloudtrail';
import { DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from '../../commands';
import type { Asked, Collector, Context } from '../../engine/context';

const TRAIL = 'AWS::CloudTrail::Trail';
const RECORDING = 'Ashlar::CloudTrail::Recording';

/**
 * Trails, whether each logs, and what. One listing, with the trails of other regions, tells of all that record here; whether any of them
 * records the whole account is a fact of its own.
 */
export const trails: Collector = {
  name: 'cloudtrail',
  scope: 'global',
  calls: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  types: [TRAIL, RECORDING],
  async collect(context) {
    const regions = new Set([context.region, ...context.regions]);
    const listed = await Promise.all([...regions].map((region) => listIn(context.in(region), region === context.region)));
    const seen = await Promise.all(listed.flatMap((one) => one ?? []).map(({ place, trail }) => examine(place, trail)));
    const whole = seen.map(recordsAccount);
    if (!whole.includes(true) && (whole.includes(undefined) || listed.includes(undefined))) return;
    context.emit([
      context.item(RECORDING, `arn:${context.partition}:cloudtrail::${context.account}:recording`, {
        AllRegions: whole.includes(true),
      }),
    ]);
  },
};

interface Listed {
  readonly place: Context;
  readonly trail: Trail;
}

/** The trails whose home this is; in one region also the shadows of those whose home is not scanned. Undefined: it could not be asked. */
async function listIn(context: Context, withShadows: boolean): Promise<readonly Listed[] | undefined> {
  const asked = await context.ask(
    'cloudtrail:DescribeTrails',
    ({ cloudtrail }, http) => cloudtrail.send(new DescribeTrailsCommand({ includeShadowTrails: withShadows }), http),
    { types: [TRAIL, RECORDING] },
  );
  if (!('value' in asked)) return undefined;
  const isElsewhere = (trail: Trail) => trail.HomeRegion !== undefined && trail.HomeRegion !== context.region;
  return (asked.value.trailList ?? []).flatMap((trail) => {
    if (isElsewhere(trail) && context.regions.includes(trail.HomeRegion ?? '')) return [];
    return [{ place: isElsewhere(trail) ? context.in(trail.HomeRegion ?? context.region) : context, trail }];
  });
}

interface Examined {
  readonly trail: Trail;
  readonly isLogging: boolean | undefined;
  readonly selectors: GetEventSelectorsResponse | undefined;
}

async function examine(context: Context, trail: Trail): Promise<Examined> {
  const Name = trail.TrailARN ?? trail.Name ?? '';
  const none = ['TrailNotFoundException'];
  const [status, selectors] = await Promise.all([
    context.ask(
      'cloudtrail:GetTrailStatus',
      ({ cloudtrail }, http) => cloudtrail.send(new GetTrailStatusCommand({ Name }), http),
      {
        none,
      },
    ),
    context.ask(
      'cloudtrail:GetEventSelectors',
      ({ cloudtrail }, http) => cloudtrail.send(new GetEventSelectorsCommand({ TrailName: Name }), http),
      { none },
    ),
  ]);
  const isLogging = 'value' in status ? (status.value.IsLogging ?? false) : undefined;
  const examined = { trail, isLogging, selectors: 'value' in selectors ? selectors.value : undefined };
  // The trail of an organisation belongs to the account that made it.
  const isOwn = trail.TrailARN === undefined || trail.TrailARN.split(':')[4] === context.account;
  if (isOwn && !('none' in status)) emit(context, examined, selectors);
  return examined;
}

function emit(context: Context, { trail, isLogging, selectors }: Examined, asked: Asked<GetEventSelectorsResponse>): void {
  context.emit([
    context.item(
      TRAIL,
      trail.TrailARN ?? context.arn('cloudtrail', `trail/${trail.Name}`),
      {
        TrailName: trail.Name,
        S3BucketName: trail.S3BucketName,
        IsMultiRegionTrail: trail.IsMultiRegionTrail ?? false,
        IsOrganizationTrail: trail.IsOrganizationTrail ?? false,
        IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents ?? false,
        EnableLogFileValidation: trail.LogFileValidationEnabled ?? false,
        CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn,
        KMSKeyId: trail.KmsKeyId,
        ...(isLogging === undefined ? {} : { IsLogging: isLogging }),
        ...('value' in asked
          ? {
              EventSelectors: (selectors?.EventSelectors ?? []).map((one) => ({
                ReadWriteType: one.ReadWriteType,
                IncludeManagementEvents: one.IncludeManagementEvents ?? false,
                DataResources: (one.DataResources ?? []).map(({ Type, Values }) => ({ Type, Values })),
              })),
              AdvancedEventSelectors: selectors?.AdvancedEventSelectors?.map(({ Name, FieldSelectors }) => ({
                Name,
                FieldSelectors,
              })),
            }
          : {}),
      },
      trail.Name === undefined ? [] : [trail.Name],
    ),
  ]);
}

/** Whether the trail records every change and every read of settings, in all regions. Undefined where that could not be read. */
function recordsAccount({ trail, isLogging, selectors }: Examined): boolean | undefined {
  if (!trail.IsMultiRegionTrail || isLogging === false) return false;
  if (isLogging === undefined || selectors === undefined) return undefined;
  const { EventSelectors: simple = [], AdvancedEventSelectors: advanced = [] } = selectors;
  // Where nobody chose, management events are recorded:
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
  if (simple.length === 0 && advanced.length === 0) return true;
  if (simple.some((one) => one.IncludeManagementEvents !== false && (one.ReadWriteType ?? 'All') === 'All')) return true;
  return advanced.some(({ FieldSelectors = [] }) => {
    const isManagement = FieldSelectors.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes('Management'));
    // Any further field leaves some events out.
    return isManagement && FieldSelectors.length === 1;
  });
}
