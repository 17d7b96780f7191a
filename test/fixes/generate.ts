import type { Literal } from '../../server/src/resources';
import type { Edit } from './change';

/** A source of pseudo-random choices that a seed repeats exactly. */
export class Choices {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 2654435761 + 1) >>> 0;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  of<T>(all: readonly T[]): T {
    const one = all[this.below(all.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  }

  distinct<T>(all: readonly T[], count: number): T[] {
    const left = [...all];
    const chosen: T[] = [];
    while (chosen.length < count && left.length > 0) chosen.push(...left.splice(this.below(left.length), 1));
    return chosen;
  }
}

const NAMES = ['a', 'id', 'name', 'bucket', 'kms_key_id', 'storage_encrypted', 'enable_log_file_validation', 'größe', 'x-y'];
const BLOCKS = ['rule', 'logging', 'versioning_configuration', 'filter'];
const KEYS = ['k', 'Owner', 'cost-center', 'aws:created', 'a b', '1'];
const SCALARS: readonly Literal[] = [
  true,
  false,
  0,
  42,
  -1,
  'v',
  '',
  'two words',
  'a "quoted" one',
  '${x} and %{y}',
  'ümlaut',
  '# no comment',
  null,
];

export function scalar(choices: Choices): Literal {
  return choices.of(SCALARS);
}

export function literal(choices: Choices, depth = 2): Literal {
  const kind = choices.below(depth > 0 ? 10 : 6);
  if (kind < 6) return scalar(choices);
  if (kind < 8) return Array.from({ length: choices.below(4) }, () => literal(choices, depth - 1));
  const keys = choices.distinct(KEYS, choices.below(4));
  return Object.fromEntries(keys.map((key) => [key, literal(choices, depth - 1)]));
}

/** A block of HCL: its items in the order of the text, and the values that it holds. */
interface Model {
  readonly attributes: Map<string, Literal | undefined>;
  readonly blocks: Map<string, Model[]>;
}

export interface Sample {
  readonly text: string;
  readonly edit: Edit;
  /** Another edit of the same text. */
  readonly second: Edit;
}

/** A resource in HCL, laid out at random, and an edit of it. */
export function hclSample(seed: number): Sample {
  const choices = new Choices(seed);
  const writer = new HclWriter(choices);
  const model: Model = { attributes: new Map(), blocks: new Map() };
  const head = choices.chance(30) ? '# before\n' : '';
  const body = choices.chance(8) ? '{}' : writer.body(model, '', 2);
  const after = choices.chance(30) ? '\n# after\nlocals {\n  z = 1\n}\n' : '';
  const text = `${head}resource "aws_thing" "t" ${body}\n${after}`;
  const edit = editOf(choices, model);
  const second = editOf(new Choices(seed + 1_000_000), model);
  return { text: choices.chance(10) ? text.replace(/\n/g, '\r\n') : text, edit, second };
}

/** What a companion holds, and which of it is nested blocks. */
export function companionSample(seed: number): { attributes: { [name: string]: Literal }; blocks: string[] } {
  const choices = new Choices(seed);
  const blocks: string[] = [];
  const content = (prefix: string, depth: number): { [name: string]: Literal } => {
    const members: { [name: string]: Literal } = {};
    for (const name of choices.distinct(NAMES, choices.below(4))) members[name] = literal(choices);
    for (const type of depth > 0 ? choices.distinct(BLOCKS, choices.below(3)) : []) {
      blocks.push(prefix + type);
      members[type] = content(`${prefix}${type}.`, depth - 1);
    }
    return members;
  };
  return { attributes: { owner: { $reference: 'aws_thing.t.id' }, ...content('', 2) }, blocks };
}

class HclWriter {
  private readonly unit: string;
  private comments = 0;

  constructor(private readonly choices: Choices) {
    this.unit = choices.of(['  ', '  ', '  ', '    ', '\t']);
  }

  body(model: Model, indent: string, depth: number): string {
    const { choices } = this;
    const inner = indent + this.unit;
    if (depth < 2 && choices.chance(15)) {
      const name = choices.of(NAMES);
      const value = scalar(choices);
      model.attributes.set(name, value);
      return `{ ${name} = ${this.scalar(value)} }`;
    }
    let text = '{\n';
    const names = choices.distinct(NAMES, choices.below(5));
    for (const name of names) {
      if (choices.chance(20)) text += `${inner}${this.comment()}\n`;
      text += this.attribute(model, name, inner);
      if (choices.chance(20)) text += '\n';
    }
    const blocks = depth > 0 ? choices.below(4) : 0;
    for (let i = 0; i < blocks; i++) {
      const type = choices.of(BLOCKS);
      const nested: Model = { attributes: new Map(), blocks: new Map() };
      if (choices.chance(70)) text += '\n';
      if (choices.chance(15)) text += `${inner}${this.comment()}\n`;
      text += `${inner}${type} ${this.body(nested, inner, depth - 1)}\n`;
      model.blocks.set(type, [...(model.blocks.get(type) ?? []), nested]);
    }
    if (choices.chance(15)) text += `${inner}${this.comment()}\n`;
    return `${text}${indent}}`;
  }

  private attribute(model: Model, name: string, indent: string): string {
    const { choices } = this;
    if (choices.chance(8)) {
      model.attributes.set(name, undefined);
      return `${indent}${name} = <<-EOT\n${indent}  text = ${'${var.x}'}\n${indent}EOT\n`;
    }
    if (choices.chance(10)) {
      model.attributes.set(name, undefined);
      return `${indent}${name} = ${choices.of(['var.x', 'aws_thing.o.id', 'jsonencode({ a = [1] })', 'var.x ? 1 : 2', '"${var.x}-y"'])}\n`;
    }
    const value = literal(choices);
    model.attributes.set(name, value);
    const gap = ' '.repeat(1 + (choices.chance(10) ? choices.below(4) : 0));
    const trailing = choices.chance(25) ? `${gap}${this.comment()}` : '';
    return `${indent}${name}${gap}= ${this.value(value, indent)}${trailing}\n`;
  }

  private value(value: Literal, indent: string): string {
    const { choices } = this;
    const inner = indent + this.unit;
    if (Array.isArray(value)) {
      const items = value as readonly Literal[];
      if (items.length === 0) return '[]';
      if (choices.chance(50)) return `[${items.map((item) => this.flat(item)).join(', ')}${choices.chance(10) ? ',' : ''}]`;
      const last = choices.chance(70) ? ',' : '';
      const lines = items.map((item, i) => {
        const comma = i < items.length - 1 ? ',' : last;
        const comment = choices.chance(20) ? ` ${this.comment()}` : '';
        return `${inner}${this.value(item, inner)}${comma}${comment}\n`;
      });
      return `[\n${lines.join('')}${indent}]`;
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      if (entries.length === 0) return '{}';
      if (choices.chance(30)) return this.flat(value);
      const comma = choices.chance(20) ? ',' : '';
      const lines = entries.map(([key, item]) => {
        const comment = choices.chance(20) ? ` ${this.comment()}` : '';
        return `${inner}${this.key(key)} = ${this.value(item as Literal, inner)}${comma}${comment}\n`;
      });
      return `{\n${lines.join('')}${indent}}`;
    }
    return this.scalar(value);
  }

  private flat(value: Literal): string {
    if (Array.isArray(value)) return `[${(value as readonly Literal[]).map((item) => this.flat(item)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return this.scalar(value);
    const entries = Object.entries(value).map(([key, item]) => `${this.key(key)} = ${this.flat(item as Literal)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }

  private key(key: string): string {
    return /^[A-Za-z_][\w-]*$/.test(key) && this.choices.chance(70) ? key : `"${key}"`;
  }

  private scalar(value: Literal): string {
    if (typeof value !== 'string') return String(value);
    return `"${value.replace(/"/g, '\\"').replace(/([$%])(?=\{)/g, '$1$1')}"`;
  }

  private comment(): string {
    this.comments++;
    return `${this.choices.of(['# ', '// ', '#'])}note ${this.comments}.`;
  }
}

/** A change that makes sense for the model. */
function editOf(choices: Choices, model: Model): Edit {
  const outer = intoBlocks(choices, model);
  const join = (...steps: (string | number)[]) => [...outer.path, ...steps].join('.');
  const names = [...outer.model.attributes.keys()];
  const free = NAMES.filter((name) => !outer.model.attributes.has(name));
  const types = [...outer.model.blocks.keys()];
  const lists = names.filter((name) => Array.isArray(outer.model.attributes.get(name)));
  const objects = names.filter((name) => isObject(outer.model.attributes.get(name)));
  switch (choices.below(10)) {
    case 0:
    case 1:
      if (names.length > 0) return { set: join(choices.of(names)), to: literal(choices) };
      return { set: join(choices.of(free)), to: literal(choices) };
    case 2:
    case 3:
      return free.length > 0 ? { set: join(choices.of(free)), to: literal(choices) } : { set: join('new'), to: true };
    case 4:
      return { set: join(`${choices.of(BLOCKS)}{}`, choices.of(NAMES)), to: scalar(choices) };
    case 5:
      return { set: join('fresh{}', 'inner{}', choices.of(NAMES)), to: literal(choices, 1) };
    case 6:
      if (objects.length > 0)
        return { set: join(choices.of(objects), choices.of(['k', 'Owner', 'fresh'])), to: literal(choices, 1) };
      return { set: join('fresh', 'Owner'), to: scalar(choices) };
    case 7:
      if (lists.length > 0) return { append: join(choices.of(lists)), value: literal(choices, 1) };
      return { append: join('fresh'), value: scalar(choices) };
    case 8:
      if (lists.length > 0 && choices.chance(50)) {
        const name = choices.of(lists);
        const items = outer.model.attributes.get(name) as readonly Literal[];
        if (items.length > 0) return { remove: join(name, choices.below(items.length)) };
      }
      if (objects.length > 0 && choices.chance(50)) {
        const name = choices.of(objects);
        const keys = Object.keys(outer.model.attributes.get(name) as object).filter((key) => /^[A-Za-z]\w*$/.test(key));
        if (keys.length > 0) return { remove: join(name, choices.of(keys)) };
      }
      if (types.length > 0 && choices.chance(50)) {
        const type = choices.of(types);
        return { remove: join(`${type}{}`, choices.below(outer.model.blocks.get(type)?.length ?? 1)) };
      }
      return { remove: join(names.length > 0 ? choices.of(names) : 'none') };
    default:
      return { append: join(choices.of(BLOCKS)), value: { id: scalar(choices), longer_name: 1 }, as: 'block' };
  }
}

function isObject(value: Literal | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function intoBlocks(choices: Choices, model: Model): { model: Model; path: (string | number)[] } {
  const path: (string | number)[] = [];
  let at = model;
  while (choices.chance(50)) {
    const types = [...at.blocks.keys()];
    if (types.length === 0) break;
    const type = choices.of(types);
    const all = at.blocks.get(type) ?? [];
    const index = choices.below(all.length);
    const next = all[index];
    if (!next) break;
    path.push(`${type}{}`, index);
    at = next;
  }
  return { model: at, path };
}
