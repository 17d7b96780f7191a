import type { ResourceGraph } from '../resources';
import type { Finding } from '../rules/finding';
import type { Configuration } from '../sources/configuration';
import type { Origin } from '../values';
import { placeOf } from './place';

/** Code that `terraform init` has put there: nobody edits it, and the next `init` would undo it. */
export function isDownloaded(uri: string): boolean {
  return uri.includes('/.terraform/modules/');
}

/**
 * Findings as the author of the configuration can act on them: what stands in downloaded code is told at the call that leads there from
 * code of one's own. How such code is written (its variables, its own calls) is its author's business and is not told.
 */
export function atCalls(findings: readonly Finding[], graph: ResourceGraph, callOf: Configuration['callOf']): readonly Finding[] {
  // A plan by itself knows of no texts.
  if (!callOf) return findings;
  const own: Finding[] = [];
  const downloaded: Finding[] = [];
  for (const finding of findings) (isDownloaded(placeOf(finding.at)?.uri ?? '') ? downloaded : own).push(finding);
  return downloaded.length === 0 ? findings : [...own, ...moved(downloaded, graph, callOf)];
}

function moved(
  findings: readonly Finding[],
  graph: ResourceGraph,
  callOf: NonNullable<Configuration['callOf']>,
): Iterable<Finding> {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const byCall = new Map<string, { readonly at: Origin; readonly addresses: string[] }>();
    for (const address of finding.addresses) {
      if (graph.at(address)?.type.startsWith('Ashlar::Terraform::')) continue;
      const at = callOf(address, (uri) => !isDownloaded(uri));
      if (at?.kind !== 'text') continue;
      const key = `${at.uri} ${at.span.start}`;
      const known = byCall.get(key);
      if (known) known.addresses.push(address);
      else byCall.set(key, { at, addresses: [address] });
    }
    for (const [call, { at, addresses }] of byCall) {
      const key = `${finding.rule} ${call}`;
      const before = found.get(key);
      const steps = [...(before?.steps ?? []), { at: finding.at, message: 'What is found stands here, in a downloaded module.' }];
      // The way of a value is that of one call: of several only what they have in common is told.
      const related = byCall.size === 1 ? finding.related : [];
      const [literal] = related;
      // Only what is written in code of one's own can be repaired.
      const own = literal?.kind === 'text' && !isDownloaded(literal.uri);
      const { fix, ...rest } = finding;
      found.set(
        key,
        before
          ? { ...before, addresses: [...new Set([...before.addresses, ...addresses])], steps }
          : {
              ...rest,
              at,
              addresses,
              message: `${finding.message} (in a downloaded module)`,
              related,
              steps: [...(finding.steps ?? []), ...steps],
              ...(fix && own ? { fix } : {}),
            },
      );
    }
  }
  return found.values();
}
