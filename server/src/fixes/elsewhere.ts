import type { Refusal } from '../mapping/inverse';
import type { Literal } from '../resources';
import type { Expression } from '../syntax/hcl/ast';
import { everyExpression } from '../syntax/hcl/walk';
import type { TextOrigin, Value } from '../values';
import { nodeStartingAt, setInData } from './data/writer';
import { appendInExpression, removeInExpression, setInExpression } from './hcl/collection';
import { placeAt } from './hcl/find';
import { isWritten, literalOf } from './hcl/literal';
import type { HclSource } from './hcl/source';
import { jsonLiteral } from './json/literal';
import { holdsTemplate } from './json/place';
import { isJson } from './place';
import { isEdits, isElsewhere, isRefusal, type Outcome, refuse } from './result';
import type { Session } from './session';

/** The document of the resource's own block. */
export interface Use {
  readonly uri: string;
}

/**
 * Changes a literal where it stands: a variable's default, a tfvars line, a local, the chosen side of a condition. Refused
 * unless the whole way from there to the resource is known and nothing else uses it.
 */
export function setElsewhere(session: Session, value: Value, use: Use, wanted: Literal): Refusal | undefined {
  if (value.origin.kind === 'text') {
    if (isWrittenInJson(session, value.origin.uri)) return setInJson(session, value, value.origin, use, wanted);
    const settled = session.settle(`${value.origin.uri}#${value.origin.span.start}`, wanted);
    if (settled === 'same') return undefined;
    if (settled !== 'new') return settled;
  }
  const found = literalBehind(session, value, use);
  if (isRefusal(found)) return found;
  const { source, chain } = found;
  const target = chain[chain.length - 1];
  return target ? write(session, found.uri, setInExpression(source, target, [], inTypeOf(target, wanted))) : COMPUTED;
}

/** Whether a document is of Terraform's JSON syntax, or a file of values in JSON. */
function isWrittenInJson(session: Session, uri: string): boolean {
  return isJson(session, uri) || (session.world.hcl(uri) === undefined && session.world.data(uri) !== undefined);
}

/** Changes a literal that stands in such a document. */
function setInJson(session: Session, value: Value, origin: TextOrigin, use: Use, wanted: Literal): Refusal | undefined {
  if (value.kind === 'map' || value.kind === 'list' || value.kind === 'oneOf') return COMPUTED;
  if (!origin.via && origin.uri !== use.uri) return COMPUTED;
  const reason = sharedBecause(session, origin);
  if (reason !== undefined) return refuse(reason);
  if (hopsOf(session, origin).some((hop) => hop?.startsWith('each.'))) return COMPUTED;
  const source = session.data(origin.uri);
  const start = session.draft(origin.uri)?.current(origin.span.start);
  const root = source?.document.root;
  const held = root && start !== undefined ? nodeStartingAt(root, start) : undefined;
  if (!source || held?.node.kind !== 'scalar' || holdsTemplate(held.node)) return COMPUTED;
  if (held.node.span.end - held.node.span.start !== origin.span.end - origin.span.start) return COMPUTED;
  const settled = session.settle(`${origin.uri}#${origin.span.start}`, wanted);
  if (settled === 'same') return undefined;
  if (settled !== 'new') return settled;
  const kept =
    held.node.type === 'string' && (typeof wanted === 'boolean' || typeof wanted === 'number') ? String(wanted) : wanted;
  return write(session, origin.uri, setInData(source, held, [], jsonLiteral(kept)));
}

/** Adds an element to a list that is written elsewhere, on the same terms. */
export function appendElsewhere(session: Session, value: Value, use: Use, element: Literal): Refusal | undefined {
  const found = literalBehind(session, value, use);
  if (isRefusal(found)) return found;
  const target = found.chain[found.chain.length - 1];
  if (target?.kind !== 'tuple') return COMPUTED;
  return write(session, found.uri, appendInExpression(found.source, target, [], element));
}

/** Removes an element from the list that it is written in, elsewhere, on the same terms. */
export function removeElsewhere(session: Session, value: Value, use: Use): Refusal | undefined {
  const found = literalBehind(session, value, use);
  if (isRefusal(found)) return found;
  const list = found.chain[found.chain.length - 2];
  const element = found.chain[found.chain.length - 1];
  if (list?.kind !== 'tuple' || !element) return COMPUTED;
  return write(session, found.uri, removeInExpression(found.source, list, [list.items.indexOf(element)]));
}

const COMPUTED: Refusal = { refused: 'An expression computes the value: change what it is computed from.' };

function write(session: Session, uri: string, outcome: Outcome): Refusal | undefined {
  if (isElsewhere(outcome)) return COMPUTED;
  if (!isEdits(outcome)) return outcome;
  session.apply(uri, outcome);
  return undefined;
}

interface Behind {
  readonly uri: string;
  readonly source: HclSource;
  /** The literal, and the expressions around it from the outermost in. */
  readonly chain: readonly Expression[];
}

/** The literal that a value was read from, when changing it changes nothing but this value. */
function literalBehind(session: Session, value: Value, use: Use): Behind | Refusal {
  const { origin } = value;
  if (origin.kind !== 'text' || value.kind === 'map' || value.kind === 'oneOf') return COMPUTED;
  const draft = session.draft(origin.uri);
  const source = session.hcl(origin.uri);
  if (!draft || !source) return refuse('The file that the value stands in is not open to Ashlar: change it there.');
  const start = draft.current(origin.span.start);
  if (start === undefined) return refuse('Another fix changes the same place: try again after it.');
  const reason = sharedBecause(session, origin);
  if (reason !== undefined) return refuse(reason);
  if (!origin.via && origin.uri !== use.uri) return COMPUTED;
  if (!isWhole(session, origin)) return COMPUTED;
  const chain = placeAt(source.file, start)?.chain ?? [];
  const at = chain.findIndex((expression) => expression.span.start === start && isWritten(expression));
  if (at < 0) return COMPUTED;
  // The elements of a set are the keys of the instances too: to change one is to replace its resource.
  const hops = hopsOf(session, origin);
  if (hops.some((hop) => hop === 'each.key' || (hop === 'each.value' && chain[at - 1]?.kind !== 'object'))) {
    return refuse('The value is the key of an instance, and changing it replaces the resource: change it by hand.');
  }
  return { uri: origin.uri, source, chain: chain.slice(0, at + 1) };
}

/** Whether a literal stands at exactly this place: a computation (`1 == x`) may begin with one. */
function isWhole(session: Session, { uri, span }: TextOrigin): boolean {
  const file = session.world.hcl(uri);
  const at = file && placeAt(file, span.start)?.chain;
  return at?.some((each) => each.span.start === span.start && each.span.end === span.end && isWritten(each)) ?? false;
}

/** The expressions that the value came through, as written. */
function hopsOf(session: Session, origin: TextOrigin): (string | undefined)[] {
  const hops: (string | undefined)[] = [];
  for (let at = origin.via; at?.kind === 'text'; at = at.via) {
    hops.push(session.world.text(at.uri)?.text.slice(at.span.start, at.span.end));
  }
  return hops;
}

/** `"true"` stays a string: the variable's type may demand one. */
function inTypeOf(target: Expression, wanted: Literal): Literal {
  const written = literalOf(target);
  return typeof written === 'string' && (typeof wanted === 'boolean' || typeof wanted === 'number') ? String(wanted) : wanted;
}

/** Why a literal is not this use's alone; undefined when it is. */
export function sharedBecause(session: Session, origin: TextOrigin): string | undefined {
  if (session.world.isShared?.(origin.uri)) return 'Other root modules read the same file of values: change it there by hand.';
  for (let at = origin.via; at; at = at.kind === 'text' ? at.via : undefined) {
    if (at.kind !== 'text') return 'Where the value comes from is not known: change it by hand.';
    const reason = hopShared(session, at);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Whether the name that is read at one hop is read anywhere else in its module. */
function hopShared(session: Session, hop: TextOrigin): string | undefined {
  const text = session.world.text(hop.uri)?.text;
  const written = text?.slice(hop.span.start, hop.span.end);
  if (written === undefined) return 'Where the value comes from is not known: change it by hand.';
  // An element of the resource's own `for_each` is read by its instances only, but perhaps more than once.
  if (written.startsWith('each.')) {
    return countInBlock(session, hop, written) > 1
      ? `The value ${written} is used in several places: change it by hand.`
      : undefined;
  }
  const [name] = /^(?:var\.|local\.|data\.aws_iam_policy_document\.)[\w-]+/.exec(written) ?? [];
  if (name === undefined) return `The value comes through ${written}: change it where it begins.`;
  const uses = countUses(session, hop.uri, name.split('.'));
  if (uses === undefined) return `What else uses ${name} is not known: change it by hand.`;
  return uses > 1 ? `Several places use ${name}: change it, or give this place its own value.` : undefined;
}

/** How often an expression stands in the block around a place. */
function countInBlock(session: Session, hop: TextOrigin, written: string): number {
  const text = session.world.text(hop.uri)?.text ?? '';
  const file = session.world.terraform?.(hop.uri) ?? session.world.hcl(hop.uri);
  const block = file?.body.items.find((item) => item.span.start <= hop.span.start && hop.span.end <= item.span.end);
  let uses = 0;
  if (block?.kind === 'block') {
    everyExpression(block.body, (expression) => {
      if (text.slice(expression.span.start, expression.span.end) === written) uses++;
    });
  }
  return uses;
}

/** How often a name is read in a module; undefined where not all of its files are known. */
function countUses(session: Session, uri: string, name: readonly string[]): number | undefined {
  const uris = session.world.uris?.();
  if (!uris?.includes(uri)) return undefined;
  const directory = uri.slice(0, uri.lastIndexOf('/') + 1);
  let uses = 0;
  for (const other of new Set([uri, ...uris])) {
    if (other.slice(0, other.lastIndexOf('/') + 1) !== directory) continue;
    const file = session.world.terraform?.(other) ?? session.world.hcl(other);
    if (file) {
      everyExpression(file.body, (expression) => {
        if (reads(expression, name)) uses++;
      });
    } else if (/\.(?:tf|tofu)\.json$/.test(other)) return undefined;
  }
  return uses;
}

/** Whether the expression is the traversal of exactly these names. */
function reads(expression: Expression, name: readonly string[]): boolean {
  const last = name[name.length - 1];
  if (name.length === 1) return expression.kind === 'variable' && expression.name === last;
  return expression.kind === 'get-attribute' && expression.name === last && reads(expression.target, name.slice(0, -1));
}
