/** The paths that a collector reads, or all there is. `A.B` and `A[].B` read a part of `A`; `A` reads it with all it holds. */
export type LiveRead = typeof EVERYTHING | readonly string[];

/** The whole resource is in the listing, so that what is not there is absent. */
export const EVERYTHING = 'everything';

/** What is read below one place. */
export interface ReadNode {
  readonly all: boolean;
  readonly properties: ReadonlyMap<string, ReadNode>;
  /** What is read of each item, where the place is a list; that it is listed tells how many there are. */
  readonly items?: ReadNode;
}

interface Growing extends ReadNode {
  all: boolean;
  readonly properties: Map<string, Growing>;
  items?: Growing;
}

const WHOLE: ReadNode = { all: true, properties: new Map() };

export function readTree(read: LiveRead): ReadNode {
  if (read === EVERYTHING) return WHOLE;
  const root: Growing = { all: false, properties: new Map() };
  for (const path of read) {
    let at = root;
    for (const step of path.split('.')) {
      const name = step.replace(/(?:\[\])+$/, '');
      const next = at.properties.get(name) ?? leaf();
      at.properties.set(name, next);
      at = next;
      for (let lists = (step.length - name.length) / 2; lists > 0; lists--) {
        at.items ??= leaf();
        at = at.items;
      }
    }
    at.all = true;
  }
  return root;
}

/** @returns undefined where nothing of it is read. */
export function readBelow(node: ReadNode | undefined, step: string | number): ReadNode | undefined {
  if (!node || node.all) return node;
  return typeof step === 'number' ? node.items : node.properties.get(step);
}

function leaf(): Growing {
  return { all: false, properties: new Map() };
}
