import type { DocumentDecoder } from '../../mapping';
import { unknown, type Value } from '../../values';
import type { Budget } from './context';
import { knownText } from './convert';
import { decodeEmbedded, type EmbeddedDocument, type EmbeddedDocuments } from './embedded';
import { oneOf, unknownFrom } from './partial';

/** Reads JSON that is written in strings and heredocs, keeping the places of its parts. */
export class JsonDecoder implements DocumentDecoder {
  constructor(
    private readonly documents: EmbeddedDocuments,
    private readonly budget: Budget,
  ) {}

  json(value: Value): Value {
    switch (value.kind) {
      case 'encoded':
        return value.format === 'json' ? value.content : unknown({ kind: 'unsupported', what: value.format }, value.origin);
      case 'string':
      case 'text':
        return decodeEmbedded(value, this.documentOf(value), this.budget);
      case 'oneOf':
        return oneOf(
          value.choices.map((choice) => this.json(choice)),
          value.origin,
        );
      case 'absent':
      case 'unknown':
      case 'reference':
        return value;
      default:
        return unknownFrom(value, value.origin);
    }
  }

  /** The template behind the value, if it still says the same: another instance of it may be worth something else. */
  private documentOf(value: Extract<Value, { kind: 'string' | 'text' }>): EmbeddedDocument | undefined {
    const document = this.documents.at(value.origin);
    if (!document || document.pieces.length !== document.template.parts.length) return undefined;
    return textOf(document.pieces) === textOf(value.kind === 'string' ? [value.value] : value.parts) ? document : undefined;
  }
}

function textOf(pieces: readonly (string | Value)[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : (knownText(piece) ?? '\u0000'))).join('');
}
