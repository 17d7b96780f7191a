import type { Resource } from '../../resources';
import { buildGraph } from '../../resources';
import type { DataDocument, DataNode, MappingNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin, Value } from '../../values';
import { absent, mapValue, textOrigin, unknown } from '../../values';
import type { Configuration } from '../configuration';
import { originIn, plainValue } from '../plain-value';

type NodeValues = WeakMap<DataNode, Value>;

export interface PolicyConfiguration extends Configuration {
  readonly values: NodeValues;
}

export const POLICY_DOCUMENT_TYPE = 'Ashlar::IAM::PolicyDocument';

/** A policy is small; this much is looked at. */
const WINDOW = 100_000;

/**
 * Whether a text is an IAM policy document, told without parsing it: a JSON object with `Statement` and an effect or version that is no
 * template, no Terraform plan or state, and no other file that only holds policies somewhere inside. One that holds nothing but the version
 * of a policy is one without a statement.
 */
export function looksLikePolicy(text: string): boolean {
  const head = text.length > WINDOW ? text.slice(0, WINDOW) : text;
  if (!/^\ufeff?\s*\{/.test(head)) return false;
  if (ONLY_VERSION.test(head)) return true;
  if (!/"Statement"\s*:/.test(head) || !/"Effect"\s*:\s*"(?:Allow|Deny)"|"Version"\s*:\s*"20(?:08|12)-10-/i.test(head))
    return false;
  if (/"(?:AWSTemplateFormatVersion|Resources|terraform_version|format_version)"\s*:/.test(head)) return false;
  return hasTopLevelKey(head, 'Statement');
}

const ONLY_VERSION =
  /^\ufeff?\s*\{\s*(?:"Id"\s*:\s*"[^"\n]*"\s*,\s*)?"Version"\s*:\s*"20(?:12-10|08-10)-17"\s*(?:,\s*"Id"\s*:\s*"[^"\n]*"\s*)?\}\s*$/;

/** Whether the outermost object has a key, told by counting brackets. */
function hasTopLevelKey(text: string, key: string): boolean {
  const token = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}[\]]/g;
  let depth = 0;
  for (const match of text.matchAll(token)) {
    const [whole, name, colon] = match;
    if (whole === '{' || whole === '[') depth++;
    else if (whole === '}' || whole === ']') depth--;
    else if (depth === 1 && colon !== undefined && name === key) return true;
    if (depth === 0) return false;
  }
  return false;
}

/**
 * The one resource of a policy document's file: its property `Document` is the policy. Where the policy as a whole is meant it
 * stands at the key `Statement`, or `Version` where there is none. Not a policy: no resource.
 */
export function loadPolicy(input: {
  readonly uri: string;
  readonly document: DataDocument;
  /** An earlier state of the same file: statements that are the same nodes have the same values. */
  readonly before?: PolicyConfiguration;
}): PolicyConfiguration {
  const { uri, document } = input;
  const values: NodeValues = input.before?.values ?? new WeakMap();
  const head = entryOf(document.root, 'Statement') ?? entryOf(document.root, 'Version');
  const resources: Resource[] = [];
  if (document.root?.kind === 'mapping' && head) {
    const origin = textOrigin(uri, head.key.span);
    resources.push(policyResource(uri, document.root, origin, values));
  }
  return { graph: buildGraph({ resources, aliases: new Map() }), needs: [], values };
}

/** The value of a policy, with that of each statement taken over where its node is. */
function documentValue(root: MappingNode, at: (node: DataNode) => Origin, values: NodeValues): Value {
  return plainValue(root, at, (node) => {
    if (node.kind !== 'mapping' || node === root) return undefined;
    let value = values.get(node);
    if (!value) {
      value = plainValue(node, at);
      values.set(node, value);
    }
    return value;
  });
}

function policyResource(uri: string, root: MappingNode, origin: Resource['origin'], values: NodeValues): Resource {
  const document = documentValue(root, originIn(uri), values);
  const properties = mapValue([['Document', document]], textOrigin(uri, root.span));
  const name = fileName(uri);
  return {
    type: POLICY_DOCUMENT_TYPE,
    address: name,
    name,
    source: 'policy-document',
    origin,
    body: textOrigin(uri, root.span),
    exists: true,
    declared: true,
    get(path): Value {
      let at: Value = properties;
      for (const step of path) {
        if (at.kind === 'map' && typeof step === 'string') at = at.entries.get(step)?.value ?? absent(origin);
        else if (at.kind === 'list' && typeof step === 'number') at = at.items[step]?.value ?? absent(origin);
        else if (at.kind === 'absent' || at.kind === 'unknown') return at;
        else return unknown({ kind: 'invalid', what: 'a scalar where a structure belongs' }, at.origin);
      }
      return at;
    },
  };
}

function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
