import type { WrittenPolicy } from '../rules';
import { fixedSpan } from '../text';
import type { PolicyDescription } from './report';

/** Policies in the order of the text. Of one whose uses are known the document by itself says nothing more. */
export function describePolicies(found: readonly WrittenPolicy[]): readonly PolicyDescription[] {
  const attached = new Set(found.flatMap(({ at, isAttached }) => (isAttached && at.kind === 'text' ? [at.span.start] : [])));
  return found
    .flatMap(({ at, isAttached, resource: { address }, summary }): readonly PolicyDescription[] => {
      if (at.kind !== 'text' || (!isAttached && attached.has(at.span.start))) return [];
      return [{ span: fixedSpan(at.span), address, summary }];
    })
    .sort((a, b) => a.span.start - b.span.start);
}
