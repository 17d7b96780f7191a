import type { Literal } from '../../resources';

/** A mapping file as it is written, after validation against rules/schema/mapping.json. */
export type WrittenFile = Readonly<Record<string, WrittenEntry | readonly WrittenEntry[]>>;

export interface WrittenEntry {
  readonly is?: string;
  readonly 'part-of'?: {
    readonly is: string;
    readonly through: string;
    readonly append?: string;
    /** The attribute that is the appended element, where the list holds plain values. */
    readonly element?: string;
    readonly under?: string;
    readonly 'fan-out'?: readonly Readonly<Record<string, WrittenSource>>[];
  };
  readonly 'same-as'?: string;
  readonly when?: Readonly<Record<string, string | number | boolean>>;
  readonly under?: string;
  readonly per?: string;
  readonly mechanical?: boolean;
  readonly emits?: readonly WrittenEmit[];
  /** Cloud paths; those that end in `[]` have list sources. */
  readonly [path: string]: unknown;
}

export interface WrittenEmit {
  readonly is: string;
  readonly if?: string | readonly string[];
  readonly each?: string;
  readonly mechanical?: boolean;
  readonly rows: WrittenRows;
}

export type WrittenRows = Readonly<Record<string, unknown>>;

export type WrittenSource =
  | string
  | {
      readonly at?: string | readonly string[];
      readonly const?: Literal;
      readonly by?: Readonly<Record<string, string | number | boolean>>;
      readonly none?: true;
      readonly self?: string;
      readonly values?: Readonly<Record<string, string | number | boolean>>;
      readonly document?: 'json' | 'base64' | 'text';
      readonly entries?: readonly [string, string];
      readonly rename?: Readonly<Record<string, string>>;
      readonly default?: Literal | readonly { readonly provider: string; readonly value: Literal }[];
      readonly if?: Readonly<Record<string, string | number | boolean>>;
      readonly 'absent-if'?: string | number | boolean | readonly (string | number | boolean)[];
      readonly legacy?: true;
      readonly object?: true;
      readonly reference?: string;
    };

export type WrittenListSource =
  | string
  | {
      readonly each?: string;
      readonly implicit?: true;
      readonly 'fan-out'?: readonly Readonly<Record<string, WrittenSource>>[];
      readonly rows?: WrittenRows;
      readonly pairs?: readonly [string, string];
      readonly at?: string;
      readonly none?: true;
      readonly if?: Readonly<Record<string, string | number | boolean>>;
      readonly legacy?: true;
      readonly object?: true;
      readonly mechanical?: boolean;
    };

export const entryOptions: ReadonlySet<string> = new Set([
  'is',
  'part-of',
  'same-as',
  'when',
  'under',
  'per',
  'mechanical',
  'emits',
]);

/** Attributes of a Terraform type by name: `string`, `list of string (required)`, or nested blocks. */
export type ProviderAttributes = Readonly<Record<string, ProviderAttribute>>;
export type ProviderAttribute =
  | string
  | { readonly nested: ProviderAttributes; readonly list?: boolean; readonly required?: boolean };

/** All types of a provider: rules/schema/providers/*.json.gz. */
export type ProviderData = Readonly<Record<string, ProviderAttributes>>;
