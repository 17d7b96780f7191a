import { type Endings, NAMED_TYPES } from '../../policy';
import type { WrittenStatement } from './statement';

/** A resource that a policy can name by reference. */
export interface Addressable {
  /** `AWS::S3::Bucket`. */
  readonly type: string;
  /** `aws_s3_bucket.logs`, or the logical id. */
  readonly name: string;
}

/** The language of a reference: Terraform's as an expression or inside of a string, CloudFormation's in YAML or JSON. */
export type ReferenceLanguage = 'expression' | 'interpolation' | 'yaml' | 'json';

/** How a statement refers to resources; undefined in a policy that stands by itself. */
export function referenceLanguage(
  notation: WrittenStatement['notation'],
  kind: 'terraform' | 'template' | 'policy',
  isJson: boolean,
): ReferenceLanguage | undefined {
  if (kind === 'policy') return undefined;
  if (kind === 'template') return isJson ? 'json' : 'yaml';
  return notation === 'json' ? 'interpolation' : 'expression';
}

/** The ARNs of resources as references, each as it stands in the text, in the order of the resources. */
export function referencesTo(
  resources: readonly Addressable[],
  endings: Endings,
  language: ReferenceLanguage,
): readonly string[] {
  return resources.flatMap(({ type, name }) =>
    [...(endings.get(type) ?? [])].map((ending) => written(name, NAMED_TYPES.get(type) ?? 'Arn', ending, language)),
  );
}

function written(name: string, attribute: string, ending: string, language: ReferenceLanguage): string {
  switch (language) {
    case 'expression':
      return ending === '' ? `${name}.arn` : `"\${${name}.arn}${ending}"`;
    case 'interpolation':
      return `"\${${name}.arn}${ending}"`;
    case 'yaml':
      return ending === '' ? `!GetAtt ${name}.${attribute}` : `!Sub "\${${name}.${attribute}}${ending}"`;
    case 'json':
      return ending === ''
        ? `{ "Fn::GetAtt": ["${name}", "${attribute}"] }`
        : `{ "Fn::Sub": "\${${name}.${attribute}}${ending}" }`;
  }
}

/** Whether resources of a type of the cloud can be named in policies. */
export function isNamedType(type: string): boolean {
  return NAMED_TYPES.has(type);
}
