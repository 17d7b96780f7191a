const index = /\[(?:\d+|\*|\?|"(?:[^"\\]|\\.)*")\]$/;

/**
 * The address of the block behind an instance's: `aws_s3_bucket.b` of `aws_s3_bucket.b["k"]`. `[*]` stands for the instances that are
 * not listed beside the others, `[?]` in a reference for one that cannot be told.
 */
export function blockAddress(address: string): string {
  return address.endsWith(']') ? address.replace(index, '') : address;
}

/** Whether a reference leads to an instance that cannot be told: two such references need not mean the same. */
export function isOpenAddress(address: string): boolean {
  return address.endsWith('[?]');
}

/** Whether an address that leads to no resource by itself may mean an instance of the same block. */
export function mayMeanInstance(address: string, instance: string): boolean {
  if (!address.endsWith(']') || !instance.endsWith(']')) return false;
  return (isOpenAddress(address) || instance.endsWith('[*]')) && blockAddress(address) === blockAddress(instance);
}
