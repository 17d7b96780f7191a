/** A name without case and separators: `db_instance_class` and `DBInstanceClass` are one. */
export function plainName(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** The awscc provider's attribute for a property: `DBInstanceClass` is `db_instance_class`, `CidrIpv6` is `cidr_ipv_6`. */
export function snakeName(property: string): string {
  return property
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([a-zA-Z])([0-9])/g, '$1_$2')
    .toLowerCase();
}
