import type { NativeResource } from '../resources';
import type { UnknownValue } from '../values';
import type { PossibleParts } from './possible-parts';
import type { Block } from './read';
import type { JoinedPart, MappedResource } from './resource';

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

export function sameParts(a: readonly JoinedPart[], b: readonly JoinedPart[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, i) => {
      const other = b[i];
      return (
        other?.block === part.block &&
        other.entry === part.entry &&
        other.member === part.member &&
        sameReason(part.floating, other.floating)
      );
    })
  );
}

export function sameReason(a: UnknownValue | undefined, b: UnknownValue | undefined): boolean {
  if (!a || !b) return a === b;
  return a.origin === b.origin && a.symbol === b.symbol && JSON.stringify(a.reason) === JSON.stringify(b.reason);
}
