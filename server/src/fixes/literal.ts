import type { Literal } from '../resources';

export function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}

/** The expression of `{ $reference: 'aws_s3_bucket.b.id' }`. */
export function referenceOf(value: Literal): string | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  const { $reference: reference } = value as { readonly [key: string]: Literal };
  return typeof reference === 'string' ? reference : undefined;
}

/** The document of `{ $json: … }`, which HCL writes as `jsonencode(…)`. */
export function documentOf(value: Literal): Literal | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  return (value as { readonly [key: string]: Literal }).$json;
}

/** The members of an object literal, or undefined for a scalar, a list, a reference or a document. */
export function membersOf(value: Literal): { readonly [key: string]: Literal } | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  if (referenceOf(value) !== undefined || documentOf(value) !== undefined) return undefined;
  return value as { readonly [key: string]: Literal };
}

/** Whether two literals are the same value; the order of keys does not matter. */
export function sameLiteral(a: Literal | undefined, b: Literal | undefined): boolean {
  return a !== undefined && b !== undefined && JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(value: Literal): unknown {
  if (isList(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

/** The value wrapped into objects, for keys that are not there; undefined where an index would have to be made up. */
export function nest(path: readonly (string | number)[], value: Literal): Literal | undefined {
  let wanted: Literal = value;
  for (const step of [...path].reverse()) {
    if (typeof step === 'number') {
      if (step !== 0) return undefined;
      wanted = [wanted];
    } else wanted = { [step]: wanted };
  }
  return wanted;
}
