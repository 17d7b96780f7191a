import {
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSerialConsoleAccessStatusCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '../../commands';
import type { Asked, Collector } from '../../engine/context';

const SETTINGS = 'Ashlar::EC2::AccountSettings';

/** What the account has set for EC2 in a region, each by a call of its own. */
export const regionSettings: Collector = {
  name: 'ec2',
  scope: 'regional',
  calls: [
    'ec2:GetEbsEncryptionByDefault',
    'ec2:GetSnapshotBlockPublicAccessState',
    'ec2:GetImageBlockPublicAccessState',
    'ec2:GetInstanceMetadataDefaults',
    'ec2:GetSerialConsoleAccessStatus',
  ],
  types: [SETTINGS],
  async collect(context) {
    const [encryption, snapshots, images, metadata, console] = await Promise.all([
      context.ask('ec2:GetEbsEncryptionByDefault', ({ ec2 }, http) => ec2.send(new GetEbsEncryptionByDefaultCommand({}), http)),
      context.ask('ec2:GetSnapshotBlockPublicAccessState', ({ ec2 }, http) =>
        ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}), http),
      ),
      context.ask('ec2:GetImageBlockPublicAccessState', ({ ec2 }, http) =>
        ec2.send(new GetImageBlockPublicAccessStateCommand({}), http),
      ),
      context.ask('ec2:GetInstanceMetadataDefaults', ({ ec2 }, http) =>
        ec2.send(new GetInstanceMetadataDefaultsCommand({}), http),
      ),
      context.ask('ec2:GetSerialConsoleAccessStatus', ({ ec2 }, http) =>
        ec2.send(new GetSerialConsoleAccessStatusCommand({}), http),
      ),
    ]);
    const item = context.item(SETTINGS, `${context.arn('ec2', 'account-settings')}`, {
      ...of(encryption, (value) => ({ EbsEncryptionByDefault: value.EbsEncryptionByDefault ?? false })),
      ...of(snapshots, (value) => ({ SnapshotBlockPublicAccessState: value.State })),
      ...of(images, (value) => ({ ImageBlockPublicAccessState: value.ImageBlockPublicAccessState })),
      ...of(metadata, ({ AccountLevel }) => ({
        HttpTokens: AccountLevel?.HttpTokens ?? 'no-preference',
        HttpEndpoint: AccountLevel?.HttpEndpoint ?? 'no-preference',
        HttpPutResponseHopLimit: AccountLevel?.HttpPutResponseHopLimit,
      })),
      ...of(console, (value) => ({ SerialConsoleAccessEnabled: value.SerialConsoleAccessEnabled ?? false })),
    });
    context.emit([item]);
  },
};

function of<T>(asked: Asked<T>, properties: (value: T) => Record<string, unknown>): Record<string, unknown> {
  return 'value' in asked ? properties(asked.value) : {};
}
