import type { Refusal } from '../mapping/inverse';
import type { Literal } from '../resources';
import type { Expression } from '../syntax/hcl/ast';
import type { Span } from '../text';
import type { TextOrigin, Value } from '../values';
import { setInExpression } from './hcl/collection';
import { everyExpression, placeAt } from './hcl/find';
import { isWritten, literalOf } from './hcl/literal';
import { isEdits, isElsewhere, refuse } from './result';
import type { Session } from './session';

/** The expression in the resource's own block that leads to the value. */
export interface Use {
  readonly uri: string;
  readonly expression: Span;
}

/**
 * Changes a literal where it stands: a variable's default, a tfvars line, a local, the chosen side of a condition. Refused
 * unless the whole way from there to the resource is known and nothing else uses it.
 */
export function setElsewhere(session: Session, value: Value, use: Use, wanted: Literal): Refusal | undefined {
  const origin = value.origin;
  if (origin.kind !== 'text') return refuse('the value is computed by an expression');
  const settled = session.settle(`${origin.uri}#${origin.span.start}`, wanted);
  if (settled === 'same') return undefined;
  if (settled !== 'new') return settled;
  const draft = session.draft(origin.uri);
  const source = session.hcl(origin.uri);
  if (!draft || !source) return refuse('the text where the value is written is not known');
  const start = draft.current(origin.span.start);
  if (start === undefined) return refuse('another fix changes the same place');
  const reason = sharedBecause(session, origin);
  if (reason !== undefined) return refuse(reason);
  if (!origin.via && !isIn(origin, use)) return refuse('the value is computed by an expression');
  const place = placeAt(source.file, start);
  const target = place?.chain.find((expression) => expression.span.start === start && isWritten(expression));
  if (!target) return refuse('the value is computed by an expression');
  const outcome = setInExpression(source, target, [], inTypeOf(target, wanted));
  if (isElsewhere(outcome)) return refuse('the value is computed by an expression');
  if (!isEdits(outcome)) return outcome;
  session.apply(origin.uri, outcome);
  return undefined;
}

function isIn(origin: TextOrigin, use: Use): boolean {
  return origin.uri === use.uri;
}

/** `"true"` stays a string: the variable's type may demand one. */
function inTypeOf(target: Expression, wanted: Literal): Literal {
  const written = literalOf(target);
  return typeof written === 'string' && (typeof wanted === 'boolean' || typeof wanted === 'number') ? String(wanted) : wanted;
}

/** Why a literal is not this use's alone; undefined when it is. */
function sharedBecause(session: Session, origin: TextOrigin): string | undefined {
  for (let at = origin.via; at; at = at.kind === 'text' ? at.via : undefined) {
    if (at.kind !== 'text') return 'the way of the value is not known';
    const reason = hopShared(session, at);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Whether the name that is read at one hop is read anywhere else in its module. */
function hopShared(session: Session, hop: TextOrigin): string | undefined {
  const text = session.world.text(hop.uri)?.text;
  const written = text?.slice(hop.span.start, hop.span.end);
  if (written === undefined) return 'the text that refers to the value is not known';
  const [, root, name] = /^(var|local|each|module|data)\.([\w-]+)/.exec(written) ?? [];
  // An element of the resource's own `for_each` is read by its instances only.
  if (root === 'each') return undefined;
  if ((root !== 'var' && root !== 'local') || name === undefined) return `the value comes through ${written}`;
  const uses = countUses(session, hop.uri, root, name);
  if (uses === undefined) return `what else uses ${root}.${name} is not known`;
  return uses > 1 ? `${root}.${name} is used in several places` : undefined;
}

function countUses(session: Session, uri: string, root: string, name: string): number | undefined {
  const uris = session.world.uris?.();
  if (!uris) return undefined;
  const directory = uri.slice(0, uri.lastIndexOf('/') + 1);
  let uses = 0;
  for (const other of new Set([uri, ...uris])) {
    if (other.slice(0, other.lastIndexOf('/') + 1) !== directory) continue;
    const file = session.world.hcl(other);
    if (!file) {
      if (/\.(?:tf|tofu)\.json$/.test(other)) return undefined;
      continue;
    }
    everyExpression(file.body, (expression) => {
      if (expression.kind !== 'get-attribute' || expression.name !== name) return;
      if (expression.target.kind === 'variable' && expression.target.name === root) uses++;
    });
  }
  return uses;
}
