import type { Contribution, PossiblePart } from './contribution';
import { descend } from './evaluate';

/**
 * The parts that could have stood in a configuration for a type, at one place of it: what they supply is absent where no such part
 * stands. They are the same for every resource of the type, so each place is worked out once.
 */
export class PossibleParts {
  /** At the top of a resource: one for each entry. */
  readonly here: readonly Contribution[];
  private readonly below = new Map<string, PossibleParts>();

  constructor(parts: readonly PossiblePart[], here?: readonly Contribution[]) {
    this.here = here ?? parts.map((possible) => ({ node: possible.entry.root, role: 'part', member: true, possible }));
  }

  /** The place below this one. */
  at(name: string): PossibleParts {
    let found = this.below.get(name);
    if (!found) {
      found = new PossibleParts([], descend(this.here, name));
      this.below.set(name, found);
    }
    return found;
  }
}
