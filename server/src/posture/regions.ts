/** Where the global services of a partition answer. */
export function homeRegion(partition: string): string {
  switch (partition) {
    case 'aws-cn':
      return 'cn-north-1';
    case 'aws-us-gov':
      return 'us-gov-west-1';
    default:
      return 'us-east-1';
  }
}

/**
 * Regions that every account has without opting in: what is scanned where an account may not be asked for its own.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export function usualRegions(partition: string): readonly string[] {
  if (partition === 'aws-cn') return ['cn-north-1', 'cn-northwest-1'];
  if (partition === 'aws-us-gov') return ['us-gov-east-1', 'us-gov-west-1'];
  return [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
  ];
}
