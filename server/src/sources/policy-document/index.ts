import type { Resource } from '../../resources';
import { buildGraph } from '../../resources';
import type { DataDocument, DataNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Value } from '../../values';
import { absent, mapValue, textOrigin, unknown } from '../../values';
import type { Configuration } from '../configuration';
import { originIn, plainValue } from '../plain-value';

export const POLICY_DOCUMENT_TYPE = 'Ashlar::IAM::PolicyDocument';

/** A policy is small; this much is looked at. */
const WINDOW = 100_000;

/**
 * Whether a text is an IAM policy document, told without parsing it: a JSON object with `Statement` and an effect or version that is no
 * template, no Terraform plan or state, and no other file that only holds policies somewhere inside.
 */
export function looksLikePolicy(text: string): boolean {
  const head = text.length > WINDOW ? text.slice(0, WINDOW) : text;
  if (!/^\ufeff?\s*\{/.test(head)) return false;
  if (!/"Statement"\s*:/.test(head) || !/"Effect"\s*:\s*"(?:Allow|Deny)"|"Version"\s*:\s*"20(?:08|12)-10-/i.test(head))
    return false;
  if (/"(?:AWSTemplateFormatVersion|Resources|terraform_version|format_version)"\s*:/.test(head)) return false;
  return topLevelKeys(head).includes('Statement');
}

/** The keys of the outermost object, found by counting brackets. */
function topLevelKeys(text: string): readonly string[] {
  const keys: string[] = [];
  const token = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}[\]]/g;
  let depth = 0;
  for (const match of text.matchAll(token)) {
    const [whole, name, colon] = match;
    if (whole === '{' || whole === '[') depth++;
    else if (whole === '}' || whole === ']') depth--;
    else if (depth === 1 && colon !== undefined && name !== undefined) keys.push(name);
    if (depth === 0) break;
  }
  return keys;
}

/**
 * The one resource of a policy document's file: its property `Document` is the policy. Where the policy as a whole is meant it
 * stands at the key `Statement`. Not a policy: no resource.
 */
export function loadPolicy(input: { readonly uri: string; readonly document: DataDocument }): Configuration {
  const { uri, document } = input;
  const statement = entryOf(document.root, 'Statement');
  const resources: Resource[] = [];
  if (document.root?.kind === 'mapping' && statement) {
    const origin = textOrigin(uri, statement.key.span);
    resources.push(policyResource(uri, document.root, origin));
  }
  return { graph: buildGraph({ resources, aliases: new Map() }), needs: [] };
}

function policyResource(uri: string, root: DataNode, origin: Resource['origin']): Resource {
  const document = plainValue(root, originIn(uri));
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
