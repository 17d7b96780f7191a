import { GetAccountPublicAccessBlockCommand } from '../../commands';
import type { Context } from '../../engine/context';

/** The four settings of a public access block. */
export type Block = Readonly<Record<(typeof SETTINGS)[number], boolean>>;

export const SETTINGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

export const ACCOUNT_BLOCK = 'Ashlar::S3::AccountPublicAccessBlock';

/** A setting that is left out is off. */
export function blockOf(given: Partial<Record<(typeof SETTINGS)[number], boolean | undefined>> | undefined): Block {
  const [a, b, c, d] = SETTINGS.map((setting) => given?.[setting] ?? false);
  return {
    BlockPublicAcls: a ?? false,
    BlockPublicPolicy: b ?? false,
    IgnorePublicAcls: c ?? false,
    RestrictPublicBuckets: d ?? false,
  };
}

/** What the account blocks for all its buckets; undefined where that could not be read. */
export async function accountBlock(context: Context): Promise<Block | undefined> {
  const asked = await context.ask(
    's3control:GetPublicAccessBlock',
    ({ s3control }, http) => s3control.send(new GetAccountPublicAccessBlockCommand({ AccountId: context.account }), http),
    { none: ['NoSuchPublicAccessBlockConfiguration'], types: [ACCOUNT_BLOCK] },
  );
  if ('failed' in asked) return undefined;
  const block = blockOf('value' in asked ? asked.value.PublicAccessBlockConfiguration : undefined);
  context.emit([
    context.item(ACCOUNT_BLOCK, `arn:${context.partition}:s3::${context.account}:account-public-access-block`, block),
  ]);
  return block;
}
