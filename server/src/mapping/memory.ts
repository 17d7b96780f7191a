import type { NativeResource } from '../resources';
import type { PossibleParts } from './possible-parts';
import type { Block } from './read';
import type { MappedResource } from './resource';

/** What the translation of one state of a configuration leaves to that of the next: whatever is put together of the same blocks. */
export class TranslationMemory {
  readonly possible = new Map<string, PossibleParts>();
  private readonly blocks = new WeakMap<NativeResource, Block>();
  private resources: ReadonlyMap<string, MappedResource> = new Map();

  /** The block of a native resource: the same object for the same one. */
  block(native: NativeResource, make: (native: NativeResource) => Block): Block {
    let block = this.blocks.get(native);
    if (!block) {
      block = make(native);
      this.blocks.set(native, block);
    }
    return block;
  }

  /** The resources, each as an earlier state had it where it is the same: with all that was read of it. */
  settle(made: readonly MappedResource[]): readonly MappedResource[] {
    const kept = new Map<string, MappedResource>();
    const settled = made.map((resource) => {
      const key = `${resource.type} ${resource.address}`;
      const before = this.resources.get(key);
      const same = before && !kept.has(key) && before.isMadeAs(resource) ? before : resource;
      kept.set(key, same);
      return same;
    });
    this.resources = kept;
    return settled;
  }
}
