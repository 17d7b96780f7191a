/** An instance of a resource that Terraform's state tells of. Every other attribute was dropped while the state was read. */
export interface StateInstance {
  /** `module.a["k"].aws_s3_bucket.b[0]`. */
  readonly address: string;
  /** `aws_s3_bucket`. */
  readonly type: string;
  /** Its ARN, where it has one: nothing else has the same. */
  readonly arn: string | undefined;
  /** What the provider tells it from others of its type by. */
  readonly id: string | undefined;
}

/**
 * The instances of managed resources in a state: a `terraform.tfstate` (format 4, Terraform since 0.12 and OpenTofu), or what
 * `terraform show -json` says of one. Format: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 * @returns undefined where the text is no state, or an encrypted one
 */
export function readState(text: string): readonly StateInstance[] | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(root)) return undefined;
  if (root.version === 4 && Array.isArray(root.resources)) return root.resources.flatMap(ofStateFile);
  if (typeof root.format_version === 'string' && (isRecord(root.values) || root.terraform_version !== undefined))
    return isRecord(root.values) ? ofModule(root.values.root_module, 0) : [];
  return undefined;
}

function ofStateFile(resource: unknown): readonly StateInstance[] {
  if (!isRecord(resource) || resource.mode !== 'managed' || !Array.isArray(resource.instances)) return [];
  const { module, type, name } = resource;
  if (typeof type !== 'string' || typeof name !== 'string') return [];
  const block = `${typeof module === 'string' ? `${module}.` : ''}${type}.${name}`;
  return resource.instances.flatMap((instance: unknown): StateInstance[] => {
    // What is to be destroyed beside its successor is declared no more.
    if (!isRecord(instance) || instance.deposed !== undefined) return [];
    const key = instance.index_key;
    const index = typeof key === 'number' || typeof key === 'string' ? `[${JSON.stringify(key)}]` : '';
    return [{ address: block + index, type, ...identityOf(instance.attributes) }];
  });
}

/** Deeper than modules are. */
const DEEPEST = 200;

function ofModule(module: unknown, depth: number): readonly StateInstance[] {
  if (!isRecord(module) || depth > DEEPEST) return [];
  const own = Array.isArray(module.resources) ? module.resources : [];
  const children = Array.isArray(module.child_modules) ? module.child_modules : [];
  return [
    ...own.flatMap((resource: unknown): StateInstance[] => {
      if (!isRecord(resource) || resource.mode !== 'managed' || resource.deposed_key !== undefined) return [];
      const { address, type } = resource;
      return typeof address === 'string' && typeof type === 'string' ? [{ address, type, ...identityOf(resource.values) }] : [];
    }),
    ...children.flatMap((child: unknown) => ofModule(child, depth + 1)),
  ];
}

function identityOf(attributes: unknown): Pick<StateInstance, 'arn' | 'id'> {
  if (!isRecord(attributes)) return { arn: undefined, id: undefined };
  const { arn, id } = attributes;
  return {
    arn: typeof arn === 'string' && arn.startsWith('arn:') ? arn : undefined,
    id: typeof id === 'string' && id !== '' ? id : undefined,
  };
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
