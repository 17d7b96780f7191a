import type { Literal } from '../../resources';
import { documentOf, isList, membersOf, referenceOf } from '../literal';

/** A literal as Terraform's JSON syntax writes it: references between `${` and `}`, documents as text. */
export function jsonLiteral(value: Literal): Literal {
  if (typeof value === 'string') return value.replace(/[$%](?=\{)/g, '$&$&');
  if (isList(value)) return value.map(jsonLiteral);
  const reference = referenceOf(value);
  if (reference !== undefined) return `\${${reference}}`;
  const document = documentOf(value);
  if (document !== undefined) return JSON.stringify(jsonLiteral(document));
  const members = membersOf(value);
  return members ? Object.fromEntries(Object.entries(members).map(([name, member]) => [name, jsonLiteral(member)])) : value;
}
