import type { PropertyPath, Resource, SchemaData } from '../resources';
import { describeReason, isSecretName, secretIn } from '../rules';
import type { Configuration } from '../sources/configuration';
import { isTerraform, terraformGaps } from '../sources/terraform';
import { encloses, fixedSpan, type Span } from '../text';
import type { Value } from '../values';
import type { JudgedResources } from './judge';
import { placeOf } from './place';
import type { GapDescription, PropertyDescription, ResourceDescription } from './report';

/** Enough to show; a document's text is better read in the document. */
const MAX_SHOWN = 120;

/** The resources whose block (or template entry) holds the offset, of the innermost one where several do: all that it makes. */
export function describeAt(
  resources: JudgedResources,
  schema: SchemaData,
  uri: string,
  offset: number,
): readonly ResourceDescription[] {
  let best: { resources: Resource[]; span: Span } | undefined;
  for (const resource of resources.graph.resources) {
    const place = resource.declared ? placeOf(resource.body) : undefined;
    if (place?.uri !== uri || !encloses(place.span, { start: offset, end: offset })) continue;
    const size = place.span.end - place.span.start;
    const least = best ? best.span.end - best.span.start : Number.POSITIVE_INFINITY;
    if (size < least) best = { resources: [resource], span: place.span };
    else if (size === least) best?.resources.push(resource);
  }
  if (!best) return [];
  const { span } = best;
  return best.resources.map((resource) => describeResource(resource, fixedSpan(span), uri, resources, schema));
}

function describeResource(
  resource: Resource,
  span: Span,
  uri: string,
  { notAssessed: all }: JudgedResources,
  schema: SchemaData,
): ResourceDescription {
  const properties: PropertyDescription[] = [];
  for (const name of Object.keys(schema[resource.type]?.properties ?? {}).sort()) {
    describeValue(resource.get([name]), [name], properties);
  }
  const notAssessed = all.flatMap(({ address, rule, reason }) => (address === resource.address ? [{ rule, reason }] : []));
  return { address: resource.address, type: resource.type, uri, span, properties, notAssessed };
}

/** Where a configuration has more than can be seen, and why: each place once for a reason. */
export function describeGaps(configuration: Configuration): readonly GapDescription[] {
  const found = new Map<string, GapDescription>();
  for (const { at, reason } of gapsOf(configuration)) {
    const place = placeOf(at);
    if (!place) continue;
    const gap = { uri: place.uri, span: fixedSpan(place.span), reason: describeReason(reason) };
    found.set(JSON.stringify([gap.uri, gap.span.start, gap.reason]), gap);
  }
  return [...found.values()];
}

function gapsOf(configuration: Configuration): NonNullable<Configuration['gaps']> {
  return isTerraform(configuration) ? terraformGaps(configuration) : (configuration.gaps ?? []);
}

function describeValue(value: Value, path: PropertyPath, into: PropertyDescription[]): void {
  if (value.kind === 'absent') return;
  // What no mapping supplies says nothing about the resource.
  if (value.kind === 'unknown' && value.reason.kind === 'not-mapped') return;
  if (value.kind === 'map' && !value.sensitive && value.entries.size > 0) {
    for (const [name, entry] of value.entries) describeValue(entry.value, [...path, name], into);
    if (value.rest) describeValue(value.rest, [...path, '…'], into);
    return;
  }
  if (value.kind === 'list' && !value.sensitive && value.items.some((item) => item.value.kind === 'map')) {
    value.items.forEach((item, index) => {
      describeValue(item.value, [...path, index], into);
    });
    if (value.rest) describeValue(value.rest, [...path, '…'], into);
    return;
  }
  const place = placeOf(value.origin);
  into.push({
    path: pathText(path),
    value: path.some((step) => typeof step === 'string' && isSecretName(step)) && holdsText(value) ? '(sensitive)' : shown(value),
    state: value.kind === 'unknown' ? 'unknown' : value.origin.kind === 'default' ? 'default' : 'written',
    ...(value.kind === 'unknown' && !value.sensitive ? { reason: describeReason(value.reason) } : {}),
    ...(place ? { uri: place.uri, span: fixedSpan(place.span) } : {}),
  });
}

/** Whether it says anything that can be a secret: what is not known, not written, or a switch, cannot. */
function holdsText(value: Value): boolean {
  return value.kind !== 'unknown' && value.kind !== 'absent' && value.kind !== 'bool' && value.kind !== 'reference';
}

function pathText(path: PropertyPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    '',
  );
}

/** A short rendering of a value. Whatever is sensitive or looks like a secret is masked, however deep. */
function shown(value: Value): string {
  const text = render(value, 0);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

function render(value: Value, depth: number): string {
  if (value.sensitive) return '(sensitive)';
  if (depth > 4) return '…';
  const inner = (part: Value) => render(part, depth + 1);
  switch (value.kind) {
    case 'string':
      return secretIn(value.value, undefined) === undefined ? JSON.stringify(value.value) : '(sensitive)';
    case 'number':
    case 'bool':
      return String(value.value);
    case 'text':
      return `"${value.parts.map((part) => (typeof part === 'string' ? part : `\${${inner(part)}}`)).join('')}"`;
    case 'encoded':
      return inner(value.content);
    case 'list': {
      const items = value.items.slice(0, 12).map((item) => inner(item.value) + (item.member === true ? '' : '?'));
      return `[${[...items, ...(value.rest || value.items.length > 12 ? ['…'] : [])].join(', ')}]`;
    }
    case 'map': {
      const entries = [...value.entries].slice(0, 12).map(([key, entry]) => `${key}: ${inner(entry.value)}`);
      return `{${[...entries, ...(value.rest || value.entries.size > 12 ? ['…'] : [])].join(', ')}}`;
    }
    case 'absent':
      return '(not written)';
    case 'oneOf':
      return value.choices.map(inner).join(' or ');
    case 'reference':
      return `${value.address}.${value.attribute}`;
    case 'unknown':
      return '(unknown)';
  }
}
