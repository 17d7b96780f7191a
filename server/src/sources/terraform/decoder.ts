import type { DocumentDecoder } from '../../mapping';
import { unknown, type Value } from '../../values';
import type { Budget } from './context';
import { decodeEmbedded, type EmbeddedDocument, EmbeddedDocuments } from './embedded';
import { oneOf, unknownFrom } from './partial';

/** Reads JSON that is written in strings and heredocs, keeping the places of its parts. */
export class JsonDecoder implements DocumentDecoder {
  /** The templates of the configuration's present state. */
  documents: EmbeddedDocuments = new EmbeddedDocuments();

  constructor(private readonly budget: Budget) {}

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

  /** The template behind the value, if its parts can be told apart. */
  private documentOf(value: Extract<Value, { kind: 'string' | 'text' }>): EmbeddedDocument | undefined {
    const document = this.documents.of(value);
    return document?.pieces.length === document?.template.parts.length ? document : undefined;
  }
}
