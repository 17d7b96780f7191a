import { membersOf } from '../../server/src/fixes/literal';
import type { Literal } from '../../server/src/resources';
import type { Edit } from './change';
import { Choices } from './generate';

const KEYS = ['Type', 'Properties', 'Name', 'BucketName', 'x y', 'k', '0a'];
const SCALARS: readonly Literal[] = [
  true,
  false,
  0,
  42,
  -1.5,
  'v',
  '',
  'two words',
  "it's",
  'a: b',
  'yes',
  '2012-10-17',
  '*',
  '- x',
  'a # b',
  '012',
  'ümlaut',
  null,
];

export interface DataSample {
  readonly text: string;
  readonly value: Literal;
  readonly edit: Edit;
}

/** A mapping in YAML or JSON, laid out at random, what it says, and an edit of it. */
export function dataSample(language: 'yaml' | 'json', seed: number): DataSample {
  const choices = new Choices(seed);
  const value = object(choices, 3, 1);
  const text = language === 'json' ? json(choices, value) : new YamlWriter(choices).document(value);
  const edit = editOf(choices, value);
  return { text: choices.chance(10) ? text.replace(/\n/g, '\r\n') : text, value, edit };
}

function literal(choices: Choices, depth: number): Literal {
  const kind = choices.below(depth > 0 ? 10 : 5);
  if (kind < 5) return choices.of(SCALARS);
  if (kind < 7) return Array.from({ length: choices.below(4) }, () => literal(choices, depth - 1));
  return object(choices, depth - 1, 0);
}

function object(choices: Choices, depth: number, least: number): { readonly [key: string]: Literal } {
  const keys = choices.distinct(KEYS, least + choices.below(4));
  return Object.fromEntries(keys.map((key) => [key, literal(choices, depth)]));
}

function json(choices: Choices, value: Literal): string {
  const unit = choices.of(['', '  ', '  ', '    ', '\t']);
  const text = JSON.stringify(value, null, unit);
  // Lists of scalars often stand on one line.
  const folded = choices.chance(50)
    ? text.replace(
        /\[\s+((?:"[^"\\]*"|[\w.-]+)(?:,\s+(?:"[^"\\]*"|[\w.-]+))*)\s+\]/g,
        (_, items: string) => `[${items.replace(/,\s+/g, ', ')}]`,
      )
    : text;
  return `${folded}${choices.chance(80) ? '\n' : ''}`;
}

class YamlWriter {
  private readonly unit: string;
  private readonly dash: string;
  private comments = 0;

  constructor(private readonly choices: Choices) {
    this.unit = choices.of(['  ', '  ', '    ']);
    this.dash = choices.of(['', '  ']);
  }

  document(value: { readonly [key: string]: Literal }): string {
    const text = this.entries(value, '');
    return this.choices.chance(80) ? text : text.replace(/\n$/, '');
  }

  private entries(value: { readonly [key: string]: Literal }, indent: string): string {
    let text = '';
    for (const [key, item] of Object.entries(value)) {
      if (text !== '' && this.choices.chance(10)) text += '\n';
      if (text !== '' && this.choices.chance(15)) text += `${indent}${this.comment()}\n`;
      text += `${indent}${this.scalar(key)}:${this.after(item, indent)}`;
    }
    return text;
  }

  /** From behind a key to the end of its last line. */
  private after(value: Literal, indent: string): string {
    const end = () => `${this.choices.chance(15) ? ` ${this.comment()}` : ''}\n`;
    const members = membersOf(value);
    if (this.isFlow(value)) return ` ${this.flow(value)}${end()}`;
    if (Array.isArray(value)) return `${end()}${this.items(value as readonly Literal[], indent + this.dash)}`;
    return `${end()}${this.entries(members ?? {}, indent + this.unit)}`;
  }

  private items(items: readonly Literal[], indent: string): string {
    const inner = `${indent}  `;
    return items
      .map((item) => {
        if (this.isFlow(item)) return `${indent}- ${this.flow(item)}\n`;
        const text = Array.isArray(item)
          ? this.items(item as readonly Literal[], inner)
          : this.entries(membersOf(item) ?? {}, inner);
        return `${indent}- ${text.slice(inner.length)}`;
      })
      .join('');
  }

  private isFlow(value: Literal): boolean {
    if (Array.isArray(value)) return value.length === 0 || this.choices.chance(25);
    const members = membersOf(value);
    return !members || Object.keys(members).length === 0 || this.choices.chance(15);
  }

  private flow(value: Literal): string {
    if (Array.isArray(value)) return `[${(value as readonly Literal[]).map((item) => this.flow(item)).join(', ')}]`;
    const members = membersOf(value);
    if (!members) return this.scalar(value);
    const pad = this.choices.chance(50) ? ' ' : '';
    const entries = Object.entries(members).map(([key, item]) => `${this.scalar(key)}: ${this.flow(item)}`);
    return entries.length === 0 ? '{}' : `{${pad}${entries.join(', ')}${pad}}`;
  }

  private scalar(value: Literal): string {
    if (typeof value !== 'string') return String(value);
    const plain = /^[A-Za-zü][\w ü]*$/.test(value) && value !== 'yes';
    if (plain && this.choices.chance(80)) return value;
    return this.choices.chance(50) ? `'${value.replace(/'/g, "''")}'` : JSON.stringify(value);
  }

  private comment(): string {
    this.comments++;
    return `# note ${this.comments}.`;
  }
}

function editOf(choices: Choices, value: Literal): Edit {
  const path: (string | number)[] = [];
  let at: Literal = value;
  for (;;) {
    const members = membersOf(at);
    const steps: (string | number)[] = Array.isArray(at) ? [...at.keys()] : members ? Object.keys(members) : [];
    if (steps.length === 0 || (path.length > 0 && choices.chance(30))) break;
    const step = choices.of(steps);
    path.push(step);
    at = Array.isArray(at) ? ((at as readonly Literal[])[Number(step)] ?? null) : (members?.[step] ?? null);
  }
  const dotted = path.join('.');
  const isContainer = membersOf(at) !== undefined;
  switch (choices.below(5)) {
    case 0:
      return { set: dotted, to: literal(choices, 2) };
    case 1:
      return isContainer
        ? { set: `${dotted}.${choices.of(['New', 'New.Inner'])}`, to: literal(choices, 2) }
        : { set: dotted, to: choices.of(SCALARS) };
    case 2:
      return Array.isArray(at) ? { append: dotted, value: literal(choices, 2) } : { set: 'Added.Deep', to: literal(choices, 1) };
    case 3:
      return isContainer ? { append: `${dotted}.Items`, value: literal(choices, 1) } : { remove: dotted };
    default:
      return { remove: dotted };
  }
}
