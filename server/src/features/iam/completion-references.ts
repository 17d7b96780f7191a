import type { Addressable, DocumentKind } from '../../analysis';
import { type ReferenceLanguage, referencesTo } from '../../fixes/policy';
import { type Catalogue, someEndingsFor } from '../../policy';
import type { Offer } from './completion-model';
import type { PolicyPlace } from './place';

/** References to the resources of the configuration that the statement's actions can be confined to, before all else. */
export function referenceOffers(
  place: PolicyPlace,
  kind: DocumentKind,
  resources: readonly Addressable[],
  catalogue: Catalogue,
): readonly Offer[] {
  const language = languageOf(place, kind);
  if (place.role !== 'resource' || place.negated || !language || resources.length === 0) return [];
  const actions = place.actions
    .filter((one) => /^[\w-]+:/.test(one) && !one.includes('${'))
    .flatMap((one) => catalogue.expand(one));
  const endings = someEndingsFor(actions, new Set(resources.map(({ type }) => type)));
  return resources.flatMap((resource) =>
    referencesTo([resource], endings, language).map(
      (code): Offer => ({ label: code.replace(/^"|"$/g, ''), kind: 'reference', bare: code, detail: resource.type, rank: 0 }),
    ),
  );
}

function languageOf({ language }: PolicyPlace, kind: DocumentKind): ReferenceLanguage | undefined {
  if (kind === 'terraform') return language === 'json' ? 'interpolation' : 'expression';
  if (kind !== 'cloudformation') return undefined;
  return language === 'json' ? 'json' : 'yaml';
}
