import type { NativeResource } from '../resources';
import type { MappingEntry } from './model';
import type { PossibleParts } from './possible-parts';
import type { Block } from './read';
import type { MappedResource } from './resource';

/** A block, and the entries of the mapping that speak of it, which depend on nothing else. */
export interface KnownBlock {
  readonly block: Block;
  readonly entries: readonly { readonly entry: MappingEntry; readonly member: true | 'unknown' }[];
}

/** What the translation of one state of a configuration leaves to that of the next: whatever is put together of the same blocks. */
export class TranslationMemory {
  readonly possible = new Map<string, PossibleParts>();
  private readonly blocks = new WeakMap<NativeResource, KnownBlock>();
  /** By type and address. Not by both as one text: to make that of all resources takes longer than all else here. */
  private resources: ReadonlyMap<string, ReadonlyMap<string, MappedResource>> = new Map();

  /** The block of a native resource, and its entries: the same objects for the same one. */
  block(native: NativeResource, make: (native: NativeResource) => KnownBlock): KnownBlock {
    let known = this.blocks.get(native);
    if (!known) {
      known = make(native);
      this.blocks.set(native, known);
    }
    return known;
  }

  /** The resources, each as an earlier state had it where it is the same: with all that was read of it. */
  settle(made: readonly MappedResource[]): readonly MappedResource[] {
    const kept = new Map<string, Map<string, MappedResource>>();
    const settled = made.map((resource) => {
      const { type, address } = resource;
      let ofType = kept.get(type);
      if (!ofType) {
        ofType = new Map();
        kept.set(type, ofType);
      }
      const before = this.resources.get(type)?.get(address);
      const same = before && !ofType.has(address) && before.isMadeAs(resource) ? before : resource;
      ofType.set(address, same);
      return same;
    });
    this.resources = kept;
    return settled;
  }
}
