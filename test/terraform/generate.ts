/** Random Terraform expressions, the same for the same seed. */
export class ExpressionGenerator {
  private state: number;

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

  private pick<T>(choices: readonly T[]): T {
    const choice = choices[this.next(choices.length)];
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  }

  private oneIn(n: number): boolean {
    return this.next(n) === 0;
  }

  /** Variables that the loops around see. */
  private readonly names: { readonly name: string; readonly type: Type }[] = [];

  expression(depth = 4): string {
    return this.of(this.pick(types), depth);
  }

  private of(type: Type, depth: number): string {
    // Now and then something of another type, which Terraform converts or refuses.
    const wanted = this.oneIn(40) ? this.pick(types) : type;
    const named = this.names.filter((entry) => entry.type === wanted);
    if (named.length > 0 && this.oneIn(3)) return this.pick(named).name;
    if (depth <= 0) return this.literal(wanted);
    const d = depth - 1;
    if (this.oneIn(9)) return `(${this.of('bool', d)} ? ${this.of(wanted, d)} : ${this.of(wanted, d)})`;
    if (this.oneIn(25)) return `try(${this.of(wanted, d)}, ${this.of(wanted, d)})`;
    if (this.oneIn(30)) return `${this.list(wanted, d)}[${this.of('number', 0)}]`;
    if (this.oneIn(30)) return `{ a = ${this.of(wanted, d)}, b = ${this.of(wanted, d)} }.${this.pick(['a', 'b', 'c'])}`;
    if (this.oneIn(30)) return `(${this.of(wanted, d)})`;
    if (this.oneIn(30)) return `coalesce(${this.of(wanted, d)}, ${this.of(wanted, d)})`;
    if (this.oneIn(40)) return `element(${this.list(wanted, d)}, ${this.next(5)})`;
    if (this.oneIn(40)) return `lookup({ a = ${this.of(wanted, d)} }, ${this.pick(['"a"', '"b"'])}, ${this.of(wanted, d)})`;
    if (this.oneIn(40)) return `one([${this.of(wanted, d)}])`;
    if (this.oneIn(40)) return `jsondecode(jsonencode(${this.of(wanted, d)}))`;
    if (this.oneIn(60)) return `nonsensitive(sensitive(${this.of(wanted, d)}))`;
    switch (wanted) {
      case 'string':
        return this.string(d);
      case 'number':
        return this.number(d);
      case 'bool':
        return this.bool(d);
      case 'strings':
        return this.collection('string', d);
      case 'numbers':
        return this.collection('number', d);
      case 'map':
        return this.map(d);
      case 'objects':
        return this.pick([
          () => this.list('map', d),
          () => `flatten([${this.list('map', d)}, ${this.list('map', d)}])`,
          () => `values(${this.map(d)})`,
        ])();
      case 'mixed':
        return this.mixed(d);
    }
  }

  private literal(type: Type): string {
    switch (type) {
      case 'string':
        return this.pick(strings);
      case 'number':
        return this.pick([
          '0',
          '1',
          '2',
          '3',
          '-1',
          '10',
          '42',
          '1.5',
          '0.1',
          '0.25',
          '100',
          '443',
          '65535',
          '1e3',
          '"7"',
          '2.50',
          '-3.5',
          '0.2',
        ]);
      case 'bool':
        return this.pick(['true', 'false', 'true', 'false', '"true"', '"false"']);
      case 'strings':
        return this.pick([
          '[]',
          '["a"]',
          '["b", "a"]',
          '["a", "b", "a"]',
          'tolist(["x", "y"])',
          'toset(["b", "a", "b"])',
          '["", "z"]',
        ]);
      case 'numbers':
        return this.pick(['[]', '[1]', '[3, 1, 2]', 'range(3)', 'tolist([2, 2])', 'toset([2, 1])', '[0.5, 10]']);
      case 'map':
        return this.pick([
          '{}',
          '{ a = 1 }',
          '{ a = "x", b = "y" }',
          '{ b = 2, a = 1 }',
          'tomap({ k = "v" })',
          '{ "a-b" = true }',
          '{ a = null }',
        ]);
      case 'objects':
        return this.pick([
          '[]',
          '[{ a = 1 }]',
          '[{ a = 1 }, { a = 2 }]',
          '[{ a = "x", b = [1] }]',
          '[{ a = 1, b = 2 }, { a = "1", b = null }]',
        ]);
      case 'mixed':
        return this.pick([
          'null',
          '[1, "a", true]',
          '[[1], [2, 3]]',
          '{ a = [1, 2], b = { c = "d" } }',
          '[null]',
          '[[], {}]',
          '""',
        ]);
    }
  }

  private list(element: Type, depth: number): string {
    const items = Array.from({ length: this.next(4) }, () => this.of(element, depth - 1));
    return `[${items.join(', ')}]`;
  }

  private string(d: number): string {
    const s = () => this.of('string', d);
    const n = () => this.of('number', d);
    return this.pick([
      () => this.template(d),
      () => this.template(d),
      () => this.template(d),
      () => `lower(${s()})`,
      () => `upper(${s()})`,
      () => `title(${s()})`,
      () => `trimspace(${s()})`,
      () => `trim(${s()}, ${this.pick(['" "', '"a"', '"-/"', s()])})`,
      () => `trimprefix(${s()}, ${this.pick(['"a"', '"arn:"', s()])})`,
      () => `trimsuffix(${s()}, ${this.pick(['"b"', '"/"', s()])})`,
      () => `chomp(${s()})`,
      () => `strrev(${s()})`,
      () => `indent(${this.next(3)}, ${s()})`,
      () => `substr(${s()}, ${this.pick(['0', '1', '-1', '3'])}, ${this.pick(['1', '2', '-1', '0', '9'])})`,
      () =>
        `replace(${s()}, ${this.pick(['"a"', '"-"', '"/[0-9]+/"', '"/(a)(b)?/"', '""'])}, ${this.pick(['"_"', '"$1"', '""', s()])})`,
      () => `join(${this.pick(['","', '""', '"-"'])}, ${this.of('strings', d)})`,
      () => `format(${this.pick(['"%s-%s"', '"%v:%v"', '"%q%s"', '"%5s|%-5s"', '"%s%%%v"'])}, ${s()}, ${s()})`,
      () => `format(${this.pick(['"%d"', '"%03d"', '"%+d"', '"%5d|"', '"%v"', '"%s"', '"%-4dx"'])}, ${n()})`,
      () => `jsonencode(${this.of(this.pick(types), d)})`,
      () => `base64decode(base64encode(${s()}))`,
      () => `base64encode(${s()})`,
      () => `urlencode(${s()})`,
      () => `tostring(${this.of(this.pick(['number', 'bool', 'string'] as const), d)})`,
      () =>
        `cidrsubnet(${this.pick(['"10.0.0.0/16"', '"172.16.0.0/12"', '"fd00::/32"', s()])}, ${this.pick(['4', '8', '0'])}, ${this.pick(['0', '1', '15', '300'])})`,
      () =>
        `cidrhost(${this.pick(['"10.0.0.0/24"', '"192.168.1.7/30"', '"fd00:1::/64"'])}, ${this.pick(['0', '1', '-1', '5', '300'])})`,
      () => `cidrnetmask(${this.pick(['"10.0.0.0/8"', '"10.1.2.3/27"', '"fd00::/8"'])})`,
      () => `regex(${this.pick(['"[a-z]+"', '"^a"', '"b?"', '"[0-9.]+"'])}, ${s()})`,
      () => `sha256(${s()})`,
      () => `md5(${s()})`,
      () => `sha1(${s()})`,
    ])();
  }

  private template(d: number): string {
    const inner = (type: Type) => this.of(type, d);
    return this.pick([
      () => `"a-\${${inner('string')}}"`,
      () => `"\${${inner('string')}}:\${${inner('number')}}"`,
      () => `"\${${inner(this.pick(types))}}"`,
      () => `"\${${inner('bool')}}/\${${inner('string')}}/x"`,
      () => `"%{ if ${inner('bool')} }yes\${${inner('string')}}%{ else }no%{ endif }"`,
      () => `"<%{ if ${inner('bool')} ~} y %{ endif }>"`,
      () => this.loop(d, (name, collection) => `"%{ for ${name} in ${collection} }\${${name}},%{ endfor }"`),
      () => `"lit \\"q\\" $\${x} \${${inner('string')}}\\n"`,
    ])();
  }

  private number(d: number): string {
    const n = () => this.of('number', d);
    return this.pick([
      () => `${n()} + ${n()}`,
      () => `(${n()} - ${n()})`,
      () => `${n()} * ${n()}`,
      () => `(${n()} / ${n()})`,
      () => `(${n()} % ${n()})`,
      () => `-(${n()})`,
      () => `length(${this.of(this.pick(['strings', 'map', 'string', 'objects', 'numbers', 'mixed'] as const), d)})`,
      () => `min(${n()}, ${n()})`,
      () => `max(${n()}, ${n()}, ${n()})`,
      () => `abs(${n()})`,
      () => `ceil(${n()})`,
      () => `floor(${n()})`,
      () => `signum(${n()})`,
      () => `sum(${this.of('numbers', d)})`,
      () => `tonumber(${this.of('string', d)})`,
      () =>
        `parseint(${this.pick(['"ff"', '"10"', '"-7"', '"z"', this.of('string', d)])}, ${this.pick(['16', '10', '2', '36'])})`,
      () => `index(${this.of('strings', d)}, ${this.of('string', d)})`,
      () => `pow(${n()}, ${this.pick(['0', '1', '2', '3', '8'])})`,
    ])();
  }

  private bool(d: number): string {
    const b = () => this.of('bool', d);
    const n = () => this.of('number', d);
    const s = () => this.of('string', d);
    const any = this.pick(types);
    return this.pick([
      () => `${n()} < ${n()}`,
      () => `${n()} >= ${n()}`,
      () => `(${n()} <= ${n()})`,
      () => `(${n()} > ${n()})`,
      () => `(${this.of(any, d)} == ${this.of(any, d)})`,
      () => `(${this.of(any, d)} != ${this.of(any, d)})`,
      () => `(${b()} && ${b()})`,
      () => `(${b()} || ${b()})`,
      () => `!(${b()})`,
      () => `contains(${this.of('strings', d)}, ${s()})`,
      () => `contains(${this.of('numbers', d)}, ${n()})`,
      () => `startswith(${s()}, ${s()})`,
      () => `endswith(${s()}, ${s()})`,
      () => `strcontains(${s()}, ${s()})`,
      () => `can(${this.of(any, d)})`,
      () => `alltrue([${b()}, ${b()}])`,
      () => `anytrue([${b()}, ${b()}])`,
      () => `tobool(${this.of(any, d)})`,
    ])();
  }

  private collection(element: 'string' | 'number', d: number): string {
    const type: Type = element === 'string' ? 'strings' : 'numbers';
    const c = () => this.of(type, d);
    const e = () => this.of(element, d);
    return this.pick([
      () => this.list(element, d),
      () => this.list(element, d),
      () => `concat(${c()}, ${c()})`,
      () => `distinct(${c()})`,
      () => `compact(${c()})`,
      () => `flatten([${c()}, ${c()}])`,
      () => `reverse(${c()})`,
      () => `sort(${c()})`,
      () => `slice(${c()}, ${this.pick(['0', '1'])}, ${this.pick(['1', '2'])})`,
      () => `tolist(${c()})`,
      () => `toset(${c()})`,
      () => `setunion(${c()}, ${c()})`,
      () => `setintersection(${c()}, ${c()})`,
      () => `setsubtract(${c()}, ${c()})`,
      () => `keys(${this.map(d)})`,
      () => `values(${this.map(d)})`,
      () => `coalescelist(${c()}, ${c()})`,
      () => `split(${this.pick(['","', '"-"', '""', '"a"'])}, ${this.of('string', d)})`,
      () => `range(${this.pick(['3', '0', '5, 1', '1, 10, 4', '-2', '0, 1, 0.25'])})`,
      () => `matchkeys(${c()}, ${c()}, ${c()})`,
      () => `${this.of('objects', d)}[*].a`,
      () => `${this.of('objects', d)}.*.a`,
      () => `${this.pick([this.of('mixed', d), c()])}[*]`,
      () => `formatlist("%s-%s", ${c()}, ${e()})`,
      () => `regexall("[a-z]", ${this.of('string', d)})`,
      () => this.loop(d, (name, collection) => `[for ${name} in ${collection} : ${this.of(element, d)}]`),
      () =>
        this.loop(d, (name, collection) => `[for ${name} in ${collection} : ${this.of(element, d)} if ${this.of('bool', d)}]`),
      () => `[for k, v in ${this.map(d)} : ${element === 'string' ? 'k' : 'v'}]`,
      () => `[for i, x in ${c()} : ${element === 'string' ? '"${i}${x}"' : 'i'}]`,
      () => `cidrsubnets("10.0.0.0/16", ${this.pick(['4, 4, 8', '1, 1, 1', '8'])})`,
    ])();
  }

  private map(d: number): string {
    const m = () => (d > 0 ? this.of('map', d - 1) : this.literal('map'));
    return this.pick([
      () => `{ a = ${this.of('string', d)}, b = ${this.of('string', d)} }`,
      () => `{ a = ${this.of(this.pick(types), d)} }`,
      () => `{ (${this.of('string', d)}) = ${this.of('number', d)} }`,
      () => `merge(${m()}, ${m()})`,
      () => `tomap(${m()})`,
      () => `zipmap(${this.of('strings', d)}, ${this.of(this.pick(['strings', 'numbers'] as const), d)})`,
      () => `{ for k, v in ${m()} : k => v }`,
      () => `{ for k, v in ${m()} : "\${k}x" => v if k != "a" }`,
      () => `{ for x in ${this.of('strings', d)} : x => ${this.of('number', d)} }`,
      () => `{ for x in ${this.of('strings', d)} : x => x... }`,
      () => `{ a : { b : ${this.of('string', d)} } }`,
    ])();
  }

  private mixed(d: number): string {
    const any = () => this.of(this.pick(types), d);
    return this.pick([
      () => 'null',
      () => `[${any()}, ${any()}]`,
      () => `tolist([${any()}, ${any()}])`,
      () => `toset([${any()}, ${any()}])`,
      () => `tomap({ a = ${any()}, b = ${any()} })`,
      () => `concat([${any()}], ${this.of('objects', d)})`,
      () => `setproduct(${this.of('strings', d)}, ${this.of('numbers', d)})`,
      () => `chunklist(${this.of('strings', d)}, ${this.pick(['1', '2', '0'])})`,
      () => `merge(${this.map(d)}, { z = ${any()} })`,
      () => `distinct([${any()}, ${any()}])`,
      () => `jsondecode(${this.pick(['"[1, {\\"a\\": null}]"', '"{"', '"\\"x\\""', '"1.5"', this.of('string', d)])})`,
      () => `transpose({ a = ${this.of('strings', d)}, b = ["x"] })`,
      () => `{ a = ${any()}, b = ${any()} }[${this.pick(['"a"', '"b"', '"c"', '0'])}]`,
      () => `[${any()}, ${any()}][${this.pick(['0', '1', '2', '-1', '"0"', '0.5'])}]`,
      () => `regex("(?P<x>[a-z])(?P<y>[0-9])?", ${this.of('string', d)})`,
      () => `regex("([a-z])([0-9])?", ${this.of('string', d)})`,
    ])();
  }

  /** A loop; only its body sees the variable. */
  private loop(d: number, build: (name: string, collection: string) => string): string {
    const type = this.pick(['strings', 'numbers'] as const);
    const name = `v${this.names.length}`;
    const collection = this.of(type, d);
    this.names.push({ name, type: type === 'strings' ? 'string' : 'number' });
    const text = build(name, collection);
    this.names.pop();
    return text;
  }
}

type Type = (typeof types)[number];
const types = ['string', 'number', 'bool', 'strings', 'numbers', 'map', 'objects', 'mixed'] as const;

const strings = [
  '""',
  '"a"',
  '"b"',
  '"ab1"',
  '"a-b-c"',
  '"Hello World"',
  '" x "',
  '"5"',
  '"0.50"',
  '"true"',
  '"10.0.0.0/16"',
  '"arn:aws:s3:::b"',
  '"ä€𝒳"',
  '"a,b,,c"',
  '"<&>"',
  '"line\\nbreak\\n"',
  '"q\\"t\\\\"',
  '"null"',
  '"%s"',
];
