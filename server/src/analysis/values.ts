import { isSecretName } from '../rules';
import { explainTemplate, type TemplateConfiguration } from '../sources/cloudformation';
import type { Configuration } from '../sources/configuration';
import { type Explained, MAX_EXPLAINED } from '../sources/explained';
import { explainTerraform, isTerraform } from '../sources/terraform';
import { encloses, fixedSpan, type Span } from '../text';
import type { Origin, TextOrigin, Value } from '../values';
import type { Document } from '../workspace/documents';
import { relativeTo } from '../workspace/uri';
import type { ShownValue, ValueDescription } from './report';
import { renderValue } from './shown-value';

/** Steps of a way that are shown; the first is where the value is written. */
const MAX_WAY = 4;

/** The values of what stands at an offset of a document, as one configuration evaluates it. */
export function explainAt(configuration: Configuration, document: Document, offset: number): Explained | undefined {
  const tree = document.parse();
  if (isTerraform(configuration) && tree && tree.language !== 'data')
    return explainTerraform(configuration.tree, document.uri, tree.file.body, offset);
  return isTemplate(configuration) ? explainTemplate(configuration.stack, document.uri, offset) : undefined;
}

function isTemplate(configuration: Configuration): configuration is TemplateConfiguration {
  return 'stack' in configuration;
}

interface Found {
  /** The configuration: a directory's or a file's URI. */
  readonly of: string;
  readonly explained: Explained;
}

/**
 * What is told of them.
 * @param uri of the document that they stand in
 * @param textOf the text of a document, by its URI
 */
export function describeValues(
  uri: string,
  found: readonly Found[],
  textOf: (uri: string) => string | undefined,
): ValueDescription | undefined {
  const [first] = found;
  if (!first) return undefined;
  const shown = new Map<string, { value: ShownValue; addresses: string[] }>();
  let more = 0;
  let count = 0;
  for (const { of, explained } of found) {
    more += explained.more;
    const isNamedSecret = explained.names.some(isSecretName);
    for (const { address, value } of explained.values) {
      if (count >= MAX_EXPLAINED) {
        more++;
        continue;
      }
      count++;
      const secret = (part: Value): boolean => isNamedSecret || comesFromSecret(part.origin, textOf);
      const { text, reasons } = renderValue(value, secret);
      const way = wayOf(value.origin, { uri, within: explained.within }, textOf);
      // Configurations are told apart by their directory where there are several.
      const root = found.length > 1 ? relativeTo(commonDirectory(found), of) : '';
      const place = [root, address].filter((part) => part !== '').join(' ');
      const key = JSON.stringify([text, reasons]);
      const known = shown.get(key);
      if (known) known.addresses.push(place);
      else shown.set(key, { value: { addresses: [], text, reasons, way }, addresses: [place] });
    }
  }
  if (shown.size === 0) return undefined;
  const values = [...shown.values()].map(({ value, addresses }) => {
    const named = addresses.filter((address) => address !== '');
    return { ...value, addresses: count + more > 1 ? named : [] };
  });
  return { span: fixedSpan(first.explained.span), values, more };
}

function commonDirectory(found: readonly Found[]): string {
  let common = found[0]?.of ?? '';
  for (const { of } of found)
    while (!of.startsWith(common)) common = common.slice(0, common.replace(/\/$/, '').lastIndexOf('/') + 1);
  return common;
}

/** From where it is written to where it is read, without what stands in the part that is shown. */
function wayOf(
  origin: Origin,
  shown: { readonly uri: string; readonly within: Span },
  textOf: (uri: string) => string | undefined,
): ShownValue['way'] {
  const places = chainOf(origin).filter(({ uri, span }) => uri !== shown.uri || !encloses(shown.within, span));
  return places.slice(0, MAX_WAY).map(({ uri, span }) => ({ uri, span: fixedSpan(span), text: excerpt(textOf(uri), span) }));
}

function chainOf(origin: Origin): readonly TextOrigin[] {
  const chain: TextOrigin[] = [];
  let at: Origin | undefined = origin.kind === 'default' ? origin.of : origin;
  while (at?.kind === 'text') {
    chain.push(at);
    at = at.via;
  }
  return chain;
}

/** The text of a reference; nothing of a literal, which may be long or secret. */
function excerpt(text: string | undefined, { start, end }: Span): string {
  const cut = text?.slice(start, Math.min(end, start + 80)) ?? '';
  return /^[A-Za-z_][\w.[\]*-]*$/.test(cut) && cut.includes('.') ? cut : '';
}

/** Whether a name on the way says that the value is secret: `var.db_password`, `!Ref DbPassword`, `db_password = "…"`. */
function comesFromSecret(origin: Origin, textOf: (uri: string) => string | undefined): boolean {
  return chainOf(origin).some(({ uri, span }) => {
    const text = textOf(uri);
    if (text === undefined) return false;
    const reference = text.slice(span.start, Math.min(span.end, span.start + 200));
    const own = /^(?:var|local)((?:\.[\w-]+)+)/.exec(reference)?.[1];
    if (own?.split('.').some(isSecretName)) return true;
    const named = /^(?:!Ref\s+|\{\s*"?Ref"?\s*:\s*|Ref\s*:\s*|\$\{\s*)["']?([\w.:]+)/.exec(reference)?.[1];
    if (named !== undefined && isSecretName(named)) return true;
    const before = text.slice(Math.max(0, span.start - 200), span.start);
    const name = /([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*$/.exec(before)?.[1];
    return name !== undefined && isSecretName(name);
  });
}
