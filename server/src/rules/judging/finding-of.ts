import type { FixIntent, Resource, ResourcePart } from '../../resources';
import type { Origin, TextOrigin, Value } from '../../values';
import { anchorOf, holdsSensitive, trailOf } from '../../values';
import type { Finding } from '../finding';
import type { CompiledRule } from '../model';
import { isWritten } from './condition';
import { fixIntentOf } from './fix-intent';
import { routeOf, selectAll } from './navigate';
import type { Judgement, Place } from './place';
import type { World } from './world';

/** Makes the finding of a judgement that is surely false. */
export function findingOf(rule: CompiledRule, resource: Resource, element: Place, judged: Judgement, world: World): Finding {
  const decided = rule.at ? placeOfAt(rule.at, element, world) : judged;
  const origin = originOf(decided, element);
  const at = anchorOf(origin);
  const fix = rule.fix && fixIntentOf(rule.fix, element, world);
  return {
    rule: rule.id,
    severity: rule.severity,
    addresses: [addressAt(resource, at, decided.by ?? element)],
    at,
    message: messageOf(rule, resource, judged),
    related: relatedOf(origin, decided),
    ...(judged.steps ? { steps: judged.steps } : {}),
    ...(fix ? { fix } : {}),
  };
}

/** Rule and place: two findings that share both are one. */
export function identityOf(finding: Finding): string {
  const { at } = finding;
  const place =
    at.kind === 'text' ? `${at.uri}\n${at.span.start}\n${at.span.end}` : at.kind === 'live' ? `${at.id}\n${at.path}` : '';
  return `${finding.rule}\n${place}`;
}

export function mergeFinding(first: Finding, second: Finding): Finding {
  const addresses = [...first.addresses];
  for (const address of second.addresses) if (!addresses.includes(address)) addresses.push(address);
  const fix = mergeFix(first.fix, second.fix);
  return { ...first, addresses, ...(fix ? { fix } : {}) };
}

/** Several elements of one resource may share a place: one fix is for all of them. Instances of one text need it once. */
function mergeFix(first: FixIntent | undefined, second: FixIntent | undefined): FixIntent | undefined {
  if (!first || !second || first.resource !== second.resource) return first;
  const known = new Set(first.intents.map((intent) => JSON.stringify(intent)));
  const more = second.intents.filter((intent) => !known.has(JSON.stringify(intent)));
  return more.length === 0 ? first : { ...first, intents: [...first.intents, ...more] };
}

function placeOfAt(path: NonNullable<CompiledRule['at']>, element: Place, world: World): Judgement {
  const selected = selectAll(element, routeOf(path), world);
  return { truth: false, by: selected.members[0]?.place ?? selected.whole };
}

/** The value that decided; where it is missing, the element it is missing from, else the resource's type and name. */
function originOf(decided: Judgement, element: Place): Origin {
  const by = decided.by ?? element;
  if (by.anchor) return by.anchor;
  const value = decided.value ?? by.value;
  if (isWritten(decided)) return value.origin;
  const part = partMissing(value, element.resource);
  if (part) return part.origin;
  const inElement = element.path.length > 0 && element.value.kind !== 'absent' && element.value.origin.kind !== 'default';
  if (inElement) return element.value.origin;
  return element.resource.origin;
}

/** The block that lacks the value, where the resource is made of several and it belongs in one that is there. */
function partMissing(value: Value, resource: Resource): ResourcePart | undefined {
  const { origin } = value;
  const at = anchorOf(origin.kind === 'default' ? origin.of : origin);
  return resource.parts?.find((part) => {
    const own = part.origin;
    return (
      at.kind === 'text' &&
      own.kind === 'text' &&
      at.uri === own.uri &&
      at.span.start === own.span.start &&
      at.span.end === own.span.end
    );
  });
}

/** The way the value came, and, where it stands in another resource, that place. */
function relatedOf(origin: Origin, decided: Judgement): readonly Origin[] {
  const trail = trailOf(origin);
  const { by } = decided;
  if (!by?.anchor) return trail;
  const value = decided.value ?? by.value;
  const there = isWritten(decided) ? value.origin : by.resource.origin;
  return [there, ...trail];
}

/** The address of the block that the place stands in: a part's own, where the resource is made of several. */
function addressAt(resource: Resource, at: Origin, by: Place): string {
  if (at.kind !== 'text') return resource.address;
  const parts = resource.parts?.filter((part) => holds(part.body, at)) ?? [];
  const [first] = parts;
  if (!first) return resource.address;
  // Instances of one block share the place; which of them it is, only the element tells.
  const told = parts.length > 1 && by.resource === resource ? resource.partAt?.(by.path) : undefined;
  return parts.some(({ address }) => address === told) && told !== undefined ? told : first.address;
}

function holds(body: Origin, at: TextOrigin): boolean {
  return body.kind === 'text' && body.uri === at.uri && body.span.start <= at.span.start && at.span.end <= body.span.end;
}

function messageOf(rule: CompiledRule, resource: Resource, judged: Judgement): string {
  return rule.message.replace(/\{(name|value|detail)\}/g, (_, slot: string) => {
    if (slot === 'name') return resource.name;
    if (slot === 'detail') return judged.detail ?? '';
    const value = judged.value ?? judged.by?.value;
    return value ? shown(value) : '';
  });
}

/** A value in a message. What is marked sensitive, and what looks like a secret to the rule's author, must not be repeated. */
function shown(value: Value): string {
  if (holdsSensitive(value)) return '(sensitive)';
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool': {
      const text = String(value.value);
      return text.length > 60 ? `${text.slice(0, 57)}…` : text;
    }
    case 'absent':
      return 'nothing';
    case 'list':
      return value.items.length === 1 && value.items[0] ? shown(value.items[0].value) : `${value.items.length} items`;
    default:
      return '…';
  }
}
