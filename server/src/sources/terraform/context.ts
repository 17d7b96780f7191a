import type { Block, Expression, TemplateExpression } from '../../syntax/hcl/ast';
import type { Span } from '../../text';
import { type Origin, type ReferenceValue, reanchor, type TextOrigin, textOrigin, unknown, type Value } from '../../values';
import type { ModuleFiles } from './files';
import type { Parts } from './parts';

/** Names that an expression sees beside those of its module: `for` variables, `each`, `count`, the iterator of a dynamic block. */
export interface Frame {
  readonly names: ReadonlyMap<string, Value>;
  /** A value read through these names stands where it is read (`each.value.x`), not where the collection is written. */
  readonly anchored: boolean;
  readonly parent: Frame | undefined;
}

/** Where an expression is evaluated. */
export interface Context {
  readonly uri: string;
  readonly frame: Frame | undefined;
  /** Where all of it stands whose text is computed, and so stands nowhere itself. */
  readonly place?: TextOrigin;
}

/** One step of a traversal. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Value; readonly span: Span };

/** What a name and the first steps after it stand for. */
export interface Resolution {
  readonly value: Value;
  /** How many of the steps are in it already. */
  readonly used: number;
}

/** The names of a module. */
export interface Names {
  resolve(name: string, steps: readonly Step[], use: TextOrigin): Resolution;
  /** Goes one step into a whole resource (`attribute` is empty). */
  intoResource(whole: ReferenceValue, step: Step, use: Origin): Value;
  /** The instances of a whole resource as a collection. */
  instances(whole: ReferenceValue, use: Origin): Value;
  /** Whether the resource is certainly there, once. */
  isCertain(address: string): boolean;
  /** The file of an attribute or a block that an override file has brought into a block of another. */
  fileOf(node: object): string | undefined;
}

/** Takes note of evaluated templates, which may be read as documents later. */
export interface DocumentNotes {
  note(uri: string, template: TemplateExpression, pieces: readonly (string | Value)[]): void;
}

/** What evaluates expressions, as its helpers see it. */
export interface Evaluating {
  readonly names: Names;
  readonly budget: Budget;
  readonly documents: DocumentNotes;
  /** The files that functions read; undefined where none may. */
  readonly files: ModuleFiles | undefined;
  evaluate(expression: Expression, context: Context): Value;
  /** Evaluates a part of a block, where it is not known already. @param lasting the values of it as a whole */
  part<T>(node: Expression | Block, context: Context, evaluate: () => T, lasting: (part: T) => readonly Value[]): T;
  /** The same for the text of a template, which sees names of its own. */
  within(names: Names, documents: DocumentNotes): Evaluating;
  /** Evaluates the text of a template, in which no further template is read. */
  readonly inTemplate: boolean;
}

/** Bounds the work and the memory of one load, whatever is written. */
export class Budget {
  private steps = ordinary;
  private nodes = ordinary;
  private granted = 0;
  private depth = 0;
  /** How often something was refused. */
  refusals = 0;

  /** Begins another load. */
  renew(): void {
    this.steps = ordinary;
    this.nodes = ordinary;
    this.granted = 0;
    this.depth = 0;
  }

  /** More text may cost more: some steps for each character of a further module, up to a bound. */
  grant(characters: number): void {
    const more = Math.min(characters, mostGranted - this.granted);
    this.granted += more;
    this.steps += more;
    this.nodes += more;
  }

  /** Takes the cost of some steps. @returns false when there is nothing left. */
  spend(steps = 1): boolean {
    this.steps -= steps;
    if (this.steps > 0) return true;
    this.refusals++;
    return false;
  }

  get exhausted(): boolean {
    return this.steps <= 0;
  }

  /** The steps that were taken in this load. */
  get spent(): number {
    return ordinary + this.granted - this.steps;
  }

  enter(): boolean {
    this.depth++;
    if (this.depth <= deepest) return true;
    this.refusals++;
    return false;
  }

  leave(): void {
    this.depth--;
  }

  /** The value as read at `use`; unknown where that would copy too much. @param parts what was read there already */
  reanchor(value: Value, use: Origin, parts?: Parts): Value {
    if (
      value.kind === 'list' ||
      value.kind === 'map' ||
      value.kind === 'encoded' ||
      value.kind === 'text' ||
      value.kind === 'oneOf'
    ) {
      const size = sizeOf(value, largest, parts);
      this.nodes -= size;
      if (size > largest || this.nodes < 0) {
        this.refusals++;
        return unknown({ kind: 'limit', what: 'size of a value' }, use);
      }
    }
    return parts ? reanchor(value, use, (map, make) => parts.readAt(map, use, make)) : reanchor(value, use);
  }
}

/** Steps and nodes that every load may take. */
const ordinary = 400_000;
/** And what large trees of modules may take beyond that. */
const mostGranted = 4_000_000;
const deepest = 600;
const largest = 30_000;

/** What copying a value costs: its parts, and the places that each was read at. Counts up to a bound. */
export function sizeOf(value: Value, bound: number, parts?: Parts): number {
  if (value.kind === 'map' && parts) return parts.measured(value, 'size', () => measure(value, largest, parts));
  return measure(value, bound, parts);
}

function measure(value: Value, bound: number, parts: Parts | undefined): number {
  let size = 1 + placesOf(value.origin);
  switch (value.kind) {
    case 'list':
      for (const item of value.items) {
        size += sizeOf(item.value, bound - size, parts);
        if (size > bound) break;
      }
      break;
    case 'map':
      for (const entry of value.entries.values()) {
        size += sizeOf(entry.value, bound - size, parts);
        if (size > bound) break;
      }
      break;
    case 'encoded':
      return size + sizeOf(value.content, bound, parts);
    case 'text':
      for (const part of value.parts) {
        size += typeof part === 'string' ? 1 : sizeOf(part, bound - size, parts);
        if (size > bound) break;
      }
      break;
    case 'oneOf':
      for (const choice of value.choices) {
        size += sizeOf(choice, bound - size, parts);
        if (size > bound) break;
      }
      break;
  }
  return size;
}

function placesOf(origin: Origin): number {
  let places = 0;
  for (let at: Origin | undefined = origin; at?.kind === 'text'; at = at.via) places++;
  return places;
}

export function originOf(context: Context, span: Span): TextOrigin {
  return context.place ?? textOrigin(context.uri, span);
}

/** The context of an attribute or a block within a body: an override file may have brought it in. */
export function contextOf(context: Context, node: object, names: Names): Context {
  const uri = names.fileOf(node);
  return uri === undefined ? context : { ...context, uri };
}

/** A context in which further names are seen. */
export function within(context: Context, names: ReadonlyMap<string, Value>, anchored = false): Context {
  return { ...context, frame: { names, anchored, parent: context.frame } };
}

export function findName(context: Context, name: string): { readonly value: Value; readonly anchored: boolean } | undefined {
  for (let frame = context.frame; frame; frame = frame.parent) {
    const value = frame.names.get(name);
    if (value) return { value, anchored: frame.anchored };
  }
  return undefined;
}
