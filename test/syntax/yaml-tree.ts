import type { DataNode } from '../../server/src/syntax/data';

/** A tree in one line: strings quoted, other scalars as `type:text`, tags before their node, aliases marked with `*`. */
export function show(node: DataNode | undefined): string {
  if (!node) return '-';
  const head = `${node.alias ? '*' : ''}${node.tag === undefined ? '' : `!${node.tag} `}`;
  switch (node.kind) {
    case 'scalar':
      if (node.type === 'string') return head + JSON.stringify(node.text);
      return head + (node.type === 'missing' ? '?' : `${node.type}:${node.text}`);
    case 'sequence':
      return `${head}[${node.items.map(show).join(', ')}]`;
    case 'mapping':
      return `${head}{${node.entries.map(({ key, value }) => `${key.text}: ${show(value)}`).join(', ')}}`;
  }
}

export function walk(node: DataNode | undefined, visit: (node: DataNode) => void): void {
  if (!node) return;
  visit(node);
  if (node.kind === 'sequence') for (const item of node.items) walk(item, visit);
  if (node.kind === 'mapping') {
    for (const entry of node.entries) {
      visit(entry.key);
      walk(entry.value, visit);
    }
  }
}
