import type { Action, Catalogue } from '../../policy';
import type { Span } from '../../text';
import { span } from '../../text';
import type { IamItem, Offer } from './completion-model';
import { valuesFor } from './completion-values';
import type { IamDescriptions } from './descriptions';
import { describeActions } from './descriptions';
import type { PolicyPlace } from './place';

export interface IamCompletion {
  /** What the list was made for and what every item replaces. */
  readonly span: Span;
  readonly items: readonly IamItem[];
  /** Further typing may bring other items: the actions of a service behind its colon. */
  readonly isIncomplete: boolean;
}

/**
 * What can be written at an offset of a text, which is a place of a policy; undefined where nothing is known to fit.
 * @param references to resources of the configuration, which come first
 */
export function iamCompletion(
  place: PolicyPlace,
  text: string,
  offset: number,
  catalogue: Catalogue,
  descriptions: IamDescriptions | undefined,
  references: readonly Offer[] = [],
): IamCompletion | undefined {
  const typed = place.token ? place.token.text.slice(0, Math.max(0, offset - place.token.span.start)) : '';
  if (typed.includes('${') && !typed.slice(typed.lastIndexOf('${')).includes('}')) return undefined;
  const offers = [...references, ...offersFor(place, typed, catalogue, descriptions)];
  if (offers.length === 0) return undefined;
  const isKey = /-key$/.test(place.role) || place.role === 'operator' || place.role === 'principal-type';
  const writes = writer(place, text, offset, isKey);
  return {
    span: writes.span,
    items: offers.map((offer, i) => ({
      label: offer.label,
      kind: offer.kind,
      ...writes.write(offer),
      ...(offer.detail === undefined ? {} : { detail: offer.detail }),
      ...(offer.documentation === undefined ? {} : { documentation: offer.documentation }),
      ...(offer.again ? { again: offer.again } : {}),
      sort: `${offer.rank ?? 5}${String(i).padStart(5, '0')}`,
    })),
    isIncomplete: place.role === 'action',
  };
}

function offersFor(
  place: PolicyPlace,
  typed: string,
  catalogue: Catalogue,
  descriptions: IamDescriptions | undefined,
): readonly Offer[] {
  if (place.role === 'action') return actions(place, typed, catalogue, descriptions);
  return valuesFor(place, catalogue);
}

/** Prefixes of services until a colon is typed, then the actions of the service and the wildcards that stand for some of them. */
function actions(
  place: PolicyPlace,
  typed: string,
  catalogue: Catalogue,
  described: IamDescriptions | undefined,
): readonly Offer[] {
  const colon = typed.indexOf(':');
  if (colon < 0) {
    return catalogue.servicePrefixes.map((prefix) => ({
      label: `${prefix}:`,
      kind: 'service',
      detail: catalogue.serviceName(prefix) ?? '',
      again: true,
    }));
  }
  const service = catalogue.service(typed.slice(0, colon));
  if (!service) return [];
  const listed = new Set(place.listed.map((one) => one.toLowerCase()));
  const all = [...service.actions.values()];
  const descriptions = describeActions(described, service);
  const single = all
    .filter((action) => !listed.has(`${action.service}:${action.name}`.toLowerCase()))
    .map((action): Offer => {
      const says = descriptions.get(action);
      return {
        label: `${action.service}:${action.name}`,
        kind: 'action',
        detail: action.level,
        ...(says === undefined ? {} : { documentation: `Grants permission to ${says}.` }),
      };
    });
  return [...single, ...wildcards(service.prefix, all)];
}

/** `Get*`, `List*`: the verbs that several actions begin with. */
function wildcards(prefix: string, all: readonly Action[]): readonly Offer[] {
  const verbs = new Map<string, number>();
  for (const { name } of all) {
    const verb = /^[A-Z][a-z]+(?=[A-Z])/.exec(name)?.[0];
    if (verb) verbs.set(verb, (verbs.get(verb) ?? 0) + 1);
  }
  const several = [...verbs].filter(([, count]) => count > 1);
  return [
    ...several.map(
      ([verb, count]): Offer => ({ label: `${prefix}:${verb}*`, kind: 'action', detail: `${count} actions`, rank: 7 }),
    ),
    { label: `${prefix}:*`, kind: 'action', detail: `all ${all.length} actions`, rank: 8 },
  ];
}

/** How offers are written where the cursor stands: what they replace, with quotes kept or added. */
function writer(
  { token, language, separated, role }: PolicyPlace,
  text: string,
  offset: number,
  isKey: boolean,
): { readonly span: Span; write(offer: Offer): Pick<IamItem, 'insert' | 'isSnippet' | 'filter'> } {
  const place = token?.outer ?? span(offset, offset);
  const quote = token?.quote ?? '';
  const isElement =
    isKey && !(language === 'data-source' && (role === 'operator' || role === 'condition-key' || role === 'principal-type'));
  // In block YAML and as keys of HCL words stand without quotes.
  const isPlain = language === 'yaml' ? !/[{[,][^\n]*$/.test(flowBefore(text, place.start)) : isElement && language !== 'json';
  const glue = !isElement || separated ? '' : language === 'json' || language === 'yaml' ? ': ' : language === 'hcl' ? ' = ' : '';
  return {
    span: place,
    write(offer) {
      if (offer.bare !== undefined) return { insert: offer.bare, isSnippet: false, filter: `${quote}${offer.label}` };
      const isSnippet = offer.snippet !== undefined;
      const content = offer.snippet ?? offer.label;
      if (language === 'data-source' && isElement) return { insert: content, isSnippet, filter: offer.label };
      // A key with a colon in it needs quotes in HCL, and a value that begins with a star needs them in YAML.
      const needed = /^[*&!{[]|: |^\d/.test(content) || (language !== 'yaml' && /[:/]/.test(offer.label));
      const marks = quote !== '' ? quote : isPlain && !needed ? '' : '"';
      return { insert: `${marks}${content}${marks}${glue}`, isSnippet, filter: `${quote}${offer.label}` };
    },
  };
}

/** The line up to an offset, without what stands in brackets that are closed there. */
function flowBefore(text: string, offset: number): string {
  let line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  for (let before = ''; before !== line; ) {
    before = line;
    line = line.replace(/\[[^[\]]*\]|\{[^{}]*\}/g, '');
  }
  return line.replace(/[^[{]/g, '') === '' ? '' : line;
}
