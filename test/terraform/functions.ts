import { type Kind, samples } from './samples';

/** The parameters of a function: kinds of samples, of which the last repeats where there are dots. */
interface Shape {
  readonly takes: readonly Kind[];
  readonly repeats?: Kind;
}

function shape(...takes: readonly Kind[]): Shape {
  return { takes };
}

function variadic(repeats: Kind, ...takes: readonly Kind[]): Shape {
  return { takes, repeats };
}

/** Every pure function of Terraform. A test asserts that none is missing. */
export const shapes: Readonly<Record<string, Shape>> = {
  abs: shape('number'),
  abspath: shape('path'),
  alltrue: shape('bools'),
  anytrue: shape('bools'),
  base64decode: shape('base64'),
  base64encode: shape('text'),
  base64sha256: shape('text'),
  base64sha512: shape('text'),
  basename: shape('path'),
  can: shape('anything'),
  ceil: shape('number'),
  chomp: shape('text'),
  chunklist: shape('lists', 'small'),
  cidrhost: shape('prefix', 'number'),
  cidrnetmask: shape('prefix'),
  cidrsubnet: shape('prefix', 'small', 'small'),
  cidrsubnets: variadic('small', 'prefix', 'small'),
  coalesce: variadic('anything', 'anything', 'anything'),
  coalescelist: variadic('lists', 'lists'),
  compact: shape('texts'),
  concat: variadic('lists', 'lists', 'lists'),
  contains: shape('lists', 'anything'),
  csvdecode: shape('csv'),
  dirname: shape('path'),
  distinct: shape('lists'),
  element: shape('lists', 'small'),
  endswith: shape('text', 'text'),
  ephemeralasnull: shape('anything'),
  file: shape('file'),
  filebase64: shape('file'),
  filebase64sha256: shape('file'),
  filebase64sha512: shape('file'),
  fileexists: shape('file'),
  filemd5: shape('file'),
  fileset: shape('directory', 'glob'),
  filesha1: shape('file'),
  filesha256: shape('file'),
  filesha512: shape('file'),
  flatten: shape('lists'),
  floor: shape('number'),
  format: variadic('anything', 'format', 'number', 'text'),
  formatdate: shape('dateFormat', 'time'),
  formatlist: variadic('texts', 'format', 'texts'),
  indent: shape('small', 'text'),
  index: shape('lists', 'anything'),
  issensitive: shape('anything'),
  join: variadic('texts', 'text', 'texts'),
  jsondecode: shape('json'),
  jsonencode: shape('anything'),
  keys: shape('maps'),
  length: shape('lists'),
  log: shape('number', 'number'),
  lookup: shape('maps', 'text', 'anything'),
  lower: shape('text'),
  matchkeys: shape('lists', 'lists', 'lists'),
  max: variadic('number', 'number', 'number'),
  md5: shape('text'),
  merge: variadic('maps', 'maps', 'maps'),
  min: variadic('number', 'number', 'number'),
  nonsensitive: shape('anything'),
  one: shape('lists'),
  parseint: shape('digits', 'base'),
  pathexpand: shape('path'),
  pow: shape('number', 'small'),
  range: variadic('small', 'small'),
  regex: shape('pattern', 'text'),
  regexall: shape('pattern', 'text'),
  replace: shape('text', 'search', 'replacement'),
  reverse: shape('lists'),
  sensitive: shape('anything'),
  setintersection: variadic('lists', 'lists', 'lists'),
  setproduct: variadic('lists', 'lists', 'texts'),
  setsubtract: shape('lists', 'lists'),
  setunion: variadic('lists', 'lists', 'lists'),
  sha1: shape('text'),
  sha256: shape('text'),
  sha512: shape('text'),
  signum: shape('number'),
  slice: shape('lists', 'small', 'small'),
  sort: shape('texts'),
  split: shape('text', 'text'),
  startswith: shape('text', 'text'),
  strcontains: shape('text', 'text'),
  strrev: shape('text'),
  substr: shape('text', 'small', 'small'),
  sum: shape('numbers'),
  templatefile: shape('template', 'vars'),
  templatestring: shape('templateText', 'vars'),
  textdecodebase64: shape('base64', 'encoding'),
  textencodebase64: shape('text', 'encoding'),
  timeadd: shape('time', 'duration'),
  timecmp: shape('time', 'time'),
  title: shape('text'),
  tobool: shape('bool'),
  tolist: shape('lists'),
  tomap: shape('maps'),
  tonumber: shape('number'),
  toset: shape('lists'),
  tostring: shape('anything'),
  transpose: shape('maps'),
  trim: shape('text', 'text'),
  trimprefix: shape('text', 'text'),
  trimspace: shape('text'),
  trimsuffix: shape('text', 'text'),
  try: variadic('anything', 'anything'),
  upper: shape('text'),
  urlencode: shape('text'),
  uuidv5: shape('uuidSpace', 'text'),
  values: shape('maps'),
  yamldecode: shape('yaml'),
  yamlencode: shape('anything'),
  zipmap: shape('texts', 'lists'),
};

/** Calls of one function, the same for the same seed: right ones and wrong ones of every kind. */
export class CallGenerator {
  private state: number;
  private readonly done = new Set<string>();

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number in [0, below), from a small generator (mulberry32). */
  private next(below: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  }

  private of(kind: Kind): string {
    const all: readonly string[] = samples[kind];
    return all[this.next(all.length)] ?? '""';
  }

  /** As many different calls as there are, up to `count`. */
  calls(name: string, count: number): readonly string[] {
    const found: string[] = [];
    const { takes, repeats } = shapes[name] ?? shape();
    // Every sample of every parameter is used at least once.
    for (const [i, kind] of takes.entries()) {
      for (const sample of samples[kind]) {
        const args = takes.map((other) => this.of(other));
        args[i] = sample;
        this.add(`${name}(${args.join(', ')})`, found);
      }
    }
    for (let tries = 0; found.length < count && tries < count * 4; tries++) this.add(this.call(name, takes, repeats), found);
    return found;
  }

  private add(call: string, found: string[]): void {
    if (this.done.has(call)) return;
    this.done.add(call);
    found.push(call);
  }

  private call(name: string, takes: readonly Kind[], repeats: Kind | undefined): string {
    const args = takes.map((kind) => this.of(kind));
    if (repeats) for (let more = this.next(3); more > 0; more--) args.push(this.of(repeats));
    const at = this.next(Math.max(1, args.length));
    switch (this.next(16)) {
      case 0:
        args[at] = this.of('anything');
        break;
      case 1:
        args[at] = this.of('lists');
        break;
      case 2:
        args.splice(at, 1);
        break;
      case 3:
        args.push(this.of('anything'));
        break;
      case 4:
      case 5:
        args[at] = this.of('unknown');
        break;
      case 6:
        args[at] = 'null';
        break;
      case 7:
        return `issensitive(${name}(${args.map((arg, i) => (i === at ? `sensitive(${arg})` : arg)).join(', ')}))`;
      case 8:
        return `nonsensitive(sensitive(${name}(${args.join(', ')})))`;
      case 9:
        return `${name}([${args.join(', ')}]...)`;
      case 10:
        return `try(${name}(${args.join(', ')}), "other")`;
      case 11:
        return `[for x in [${args[at] ?? '1'}, ${this.of('anything')}] : ${name}(${args.map((arg, i) => (i === at ? 'x' : arg)).join(', ')})]`;
      case 12:
        args[at] = this.of('maps');
        break;
    }
    return `${name}(${args.join(', ')})`;
  }
}
