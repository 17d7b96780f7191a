import { type DataNode, entryOf } from '../../../syntax/data';
import type { ResourceAttribute } from '../../../values';
import { at, items, type PlannedResource, textOf } from './document';

/** How often one value is passed on before it is given up. */
const MOST_HOPS = 30;

interface Scope {
  /** The module's configuration. */
  readonly module: DataNode;
  /** `module.a["k"].` */
  readonly path: string;
  readonly outer: { readonly scope: Scope; readonly call: DataNode; readonly key: string | undefined } | undefined;
}

/** The `configuration` of a plan: what each argument is made of, as far as the plan tells. */
export class PlanConfiguration {
  private readonly blocks = new Map<DataNode, ReadonlyMap<string, DataNode>>();
  private readonly scopes = new Map<string, Scope | undefined>();

  constructor(private readonly root: DataNode | undefined) {}

  /** The arguments of a resource that are written, by name; undefined where the configuration does not tell. */
  expressionsOf(resource: PlannedResource): DataNode | undefined {
    return at(this.blockOf(resource), 'expressions');
  }

  /** The attribute of another resource that an argument is, if it is made of nothing else. */
  reference(resource: PlannedResource, argument: string): ResourceAttribute | undefined {
    const scope = this.scopeAt(resource.module);
    const block = this.blockOf(resource);
    const expression = at(block, 'expressions', argument);
    if (!scope || !block || !expression) return undefined;
    return this.resolve(scope, expression, block, resource.key === undefined ? undefined : keyText(resource.key), 0);
  }

  private blockOf({ module, type, name, mode }: PlannedResource): DataNode | undefined {
    const scope = this.scopeAt(module);
    if (!scope) return undefined;
    let blocks = this.blocks.get(scope.module);
    if (!blocks) {
      const all = items(at(scope.module, 'resources'));
      blocks = new Map(all.map((block) => [`${textOf(block, 'mode')} ${textOf(block, 'type')} ${textOf(block, 'name')}`, block]));
      this.blocks.set(scope.module, blocks);
    }
    return blocks.get(`${mode} ${type} ${name}`);
  }

  private scopeAt(path: string): Scope | undefined {
    if (path === '') return this.root && { module: this.root, path, outer: undefined };
    if (this.scopes.has(path)) return this.scopes.get(path);
    const [, outside = '', name = '', key] = lastModule(path) ?? [];
    const outer = this.scopeAt(outside);
    const call = at(outer?.module, 'module_calls', name);
    const module = at(call, 'module');
    const scope = outer && call && module ? { module, path, outer: { scope: outer, call, key } } : undefined;
    this.scopes.set(path, scope);
    return scope;
  }

  private resolve(
    scope: Scope,
    expression: DataNode,
    block: DataNode,
    key: string | undefined,
    hops: number,
  ): ResourceAttribute | undefined {
    if (hops > MOST_HOPS) return undefined;
    const names = mostSpecific(
      items(at(expression, 'references')).flatMap((each) => (each.kind === 'scalar' ? [each.text] : [])),
    );
    const [name, beside, more] = names;
    if (name === undefined || more !== undefined) return undefined;
    if (beside !== undefined) return this.sameInstance(scope, names, key);
    const variable = /^var\.([^.[\]]+)$/.exec(name)?.[1];
    if (variable !== undefined) {
      const { outer } = scope;
      const given = outer && at(outer.call, 'expressions', variable);
      return outer && given && this.resolve(outer.scope, given, outer.call, outer.key, hops + 1);
    }
    const output = /^module\.([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.([^.[\]]+)$/.exec(name);
    if (output) {
      const inner = this.scopeAt(`${scope.path}module.${output[1]}${output[2] ?? ''}.`);
      const value = at(inner?.module, 'outputs', output[3] ?? '', 'expression');
      const repeats = entryOf(inner?.outer?.call, 'count_expression') ?? entryOf(inner?.outer?.call, 'for_each_expression');
      if (!inner?.outer || !value || (repeats && output[2] === undefined)) return undefined;
      return this.resolve(inner, value, inner.outer.call, undefined, hops + 1);
    }
    const each = /^each\.value\.([^.[\]]+)$/.exec(name)?.[1];
    if (each !== undefined && key !== undefined) {
      const [over, other] = items(at(block, 'for_each_expression', 'references'));
      const whole = over?.kind === 'scalar' && !other ? resourceNamed(over.text, false) : undefined;
      return whole && { address: `${scope.path}${whole.address}${key}`, attribute: each };
    }
    const found = resourceNamed(name, true);
    return found && { address: scope.path + found.address, attribute: found.attribute };
  }

  /** `aws_s3_bucket.b[each.key].id`: the plan names the resource and the key, not the attribute. */
  private sameInstance(scope: Scope, names: readonly string[], key: string | undefined): ResourceAttribute | undefined {
    const rest = names.filter((name) => name !== 'each.key' && name !== 'count.index');
    const whole = rest.length === 1 && key !== undefined ? resourceNamed(rest[0] ?? '', false) : undefined;
    return whole && { address: `${scope.path}${whole.address}${key}`, attribute: 'id' };
  }
}

function keyText(key: string | number): string {
  return `[${JSON.stringify(key)}]`;
}

/** The last module of a path, and what is before it. */
function lastModule(path: string): readonly (string | undefined)[] | undefined {
  let start = 0;
  const step = /module\.([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./y;
  for (;;) {
    step.lastIndex = start;
    const match = step.exec(path);
    if (!match) return undefined;
    if (step.lastIndex === path.length) return [path, path.slice(0, start), match[1], match[2]];
    start = step.lastIndex;
  }
}

/** References without those that others go on from: a plan lists `a.b.id` and `a.b`. */
function mostSpecific(names: readonly string[]): readonly string[] {
  const all = [...new Set(names)];
  return all.filter(
    (name) => !all.some((other) => other !== name && (other.startsWith(`${name}.`) || other.startsWith(`${name}[`))),
  );
}

const RESOURCE = /^((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)(?:\.([A-Za-z_][\w-]*))?$/;
const NO_RESOURCE = /^(?:var|local|module|each|count|path|terraform|self)\./;

function resourceNamed(name: string, withAttribute: boolean): ResourceAttribute | undefined {
  const match = NO_RESOURCE.test(name) ? undefined : RESOURCE.exec(name);
  if (!match?.[1] || (match[2] !== undefined) !== withAttribute) return undefined;
  return { address: match[1], attribute: match[2] ?? '' };
}
