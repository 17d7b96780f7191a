import type { ResourceGraph } from '../resources';
import type { SyntaxProblem } from '../syntax/problem';
import type { Origin, UnknownReason } from '../values';

/** What a source makes of its texts: one Terraform root, one template, one policy document. */
export interface Configuration {
  readonly graph: ResourceGraph;
  /** Canonical URIs (files, or directories ending in `/`) that the configuration refers to and the snapshot lacks. */
  readonly needs: readonly string[];
  /** Canonical URIs of texts outside of its own documents that it was read from, or would be: a change of one changes it. */
  readonly uses?: readonly string[];
  /** The parts that were evaluated, and not taken over from an earlier state. */
  readonly evaluated?: readonly string[];
  /** What is wrong with the text beyond its syntax. */
  readonly problems?: readonly SyntaxProblem[];
  /** Where resources may be that the graph does not show, and why: a loop over what is not known, a limit. */
  readonly gaps?: readonly { readonly at: Origin; readonly reason: UnknownReason }[];
  /**
   * The innermost call on the way to an address that stands in a directory for which `isOwn` says yes: its `module "name"`. Undefined
   * for what no call leads to.
   */
  readonly callOf?: (address: string, isOwn: (uri: string) => boolean) => Origin | undefined;
}
