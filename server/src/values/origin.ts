import type { Span } from '../text';

/**
 * Where a value came from.
 *
 * `text.via` points towards the resource: a literal in a tfvars line has the span of that line, `via` the `var.x` that was
 * evaluated inside the resource's own block. A value that stands in the resource itself has no `via`.
 */
export type Origin = TextOrigin | LiveOrigin | DefaultOrigin;

export interface TextOrigin {
  readonly kind: 'text';
  readonly uri: string;
  readonly span: Span;
  readonly via?: Origin;
}
export interface LiveOrigin {
  readonly kind: 'live';
  readonly id: string;
  readonly path: string;
}
/** Not written anywhere: what the provider or the cloud takes instead. `of` is where it could have been written. */
export interface DefaultOrigin {
  readonly kind: 'default';
  readonly of: Origin;
}

export function textOrigin(uri: string, at: Span): TextOrigin {
  return { kind: 'text', uri, span: at };
}

/** The place inside the resource's own block: the end of the `via` chain. */
export function anchorOf(origin: Origin): Origin {
  let at = origin;
  while (at.kind === 'text' && at.via) at = at.via;
  return at;
}

/** The way from the literal to the resource, without the anchor itself; empty when the value stands in the resource. */
export function trailOf(origin: Origin): readonly Origin[] {
  const trail: Origin[] = [];
  let at = origin;
  while (at.kind === 'text' && at.via) {
    trail.push(at);
    at = at.via;
  }
  return trail;
}

/** Appends `use` at the end of the chain: the value was read at `use`. */
export function reanchorOrigin(origin: Origin, use: Origin): Origin {
  if (origin.kind === 'default') return { kind: 'default', of: reanchorOrigin(origin.of, use) };
  if (origin.kind === 'live') return origin;
  return { ...origin, via: origin.via ? reanchorOrigin(origin.via, use) : use };
}
