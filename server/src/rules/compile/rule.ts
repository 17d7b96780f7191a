import { isCheck } from '../../policy/validity/checks';
import type { Literal, SchemaData } from '../../resources';
import type { Severity } from '../finding';
import type { Category, CompiledRule, Condition, RuleFix, RulePath, Subject } from '../model';
import type { ConditionEnv } from './condition';
import { compileCondition, compilePath } from './condition';
import type { Lists } from './literal';
import { compileLiteral, isRecord } from './literal';
import type { RulePlace } from './problem';
import { Problems } from './problem';
import type { Spot } from './typing';
import { isList, typeOf } from './typing';

/** What rules are compiled against. */
export interface RuleEnv {
  readonly schema: SchemaData;
  readonly lists: Lists;
  /** Control ids by framework: `cis-aws-7.0` -> `2.1.1`. */
  readonly controls: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of the functions in `rules/computed/`. */
  readonly computed: ReadonlySet<string>;
}

export interface RuleResult {
  /** Usable only where `problems` is empty. */
  readonly rule: CompiledRule;
  readonly problems: Problems['all'];
}

/** The type of a policy document that stands by itself. */
const DOCUMENT = 'Ashlar::IAM::PolicyDocument';

/** The category of a rule's file, its path under rules/ without `.yaml`. */
export const RULE_ID = /^(?:aws|azure|gcp|iam|general)\/[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Compiles what the YAML of a rule holds. The shape was validated against `rules/schema/rule.json` before; this reads paths and
 * conditions and checks them against the cloud's schema. All problems are reported, not only the first.
 */
export function compileRule(id: string, raw: Readonly<Record<string, unknown>>, env: RuleEnv): RuleResult {
  const problems = new Problems();
  if (!RULE_ID.test(id))
    problems.add([], `the file's path is the rule's id: expected cloud/service/what-is-wrong in small letters, got ${id}`);
  return { rule: new RuleCompiler(id, raw, { ...env, problems }, env).compile(), problems: problems.all };
}

class RuleCompiler {
  constructor(
    private readonly id: string,
    private readonly raw: Readonly<Record<string, unknown>>,
    private readonly env: ConditionEnv,
    private readonly known: RuleEnv,
  ) {}

  compile(): CompiledRule {
    const { raw } = this;
    const subjects = this.subjects();
    const resource: Spot = { type: subjects[0]?.resource, names: [], root: subjects[0]?.resource ?? '' };
    const resources = subjects.map((one): Spot => ({ type: one.resource, names: [], root: one.resource }));
    const elements = this.elementSpots(subjects, resource);
    const when = raw.when === undefined ? undefined : this.condition(raw.when, resources, ['when']);
    const where = raw.where === undefined ? undefined : this.condition(raw.where, elements, ['where']);
    const at = raw.at === undefined ? undefined : this.path(raw.at, elements, ['at']);
    const fix = raw.fix === undefined ? undefined : this.fix(raw.fix, elements);
    this.checkComputed();
    this.checkControls();
    this.checkMessage();
    return {
      id: this.id,
      title: String(raw.title),
      severity: raw.severity as Severity,
      category: raw.category as Category,
      ...(raw.profile === 'strict' ? { profile: 'strict' } : {}),
      subjects,
      ...(when ? { when } : {}),
      ...(where ? { where } : {}),
      require: raw.require === false || raw.require === undefined ? false : this.condition(raw.require, elements, ['require']),
      ...(at ? { at } : {}),
      message: String(raw.message),
      why: String(raw.why).trim(),
      advice: String(raw.advice).trim(),
      ...(fix ? { fix } : {}),
      controls: (raw.controls ?? {}) as CompiledRule['controls'],
      equivalents: (raw.equivalents ?? []) as string[],
      references: (raw.references ?? []) as string[],
      ...(raw.computed === true ? { computed: true as const } : {}),
      ...(raw.policies === true ? { policies: true as const } : {}),
      ...(isRecord(raw.deprecated) ? { deprecated: raw.deprecated as { since: string; use?: string } } : {}),
    };
  }

  private subjects(): readonly Subject[] {
    const { raw, env } = this;
    if (raw.policies === true) return [{ resource: DOCUMENT, each: [[{ kind: 'name', name: 'Document' }]] }];
    const given = raw.on === undefined ? [{ resource: raw.resource, each: raw.each }] : raw.on;
    if (!Array.isArray(given)) return [];
    return given.filter(isRecord).map((one, i): Subject => {
      const place: RulePlace = raw.on === undefined ? [] : ['on', i];
      const resource = String(one.resource);
      if (!env.schema[resource]) env.problems.add([...place, 'resource'], `there is no cloud type ${resource}`);
      const spot: Spot = { type: resource, names: [], root: resource };
      const each = (one.each === undefined ? [] : [one.each].flat())
        .map(
          (text, n) => compilePath(text, spot, Array.isArray(one.each) ? [...place, 'each', n] : [...place, 'each'], env)?.path,
        )
        .filter((path) => path !== undefined);
      return { resource, each };
    });
  }

  private elementSpots(subjects: readonly Subject[], fallback: Spot): readonly Spot[] {
    const spots: Spot[] = [];
    for (const { resource, each } of subjects) {
      const root: Spot = { type: resource, names: [], root: resource };
      if (each.length === 0) spots.push(root);
      for (const path of each) spots.push(this.spotOf(path, root));
    }
    return spots.length > 0 ? spots : [fallback];
  }

  private spotOf(path: RulePath, root: Spot): Spot {
    let spot: Spot = root;
    for (const step of path) {
      if (step.kind === 'name') spot = { ...spot, names: [...spot.names, step.name] };
      else if (step.kind === 'items' || step.kind === 'select') spot = { ...spot, names: [...spot.names, '[]'] };
      else if (step.kind === 'follow' || step.kind === 'referrers' || step.kind === 'account')
        spot = { type: step.type, names: [], root: root.root };
    }
    return spot;
  }

  /** The same words are asked of every subject, so they must make sense for each of them. */
  private condition(raw: unknown, spots: readonly Spot[], place: RulePlace): Condition {
    const [first, ...others] = spots;
    if (!first) return { kind: 'any', of: [] };
    const condition = compileCondition(raw, first, place, this.env);
    for (const other of distinct(first, others)) compileCondition(raw, other, place, this.env);
    return condition;
  }

  private path(raw: unknown, spots: readonly Spot[], place: RulePlace): RulePath | undefined {
    const [first, ...others] = spots;
    if (!first) return undefined;
    const found = compilePath(raw, first, place, this.env);
    for (const other of distinct(first, others)) compilePath(raw, other, place, this.env);
    return found?.path;
  }

  private fix(raw: unknown, spots: readonly Spot[]): RuleFix | undefined {
    if (!isRecord(raw)) return undefined;
    const writes = (verb: 'set' | 'append') =>
      Object.entries(isRecord(raw[verb]) ? raw[verb] : {}).flatMap(([text, value]) => {
        const place = ['fix', verb, text];
        const path = this.path(text, spots, place);
        const literal = compileLiteral(value, this.env.lists, place, this.env.problems);
        if (path) this.checkWritten(verb, path, literal, spots, place);
        return path ? [{ path, value: literal }] : [];
      });
    const remove = [raw.remove ?? []].flat().flatMap((text, i) => {
      const path = this.path(text, spots, Array.isArray(raw.remove) ? ['fix', 'remove', i] : ['fix', 'remove']);
      return path ? [path] : [];
    });
    const add = isRecord(raw.add) ? this.added(raw.add) : undefined;
    return {
      title: String(raw.title),
      safe: raw.safe === true,
      ...(typeof raw.note === 'string' ? { note: raw.note } : {}),
      ...(raw.word === true ? { word: true as const } : {}),
      set: writes('set'),
      remove,
      append: writes('append'),
      ...(add ? { add } : {}),
    };
  }

  private checkWritten(verb: 'set' | 'append', path: RulePath, value: Literal, spots: readonly Spot[], place: RulePlace): void {
    const [spot] = spots;
    if (!spot) return;
    const type = typeOf(this.spotOf(path, spot), this.env.schema);
    if (verb === 'append' && type !== undefined && type !== 'json' && !isList(type))
      this.env.problems.add(place, 'expected a list to append to');
    if (verb === 'set' && type === 'boolean' && typeof value !== 'boolean')
      this.env.problems.add(place, 'expected true or false');
    if (verb === 'set' && (type === 'integer' || type === 'number') && typeof value !== 'number')
      this.env.problems.add(place, 'expected a number');
    if (verb === 'set' && type === 'string' && typeof value !== 'string') this.env.problems.add(place, 'expected text');
  }

  private added(raw: Record<string, unknown>): RuleFix['add'] {
    const { env } = this;
    const type = String(raw.resource);
    const spot: Spot = { type, names: [], root: type };
    if (!env.schema[type]) env.problems.add(['fix', 'add', 'resource'], `there is no cloud type ${type}`);
    else compilePath(raw.link, spot, ['fix', 'add', 'link'], env);
    const properties: Record<string, Literal> = {};
    for (const [name, value] of Object.entries(isRecord(raw.properties) ? raw.properties : {})) {
      const place = ['fix', 'add', 'properties', name];
      if (env.schema[type]) compilePath(name, spot, place, env);
      properties[name] = compileLiteral(value, env.lists, place, env.problems);
    }
    return { type, link: String(raw.link), properties };
  }

  private checkComputed(): void {
    const { raw, env } = this;
    if (raw.computed === true && !this.known.computed.has(this.id))
      env.problems.add(['computed'], `rules/computed/ has no function for ${this.id}`);
    if (raw.computed !== true && this.known.computed.has(this.id))
      env.problems.add([], 'rules/computed/ has a function for this rule: say `computed: true` instead of `require`');
    if (raw.computed === true && raw.require !== undefined) env.problems.add(['require'], 'a computed rule has no `require`');
    if (raw.policies === true) {
      const check = this.id.slice(this.id.lastIndexOf('/') + 1);
      if (!isCheck(check)) env.problems.add(['policies'], `policy/validity has no check ${check}`);
      return;
    }
    if (raw.computed !== true && raw.require === undefined) env.problems.add([], 'expected `require`, or `computed: true`');
    if (raw.require === false && raw.where === undefined && raw.when === undefined)
      env.problems.add(['require'], '`false` needs a `when` or a `where` that says which are wrong');
  }

  private checkControls(): void {
    const controls = isRecord(this.raw.controls) ? this.raw.controls : {};
    for (const [framework, ids] of Object.entries(controls)) {
      const known = this.known.controls.get(framework);
      if (!known) {
        this.env.problems.add(
          ['controls', framework],
          `there is no framework ${framework} in rules/frameworks/ (there are ${[...this.known.controls.keys()].join(', ')})`,
        );
        continue;
      }
      for (const [i, id] of [ids].flat().entries()) {
        if (!known.has(String(id)))
          this.env.problems.add(['controls', framework, i], `rules/frameworks/ lists no control ${String(id)} of ${framework}`);
      }
    }
  }

  private checkMessage(): void {
    const message = String(this.raw.message);
    for (const [slot] of message.matchAll(/\{[^}]*\}/g)) {
      if (!['{name}', '{value}', '{detail}'].includes(slot))
        this.env.problems.add(['message'], `expected {name}, {value} or {detail}, got ${slot}`);
    }
    const secret = JSON.stringify([this.raw.require, this.raw.where, this.raw.when]).includes('"has-secret"');
    if (secret && message.includes('{value}'))
      this.env.problems.add(['message'], 'a rule about secrets must not repeat the value: use {detail}');
    for (const [i, reference] of ([this.raw.references ?? []].flat() as unknown[]).entries()) {
      if (!String(reference).startsWith('https://'))
        this.env.problems.add(['references', i], 'expected a page that starts with https://');
    }
  }
}

function distinct(first: Spot, others: readonly Spot[]): readonly Spot[] {
  const key = (spot: Spot) => `${spot.type} ${spot.names.join('.')}`;
  const seen = new Set([key(first)]);
  return others.filter((one) => !seen.has(key(one)) && seen.add(key(one)));
}

/** Every property path of a rule, from the resource that it belongs to: what mappings must be able to supply. */
export function pathsOf(rule: CompiledRule): readonly { readonly type: string; readonly path: readonly string[] }[] {
  const used = new Map<string, { type: string; path: readonly string[] }>();
  const walk = (start: Spot, path: RulePath): Spot => {
    let spot = start;
    for (const step of path) {
      if (step.kind === 'name') spot = { ...spot, names: [...spot.names, step.name] };
      else if (step.kind === 'items') spot = { ...spot, names: [...spot.names, '[]'] };
      else if (step.kind === 'select') {
        note({ ...spot, names: [...spot.names, '[]', step.key] });
        spot = { ...spot, names: [...spot.names, '[]'] };
      } else {
        note(spot);
        if (step.kind === 'referrers') note({ type: step.type, names: step.path, root: step.type });
        const type = step.kind === 'resource' ? start.root : step.type;
        spot = { type, names: [], root: step.kind === 'resource' ? start.root : (type ?? '') };
      }
    }
    note(spot);
    return spot;
  };
  const note = (spot: Spot) => {
    if (spot.type === undefined || spot.names.length === 0) return;
    used.set(`${spot.type} ${spot.names.join('.')}`, { type: spot.type, path: spot.names });
  };
  const visit = (condition: Condition, spot: Spot): void => {
    if (condition.kind === 'test') {
      const reached = walk(spot, condition.path);
      if (!('condition' in condition.test)) return;
      const through =
        condition.path.some((step) => step.kind === 'items' || step.kind === 'referrers') ||
        condition.path.at(-1)?.kind === 'select';
      visit(condition.test.condition, through ? reached : { ...reached, names: [...reached.names, '[]'] });
    } else if (condition.kind === 'not') visit(condition.of, spot);
    else for (const one of condition.of) visit(one, spot);
  };
  for (const { resource, each } of rule.subjects) {
    const root: Spot = { type: resource, names: [], root: resource };
    if (rule.when) visit(rule.when, root);
    for (const path of each.length > 0 ? each : [[]]) {
      const spot = walk(root, path);
      if (rule.where) visit(rule.where, spot);
      if (rule.require !== false) visit(rule.require, spot);
    }
  }
  return [...used.values()];
}
