import type { HclFile } from '../../../syntax/hcl/ast';
import { collectDeclarations, type Declarations } from '../declarations';
import type { FileLookup } from '../files';
import { entangledCalls } from './dependencies';
import type { Manifest } from './manifest';

/** The files of one directory, read as a module. The same texts are the same object: that is what evaluated calls are kept by. */
export class ModuleDirectory {
  readonly declarations: Declarations;
  private entangled: ReadonlySet<string> | undefined;

  /** @param dir its URI, which ends in `/` */
  constructor(
    readonly dir: string,
    readonly files: readonly { readonly uri: string; readonly tree: HclFile }[],
  ) {
    this.declarations = collectDeclarations(files);
  }

  /** The length of all texts: what evaluating them may cost grows with it. */
  get size(): number {
    return this.files.reduce((sum, { tree }) => sum + tree.body.span.end, 0);
  }

  /** See `entangledCalls`. */
  isEntangled(call: string): boolean {
    this.entangled ??= entangledCalls(this.declarations);
    return this.entangled.has(call);
  }
}

/** How a root module gets at the directories that it calls. */
export interface ModuleLookup {
  /** The directory at a path (with slashes) seen from another; undefined where the snapshot does not have it. */
  find(from: string, path: string): ModuleDirectory | undefined;
  /** What `terraform init` has downloaded for the root. */
  readonly manifest?: Manifest | undefined;
  /** The files that functions read. */
  readonly files?: FileLookup;
}
