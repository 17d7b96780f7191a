import type { Literal } from '../resources';

/** A way into a Terraform block: attribute and nested-block names; a number picks one of several blocks or list elements. */
export type NativePath = readonly (string | number)[];

/** A change to Terraform text, in Terraform's own terms: what the mapping makes of an intent. */
export type NativeEdit =
  /** Sets an attribute. Steps before the last may be nested blocks, which are made where they are not there (see `blocks`). */
  | {
      readonly kind: 'set';
      readonly address: string;
      readonly path: NativePath;
      readonly value: Literal;
      /** For each step of `path` but the last: whether Terraform writes it as a nested block or as an object attribute. */
      readonly steps: readonly ('block' | 'object' | 'index')[];
    }
  | {
      readonly kind: 'remove';
      readonly address: string;
      /** Empty: the whole resource block. */
      readonly path: NativePath;
      /** The path ends in one of so many elements, of which one must stay. */
      readonly among?: number;
      /** One of so many sources or targets of the block at this path; the block goes with the last of them. */
      readonly last?: { readonly path: NativePath; readonly among: number };
    }
  | {
      readonly kind: 'append';
      readonly address: string;
      readonly path: NativePath;
      readonly value: Literal;
      readonly steps: readonly ('block' | 'object' | 'index')[];
      /** The appended element is a nested block (`ingress { … }`), not a list element. */
      readonly as: 'block' | 'element';
      /** Of a block: the names in `value`, however deep, that are nested blocks themselves, dotted. */
      readonly blocks?: readonly string[];
    }
  /** Adds a block `resource "type" "<name of owner>"` after the owner's. */
  | {
      readonly kind: 'create';
      readonly after: string;
      readonly type: string;
      /**
       * Attributes and nested blocks. `{ $reference: 'aws_s3_bucket.b.id' }` is written as a reference, `{ $json: … }` as `jsonencode(…)`;
       * a list at a block's name is several blocks.
       */
      readonly attributes: { readonly [name: string]: Literal };
      /** The names in `attributes`, however deep, that are written as nested blocks: dotted, `versioning_configuration`. */
      readonly blocks: readonly string[];
    };

/** Why no edit can be written. */
export interface Refusal {
  readonly refused: string;
}
