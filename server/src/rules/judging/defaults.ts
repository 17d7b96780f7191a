import type { Literal } from '../../resources';
import type { Origin, Value } from '../../values';
import { absent, boolValue, numberValue, stringValue, unknown } from '../../values';
import type { DefaultChoice, DefaultsData } from '../data';
import type { Check } from '../operators';
import { compileCondition } from './condition';
import { routeOf, selectOne } from './navigate';
import type { Place } from './place';
import { reasonOf, rootPlace } from './place';
import type { World } from './world';
import { defaultKey } from './world';

interface Choice {
  readonly when: Check | undefined;
  readonly choice: DefaultChoice;
}

/** The cloud's defaults, each chain compiled when it is first asked for. */
export class Defaults {
  private readonly chains = new Map<string, readonly Choice[]>();
  /** The properties whose default is being looked for: one that depends on itself is not known. */
  private readonly asking = new Set<string>();

  constructor(private readonly data: DefaultsData) {}

  /** @returns undefined where no default is documented. */
  at(place: Place, world: World): Value | undefined {
    // Live properties are what the cloud says they are; what was not listed is not known.
    if (place.resource.source === 'live') return undefined;
    const chain = this.chain(place);
    if (!chain) return undefined;
    const key = `${place.resource.address} ${place.path.join('.')}`;
    if (this.asking.has(key)) return unknown({ kind: 'cycle', what: 'the default' }, defaultOrigin(place));
    this.asking.add(key);
    try {
      return resolve(chain, 0, place, world);
    } finally {
      this.asking.delete(key);
    }
  }

  private chain(place: Place): readonly Choice[] | undefined {
    const ofType = this.data[place.resource.type];
    if (!ofType) return undefined;
    const key = defaultKey(place.path);
    const choices = ofType[key];
    if (!choices) return undefined;
    const cached = `${place.resource.type} ${key}`;
    let chain = this.chains.get(cached);
    if (!chain) {
      chain = choices.map((choice) => ({ when: choice.when && compileCondition(choice.when), choice }));
      this.chains.set(cached, chain);
    }
    return chain;
  }
}

function resolve(chain: readonly Choice[], from: number, place: Place, world: World): Value | undefined {
  const one = chain[from];
  if (!one) return undefined;
  const truth = one.when ? one.when(holderOf(place), world).truth : true;
  if (truth === false) return resolve(chain, from + 1, place, world);
  const value = choiceValue(one.choice, place, world);
  if (truth === true) return value;
  const otherwise = resolve(chain, from + 1, place, world) ?? absent(defaultOrigin(place));
  return { kind: 'oneOf', choices: [value, otherwise], origin: defaultOrigin(place) };
}

/** The object that holds the property: the innermost list item around it, else the resource. */
function holderOf(place: Place): Place {
  const base = rootPlace(place.resource, place.anchor);
  const last = place.path.findLastIndex((step) => typeof step === 'number');
  if (last < 0) return base;
  const path = place.path.slice(0, last + 1);
  return { ...base, path, value: place.resource.get(path) };
}

function choiceValue(choice: DefaultChoice, place: Place, world: World): Value {
  const origin = defaultOrigin(place);
  if (choice.from) {
    const other = selectOne(holderOf(place), routeOf(choice.from), world);
    const value = other.value.kind === 'absent' ? (world.defaultAt(other) ?? other.value) : other.value;
    return literalOnly(value, origin);
  }
  return choice.value === undefined
    ? unknown({ kind: 'undecided', what: 'the cloud decides' }, origin)
    : literalValue(choice.value, origin);
}

/** The value of another property, taken over: it is written there and not here. */
function literalOnly(value: Value, origin: Origin): Value {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return { ...value, origin };
    case 'absent':
      return unknown({ kind: 'undecided', what: 'no documented default' }, origin);
    default:
      return unknown(reasonOf(value), origin);
  }
}

function defaultOrigin(place: Place): Origin {
  return { kind: 'default', of: place.resource.origin };
}

export function literalValue(literal: Literal, origin: Origin): Value {
  if (literal === null) return absent(origin);
  switch (typeof literal) {
    case 'string':
      return stringValue(literal, origin);
    case 'number':
      return numberValue(literal, origin);
    case 'boolean':
      return boolValue(literal, origin);
    default: {
      if (Array.isArray(literal)) {
        const items = literal.map((item: Literal) => ({ value: literalValue(item, origin), member: true as const }));
        return { kind: 'list', items, origin };
      }
      const entries = new Map(
        Object.entries(literal).map(
          ([key, value]) => [key, { value: literalValue(value, origin), member: true as const }] as const,
        ),
      );
      return { kind: 'map', entries, origin };
    }
  }
}
