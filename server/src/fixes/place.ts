import type { Refusal } from '../mapping/inverse';
import type { Resource } from '../resources';
import type { Block } from '../syntax/hcl/ast';
import type { Origin } from '../values';
import type { DataSource } from './data/style';
import { blockStartingAt } from './hcl/find';
import type { HclSource } from './hcl/source';
import { bodyStartingAt, type JsonBody } from './json/place';
import { refuse } from './result';
import type { Session } from './session';

/** The block of a native address: the resource's own, or that of a part of it. */
export function blockOf(session: Session, resource: Resource, address: string): Place | Refusal {
  const origin = bodyOf(session, resource, address);
  if (origin?.kind !== 'text') return refuse(`The block of ${address} was not found: change it by hand.`);
  if (isJson(session, origin.uri)) return refuse('Ashlar does not write this in JSON: change it by hand.');
  const source = session.hcl(origin.uri);
  if (!source) return refuse(`The text of ${address} is not HCL: change it by hand.`);
  const start = session.draft(origin.uri)?.current(origin.span.start);
  const found = start === undefined ? undefined : blockStartingAt(source.file, start);
  if (!found) return refuse(`Another fix changes the block of ${address}: try again after it.`);
  if (found.block.unclosed) return refuse(`The block of ${address} is not closed: add its closing brace first.`);
  return { uri: origin.uri, source, block: found.block, key: `${origin.uri}#${origin.span.start}` };
}

/** The body of a native address that is written in Terraform's JSON syntax; undefined where it is written in HCL. */
export function jsonBodyOf(session: Session, resource: Resource, address: string): JsonPlace | Refusal | undefined {
  const origin = bodyOf(session, resource, address);
  if (origin?.kind !== 'text' || !isJson(session, origin.uri)) return undefined;
  const source = session.data(origin.uri);
  const start = session.draft(origin.uri)?.current(origin.span.start);
  const root = source?.document.root;
  if (!source || !root || start === undefined) return refuse(`Another fix changes the block of ${address}: try again after it.`);
  if (source.document.problems.length > 0) return refuse('The file has syntax errors: repair them first.');
  const body = bodyStartingAt(root, start);
  if (!body) return refuse(`The block of ${address} was not found: change it by hand.`);
  return { uri: origin.uri, source, body, start: origin.span.start, key: `${origin.uri}#${origin.span.start}` };
}

/** Whether a document is in Terraform's JSON syntax. */
export function isJson(session: Session, uri: string): boolean {
  return session.world.hcl(uri) === undefined && session.world.terraform?.(uri) !== undefined;
}

export interface JsonPlace {
  readonly uri: string;
  readonly source: DataSource;
  readonly body: JsonBody;
  /** Where the block begins in the original text. */
  readonly start: number;
  /** Identifies the block in the original text. */
  readonly key: string;
}

export interface Place {
  readonly uri: string;
  readonly source: HclSource;
  readonly block: Block;
  /** Identifies the block in the original text. */
  readonly key: string;
}

function bodyOf(session: Session, resource: Resource, address: string): Origin | undefined {
  if (resource.native?.address === address) return resource.native.bodyOrigin;
  for (const candidate of [resource, session.world.graph.at(address)]) {
    if (!candidate) continue;
    const part = candidate.parts?.find((each) => each.address === address);
    if (part) return part.body;
    if (candidate.address === address) return candidate.native?.bodyOrigin ?? candidate.body;
  }
  return undefined;
}
