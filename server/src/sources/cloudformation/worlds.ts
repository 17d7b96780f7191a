import type { DataNode } from '../../syntax/data';
import type { Truth, Value } from '../../values';
import type { Call } from './call';
import { callOf, listArguments } from './call';
import { conditionTruth, sameValue } from './conditions';
import type { Choices, Evaluation, Scope } from './model';
import { ANYTHING, emptyScope } from './scope';
import { subPieces } from './sub';
import { textOf } from './text-value';
import { oneOf } from './value-at';

/** So many choices together are tried out; where there are more, conditions stay undecided. */
const MAX_WORLDS = 256;
const MAX_DEPTH = 100;

/**
 * What conditions come to over all values that their parameters can have. A parameter that is not decided stands for one of its
 * allowed values; else for one of the texts that conditions compare it with, or none of them. So `!Equals [!Ref Env, prod]` and
 * `!Equals [!Ref Env, dev]` exclude each other, and whatever holds for each allowed value holds.
 */
export class Worlds implements Choices {
  private readonly variables = new Map<string, ReadonlySet<string> | undefined>();
  private readonly domains = new Map<string, readonly (Value | undefined)[]>();
  private readonly enumerated = new Map<string, readonly Scope[] | undefined>();
  /** Names of sets of variables, once made. */
  private readonly keys = new WeakMap<ReadonlySet<string>, string>();
  private readonly callsAt = new Map<DataNode, Call | undefined>();
  private found: { readonly compared: ReadonlyMap<string, readonly Value[]>; readonly rules: readonly Rule[] } | undefined;

  constructor(private readonly ev: Evaluation) {}

  /** Whether a condition holds in every choice that agrees with what is assumed. */
  truth(name: string, scope: Scope): Truth {
    const own = this.variablesOf(name);
    if (!own || own.size === 0) return 'unknown';
    let shared: Truth | undefined;
    for (const world of this.possible(own, scope) ?? []) {
      const truth = this.ev.condition(name, world);
      if (truth === 'unknown' || (shared !== undefined && truth !== shared)) return 'unknown';
      shared = truth;
    }
    return shared ?? 'unknown';
  }

  /** What a parameter can be under what is assumed; undefined where that tells nothing. */
  narrow(name: string, scope: Scope): Value | undefined {
    if (scope.narrowed.has(name)) return scope.narrowed.get(name);
    const value = this.narrowed(name, scope);
    scope.narrowed.set(name, value);
    return value;
  }

  /** Whether the parameter is none of the texts that conditions speak of, and `text` is one of them. */
  excludes(name: string, text: string): boolean {
    return this.domainOf(name).some((value) => value !== undefined && textOf(value) === text);
  }

  callAt(node: DataNode): Call | undefined {
    const known = this.callsAt.get(node);
    if (known || this.callsAt.has(node)) return known;
    const call = callOf(node, true);
    this.callsAt.set(node, call);
    return call;
  }

  /** Whether there is anything to learn about a parameter where nothing is assumed. */
  get hasRules(): boolean {
    return this.facts().rules.length > 0;
  }

  private narrowed(name: string, scope: Scope): Value | undefined {
    const domain = this.domainOf(name);
    if (domain.length < 2) return undefined;
    const possible = this.possible(new Set([name]), scope);
    if (!possible || possible.length === 0) return undefined;
    const left = new Set(possible.map((world) => world.world?.values.get(name)));
    if (left.has(undefined) || left.size === domain.length) return undefined;
    const values = domain.filter((value): value is Value => value !== undefined && left.has(value));
    const [first] = values;
    return first && oneOf(values, first.origin);
  }

  /** The choices for these variables, and those that are bound up with them, that agree with what is assumed; undefined: too many. */
  private possible(wanted: ReadonlySet<string>, scope: Scope): readonly Scope[] | undefined {
    let key = this.keys.get(wanted);
    if (key === undefined) {
      key = [...wanted].sort().join('\n');
      this.keys.set(wanted, key);
    }
    if (scope.possible.has(key)) return scope.possible.get(key);
    const found = this.findPossible(wanted, scope);
    scope.possible.set(key, found);
    return found;
  }

  private findPossible(wanted: ReadonlySet<string>, scope: Scope): readonly Scope[] | undefined {
    let variables = wanted;
    if (this.count(variables) > MAX_WORLDS) return undefined;
    const add = (more: ReadonlySet<string> | undefined): boolean => {
      if (!more || more.size === 0 || ![...more].some((name) => variables.has(name))) return false;
      const all = new Set([...variables, ...more]);
      if (this.count(all) > MAX_WORLDS) return false;
      variables = all;
      return true;
    };
    for (const rule of this.facts().rules) add(rule.variables);
    const given: [string, boolean][] = [];
    let pending = [...scope.assumed];
    // An assumption may lead on to the variables of another one.
    for (let again = true; again; ) {
      again = false;
      pending = pending.filter(([name, holds]) => {
        if (!add(this.variablesOf(name))) return true;
        given.push([name, holds]);
        again = true;
        return false;
      });
    }
    const worlds = this.worldsOf(variables);
    return worlds?.filter((world) => given.every(([name, holds]) => this.ev.condition(name, world) !== !holds));
  }

  private count(variables: ReadonlySet<string>): number {
    let count = 1;
    for (const name of variables) {
      count *= name.startsWith('?') ? 2 : this.domainOf(name).length;
      if (count > MAX_WORLDS) break;
    }
    return count;
  }

  private worldsOf(variables: ReadonlySet<string>): readonly Scope[] | undefined {
    const names = [...variables].sort();
    const key = names.join('\n');
    if (this.enumerated.has(key)) return this.enumerated.get(key);
    let choices: { values: Map<string, Value | undefined>; answers: Map<string, boolean> }[] = [
      { values: new Map(), answers: new Map() },
    ];
    for (const name of names) {
      choices = choices.flatMap(({ values, answers }) =>
        name.startsWith('?')
          ? [true, false].map((answer) => ({ values, answers: new Map(answers).set(name, answer) }))
          : this.domainOf(name).map((value) => ({ values: new Map(values).set(name, value), answers })),
      );
    }
    const worlds = choices.map((world) => emptyScope(world));
    const allowed = worlds.filter((world) => this.facts().rules.every((rule) => rule.allows(world) !== false));
    // Where no choice satisfies the rules nothing can be deployed: then they say nothing.
    const kept = allowed.length > 0 ? allowed : worlds;
    this.enumerated.set(key, kept);
    return kept;
  }

  /** The values that tell choices of a parameter apart; `undefined` is any other. */
  private domainOf(name: string): readonly (Value | undefined)[] {
    const known = this.domains.get(name);
    if (known) return known;
    const value = this.ev.parameter(name);
    let domain: readonly (Value | undefined)[] = [undefined];
    if (value?.kind === 'oneOf' && value.choices.every((choice) => textOf(choice) !== undefined)) domain = value.choices;
    else if (value && textOf(value) === undefined) {
      const compared = this.facts().compared.get(name) ?? [];
      domain = [...compared.filter((text) => sameValue(value, text) === 'unknown'), undefined];
    }
    this.domains.set(name, domain);
    return domain;
  }

  /** The parameters that a condition depends on, and its questions that these do not answer; undefined where it leads too far. */
  private variablesOf(name: string, depth = 0): ReadonlySet<string> | undefined {
    if (this.variables.has(name)) return this.variables.get(name);
    this.variables.set(name, undefined);
    const declared = this.ev.template.conditions.get(name);
    if (!declared || depth > MAX_DEPTH) return undefined;
    const found = this.variablesIn(declared.node, declared.bound, depth);
    this.variables.set(name, found);
    return found;
  }

  private variablesIn(node: DataNode, bound: Bound, depth: number): ReadonlySet<string> | undefined {
    const found = new Set<string>();
    let complete = true;
    const condition = (name: string): void => {
      const inner = this.variablesOf(name, depth + 1);
      if (inner) for (const each of inner) found.add(each);
      else complete = false;
    };
    const parameter = (name: string): void => {
      if (this.domainOf(name).length > 1) found.add(name);
    };
    const walk = (each: DataNode): void => {
      const call = callOf(each, true);
      if (call?.name === 'Condition' && call.argument.kind === 'scalar') condition(call.argument.text);
      else if (call?.name === 'Ref' && call.argument.kind === 'scalar') parameter(call.argument.text);
      else if (call) {
        if (call.name === 'Fn::Sub') {
          const [text] = listArguments(call.argument) ?? [call.argument];
          if (text?.kind === 'scalar') {
            for (const piece of subPieces(text.text)) if (piece.kind === 'name') parameter(piece.name);
          }
        }
        if (call.name === 'Fn::Equals') {
          const question = this.questionOf(call.argument, bound);
          if (question !== undefined) found.add(question);
        }
        walk(call.argument);
      } else if (each.kind === 'sequence') each.items.forEach(walk);
      else if (each.kind === 'mapping') for (const entry of each.entries) walk(entry.value);
    };
    walk(node);
    return complete ? found : undefined;
  }

  /** A comparison that the choice of its parameters may leave open: it has an answer, which is the same wherever it is asked. */
  questionOf(argument: DataNode, bound: Bound): string | undefined {
    const sides = listArguments(argument) ?? [];
    const plain = sides.filter((side) => side.kind === 'scalar' && side.tag === undefined);
    const named = sides.filter((side) => refName(side) !== undefined);
    if (plain.length + named.length === sides.length && named.length < 2) return undefined;
    const pass = [...bound].map(([name, value]) => `${name}=${JSON.stringify(textOf(value) ?? null)}`);
    return `?${pass.join()}${keyOf(argument)}`;
  }

  private facts(): { readonly compared: ReadonlyMap<string, readonly Value[]>; readonly rules: readonly Rule[] } {
    if (this.found) return this.found;
    const compared = new Map<string, Value[]>();
    const root = emptyScope();
    const note = (name: string | undefined, other: DataNode, bound: Bound): void => {
      if (name === undefined || bound.has(name)) return;
      for (const node of other.kind === 'sequence' ? other.items : [other]) {
        const element = bound.get(refName(node) ?? '');
        if (!element && (node.kind !== 'scalar' || node.tag !== undefined)) continue;
        const value = element ?? this.ev.value(node, bound.size > 0 ? { ...root, bound } : root, ANYTHING);
        if (textOf(value) === undefined) continue;
        const values = compared.get(name) ?? [];
        if (!values.some((known) => textOf(known) === textOf(value))) values.push(value);
        compared.set(name, values);
      }
    };
    const walk = (node: DataNode, bound: Bound): void => {
      const call = callOf(node, true);
      const [a, b] = (call && listArguments(call.argument)) ?? [];
      if ((call?.name === 'Fn::Equals' || call?.name === 'Fn::Contains') && a && b) {
        note(refName(a), b, bound);
        note(refName(b), a, bound);
      }
      if (node.kind === 'sequence') for (const item of node.items) walk(item, bound);
      else if (node.kind === 'mapping') for (const entry of node.entries) walk(entry.value, bound);
    };
    for (const { node, bound } of this.ev.template.conditions.values()) walk(node, bound);
    const unbound: Bound = new Map();
    for (const rule of this.ev.template.rules) {
      for (const node of rule.condition ? [rule.condition, ...rule.assertions] : rule.assertions) walk(node, unbound);
    }
    const found = { compared, rules: [] as Rule[] };
    // The variables of rules are told by what was compared.
    this.found = found;
    for (const rule of this.ev.template.rules) {
      const nodes = rule.condition ? [rule.condition, ...rule.assertions] : rule.assertions;
      const parts = nodes.map((node) => this.variablesIn(node, unbound, 0) ?? []);
      found.rules.push({
        variables: new Set(parts.flatMap((part) => [...part])),
        allows: (world) => {
          if (rule.condition && conditionTruth(this.ev, rule.condition, world) !== true) return true;
          return !rule.assertions.some((assertion) => conditionTruth(this.ev, assertion, world) === false);
        },
      });
    }
    return found;
  }
}

type Bound = Scope['bound'];

interface Rule {
  readonly variables: ReadonlySet<string>;
  /** False where an assertion surely fails. */
  allows(world: Scope): Truth;
}

function refName(node: DataNode): string | undefined {
  const call = callOf(node);
  return call?.name === 'Ref' && call.argument.kind === 'scalar' ? call.argument.text : undefined;
}

/** The same text for two nodes that say the same. */
function keyOf(node: DataNode): string {
  const tag = node.tag === undefined ? '' : `!${node.tag} `;
  switch (node.kind) {
    case 'scalar':
      return tag + JSON.stringify(node.text);
    case 'sequence':
      return `${tag}[${node.items.map(keyOf).join()}]`;
    case 'mapping':
      return `${tag}{${node.entries.map((entry) => `${JSON.stringify(entry.key.text)}:${keyOf(entry.value)}`).join()}}`;
  }
}
