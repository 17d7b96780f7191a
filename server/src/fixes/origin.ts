import type { Refusal } from '../mapping/inverse';
import type { Intent, Literal, PropertyPath, Resource } from '../resources';
import type { TextOrigin } from '../values';
import { dataSource } from './data/style';
import { appendInData, type Held, nodeStartingAt, removeInData, setInData } from './data/writer';
import { sharedBecause } from './elsewhere';
import { appendInExpression, removeInExpression, setInExpression } from './hcl/collection';
import { embeddedJson } from './hcl/embedded-json';
import { type ExpressionPlace, placeAt } from './hcl/find';
import type { HclSource } from './hcl/source';
import { jsonLiteral } from './json/literal';
import { holdsTemplate, isInPolicyDocument } from './json/place';
import { isJson } from './place';
import { type Edits, isEdits, isElsewhere, type Outcome, refuse } from './result';
import type { Session } from './session';

type Change = Exclude<Intent, { kind: 'add' }>;

/**
 * Changes a value at the very place that its origin names, or, where it is not written, in the nearest container that is. For
 * documents, whose parts the mapping does not name one by one.
 */
export function editAtOrigin(
  session: Session,
  resource: Resource,
  intent: Change,
  options: { readonly documentsOnly: boolean },
): Refusal | undefined {
  const target = nearestWritten(resource, intent);
  if (!target) return refuse('The value is not written anywhere: add it by hand.');
  const { origin, rest } = target;
  const shared = sharedBecause(session, origin);
  if (shared !== undefined) return refuse(shared);
  if (intent.kind === 'set') {
    const settled = session.settle(`${origin.uri}#${origin.span.start} ${JSON.stringify(rest)}`, intent.value);
    if (settled === 'same') return undefined;
    if (settled !== 'new') return settled;
  }
  const start = session.draft(origin.uri)?.current(origin.span.start);
  if (isJson(session, origin.uri)) return editInJson(session, origin, intent, rest, start);
  const source = session.hcl(origin.uri);
  if (start === undefined || !source) return refuse('Another fix changes the same text: try again after it.');
  const place = placeAt(source.file, start);
  if (!place || (options.documentsOnly && !isInDocument(place, start)))
    return refuse('The value is not part of a policy document here: change it by hand.');
  const block = `${origin.uri}#${origin.span.start}`;
  const path = session.shifted(block, rest);
  if (!path) return intent.kind === 'remove' ? undefined : refuse('Another fix removes the same place: try again after it.');
  const outcome = inJson(source, place, start, intent, path) ?? inExpression(source, place, start, intent, path);
  if (isElsewhere(outcome)) return refuse('An expression computes the value: change what it is computed from.');
  if (!isEdits(outcome)) return outcome;
  session.apply(origin.uri, outcome);
  if (intent.kind === 'remove') session.noteRemoval(block, rest);
  return undefined;
}

/** Changes a list or a scalar of a policy document's data source in Terraform's JSON syntax. */
function editInJson(
  session: Session,
  origin: TextOrigin,
  intent: Change,
  rest: PropertyPath,
  start: number | undefined,
): Refusal | undefined {
  const source = session.data(origin.uri);
  const root = source?.document.root;
  if (!source || !root || start === undefined) return refuse('Another fix changes the same text: try again after it.');
  const blocks = session.world.terraform?.(origin.uri)?.body.items.filter((item) => item.kind === 'block') ?? [];
  const held = nodeStartingAt(root, start);
  if (!held || held.node.kind === 'mapping' || !isInPolicyDocument(blocks, origin.span.start))
    return refuse('The document is written in a string or in several blocks: change it by hand.');
  if (holdsTemplate(held.node)) return refuse('An expression computes the value: change what it is computed from.');
  const block = `${origin.uri}#${origin.span.start}`;
  const path = session.shifted(block, rest);
  if (!path) return intent.kind === 'remove' ? undefined : refuse('Another fix removes the same place: try again after it.');
  const changed = intent.kind === 'remove' ? intent : { ...intent, value: jsonLiteral(intent.value) };
  const outcome = changeData(source, held, changed, path);
  if (isElsewhere(outcome)) return refuse('An expression computes the value: change what it is computed from.');
  if (!isEdits(outcome)) return outcome;
  session.apply(origin.uri, outcome);
  if (intent.kind === 'remove') session.noteRemoval(block, rest);
  return undefined;
}

/** The longest prefix of the path whose value is written in a text, and what is left of the path. */
export function nearestWritten(resource: Resource, intent: Change): { origin: TextOrigin; rest: PropertyPath } | undefined {
  const { path } = intent;
  // What is removed is removed from its container.
  for (let length = intent.kind === 'remove' ? path.length - 1 : path.length; length >= 1; length--) {
    const value = resource.get(path.slice(0, length));
    if (value.kind === 'oneOf') return undefined;
    const isWritten = value.kind !== 'absent' && value.kind !== 'unknown' && value.kind !== 'reference';
    if (isWritten && value.origin.kind === 'text') return { origin: value.origin, rest: path.slice(length) };
  }
  return undefined;
}

/** Whether the place lies in `jsonencode(…)`, in a string, or in a policy document's data source. */
function isInDocument(place: ExpressionPlace, start: number): boolean {
  const [outer] = place.blocks;
  if (outer?.type === 'data' && outer.labels[0]?.text === 'aws_iam_policy_document') return true;
  return place.chain.some(
    (expression) =>
      (expression.kind === 'call' && expression.name === 'jsonencode') ||
      (expression.kind === 'template' && expression.span.start < start),
  );
}

function inExpression(source: HclSource, place: ExpressionPlace, start: number, intent: Change, path: PropertyPath): Outcome {
  const target = place.chain.find((expression) => expression.span.start === start && LITERALS.has(expression.kind));
  if (!target) return refuse('An expression computes the value: change what it is computed from.');
  switch (intent.kind) {
    case 'set':
      return setInExpression(source, target, path, intent.value);
    case 'append':
      return appendInExpression(source, target, path, intent.value);
    case 'remove':
      return removeInExpression(source, target, path);
  }
}

const LITERALS: ReadonlySet<string> = new Set(['template', 'number', 'bool', 'null', 'tuple', 'object', 'unary', 'parentheses']);

/** The place inside of a heredoc or string that holds JSON; undefined where there is none. */
function inJson(
  source: HclSource,
  place: ExpressionPlace,
  start: number,
  intent: Change,
  path: PropertyPath,
): Outcome | undefined {
  const template = place.chain.find((expression) => expression.kind === 'template');
  if (template?.kind !== 'template' || template.span.start === start) return undefined;
  if (start < template.contentSpan.start || start >= template.contentSpan.end) return undefined;
  // An escape would shift what comes after it.
  if (template.form === 'quoted')
    return refuse('The document is written in a quoted string: write it with jsonencode, or change it by hand.');
  const document = embeddedJson(source.text, template);
  const data = dataSource(source.text, document);
  const held = document.root && nodeStartingAt(document.root, start);
  if (!held) return refuse('The value was not found in the document: change it by hand.');
  const outcome = changeData(data, held, intent, path);
  if (!isEdits(outcome)) return outcome;
  const touched = template.parts.filter((part) => part.kind !== 'literal');
  const hits = outcome.some(({ span }) => touched.some((part) => span.start < part.span.end && part.span.start < span.end));
  if (hits && intent.kind !== 'remove') return refuse('The value holds an interpolation: change it by hand.');
  return outcome.map((edit): Edits[number] => ({ ...edit, newText: edit.newText.replace(/[$%](?=\{)/g, '$&$&') }));
}

export function changeData(source: Parameters<typeof setInData>[0], held: Held, intent: Change, path: PropertyPath): Outcome {
  switch (intent.kind) {
    case 'set':
      return setInData(source, held, path, intent.value as Literal);
    case 'append':
      return appendInData(source, held, path, intent.value);
    case 'remove':
      return removeInData(source, held, path);
  }
}
