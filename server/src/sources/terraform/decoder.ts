import type { DocumentDecoder } from '../../mapping';
import type { HclFile } from '../../syntax/hcl/ast';
import { unknown, type Value } from '../../values';
import type { Budget } from './context';
import { decodeJson } from './json-value';

/** Reads JSON that is written in strings and heredocs. */
export class JsonDecoder implements DocumentDecoder {
  constructor(
    readonly files: readonly { readonly uri: string; readonly tree: HclFile }[],
    private readonly budget: Budget,
  ) {}

  json(value: Value): Value {
    if (value.kind === 'encoded') return value.content;
    if (value.kind === 'string' || value.kind === 'text') return decodeJson(value, value.origin, this.budget);
    return value.kind === 'unknown' ? value : unknown({ kind: 'computed', what: 'a document' }, value.origin);
  }
}
