import type { NestedNames } from '../../../mapping';

/** How an argument's JSON value is read. */
export type Reading = 'value' | 'literal' | 'reference';

/** What may stand in a block's body: developer.hashicorp.com/terraform/language/syntax/json, "Block-type-specific Exceptions". */
export interface BodyGrammar {
  /** Arguments that are not read as values. */
  readonly arguments?: Readonly<Record<string, Reading>>;
  /** How all others are read. */
  readonly others?: Reading;
  readonly blocks?: Readonly<Record<string, BlockGrammar>>;
  /** A provider's schema says what is a block: what is known of it. Undefined where the language itself says all. */
  readonly nested?: NestedNames;
}

export interface BlockGrammar {
  readonly labels: number;
  readonly body: BodyGrammar;
}

const condition: BlockGrammar = { labels: 0, body: {} };
const connection: BlockGrammar = { labels: 0, body: {} };

const resourceMeta: BodyGrammar = {
  arguments: { provider: 'reference', depends_on: 'reference' },
  blocks: {
    lifecycle: {
      labels: 0,
      body: {
        arguments: { ignore_changes: 'reference', replace_triggered_by: 'reference' },
        blocks: { precondition: condition, postcondition: condition },
      },
    },
    connection,
    provisioner: { labels: 1, body: { blocks: { connection } } },
  },
};

/** The body of a resource or a data source. */
export function resourceGrammar(nested: NestedNames): BodyGrammar {
  return { ...resourceMeta, nested };
}

const providerGrammar: BodyGrammar = {
  arguments: { alias: 'literal', version: 'literal' },
  nested: { assume_role: {}, default_tags: { tags: 'attribute' }, ignore_tags: {}, endpoints: {}, features: {} },
};

const move: BlockGrammar = { labels: 0, body: { arguments: { from: 'reference', to: 'reference', provider: 'reference' } } };

/** The blocks of a file, those of resources aside. */
export const FILE: Readonly<Record<string, BlockGrammar>> = {
  terraform: {
    labels: 0,
    body: {
      arguments: { required_version: 'literal', experiments: 'reference' },
      blocks: {
        required_providers: { labels: 0, body: { others: 'literal' } },
        backend: { labels: 1, body: { others: 'literal' } },
        cloud: { labels: 0, body: { others: 'literal', blocks: { workspaces: { labels: 0, body: { others: 'literal' } } } } },
        provider_meta: { labels: 1, body: {} },
      },
    },
  },
  variable: {
    labels: 1,
    body: {
      arguments: { type: 'reference', default: 'literal', description: 'literal' },
      blocks: { validation: condition },
    },
  },
  locals: { labels: 0, body: {} },
  output: {
    labels: 1,
    body: { arguments: { description: 'literal', depends_on: 'reference' }, blocks: { precondition: condition } },
  },
  module: {
    labels: 1,
    body: { arguments: { source: 'literal', version: 'literal', providers: 'reference', depends_on: 'reference' } },
  },
  provider: { labels: 1, body: providerGrammar },
  moved: move,
  removed: { ...move, body: { ...move.body, blocks: { lifecycle: { labels: 0, body: {} } } } },
  import: move,
  check: { labels: 1, body: { blocks: { assert: condition } } },
};

/** Blocks whose first label is a provider's type. */
export const OF_PROVIDERS: ReadonlySet<string> = new Set(['resource', 'data', 'ephemeral']);

/** What data sources of AWS have in common: their filters are blocks, in all of them. */
export const LOOKUP: NestedNames = { filter: { name: 'attribute', values: 'attribute' } };

/** The blocks of the one data source that is rendered: registry.terraform.io, aws_iam_policy_document. */
export const POLICY_DOCUMENT: NestedNames = {
  statement: {
    principals: { type: 'attribute', identifiers: 'attribute' },
    not_principals: { type: 'attribute', identifiers: 'attribute' },
    condition: { test: 'attribute', variable: 'attribute', values: 'attribute' },
    sid: 'attribute',
    effect: 'attribute',
    actions: 'attribute',
    not_actions: 'attribute',
    resources: 'attribute',
    not_resources: 'attribute',
  },
};
