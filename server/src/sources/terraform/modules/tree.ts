import { TranslationMemory } from '../../../mapping';
import type { NativeResource, Resource } from '../../../resources';
import type { Attribute, Block, HclFile } from '../../../syntax/hcl/ast';
import type { Origin, UnknownReason, Value } from '../../../values';
import type { Cells } from '../cells';
import type { Budget, Context, Evaluating, Names } from '../context';
import type { Declarations } from '../declarations';
import { JsonDecoder } from '../decoder';
import type { ElementCount } from '../elements';
import type { EmbeddedDocuments } from '../embedded';
import type { ModuleFiles } from '../files';
import type { ResourceReader } from '../instances';
import type { ModuleDirectory, ModuleLookup } from './directory';
import type { Given } from './inputs';

/** Deeper calls are not followed. */
export const MAX_DEPTH = 32;
/** A configuration holds no more modules than this. */
export const MAX_MODULES = 2_000;

/** A block with more instances than this is not taken apart. */
export const MAX_INSTANCES = 1_000;
/** Nor are further blocks once all together have so many. */
export const MAX_ALL_INSTANCES = 10_000;

/** Where a module stands in its configuration. */
export interface ModulePlace {
  readonly directory: ModuleDirectory;
  /** What its addresses begin with: empty for the root, `module.a[0].module.b.` */
  readonly path: string;
  /** The names of the calls that lead to it, joined with dots: `a.b`. */
  readonly key: string;
  /** The directories on the way to it, its own included. */
  readonly within: readonly string[];
  /** Its `path.module`: the directory, seen from the root's. */
  readonly at: string;
  readonly exists: NativeResource['exists'];
  /** A call on the way hands providers over: the region and the account may be others than the root's. */
  readonly otherProviders: boolean;
  /** What its variables are given. */
  readonly inputs: Given | undefined;
}

/** A `module` block: the modules that it makes, or why they could not be read. */
export type Call =
  | { readonly kind: 'unread'; readonly reason: UnknownReason }
  | {
      readonly kind: 'read';
      readonly directory: ModuleDirectory;
      readonly repeats: 'count' | 'for_each' | undefined;
      readonly instances: readonly CalledModule[];
      /** Every instance is listed, with its key. */
      readonly complete: boolean;
    };

export interface CalledModule {
  readonly key: string | number | undefined;
  readonly exists: true | 'unknown';
  readonly module: ModuleNode;
}

/** The resources that a module declares: Terraform's, and the language's own. */
export interface ModuleFacts {
  readonly natives: readonly NativeResource[];
  /** Of the lists in them. */
  readonly elements: ElementCount;
  readonly language: readonly Resource[];
  /** The versions of providers that they were read for. */
  readonly majors: ReadonlyMap<string, number | undefined>;
}

/** A module as calls and other modules see it. */
export interface ModuleNode extends Names {
  readonly place: ModulePlace;
  /** Of its place. */
  readonly path: string;
  readonly declarations: Declarations;
  readonly evaluator: Evaluating;
  /** What was evaluated so far, by name. */
  readonly cells: Cells;
  call(name: string): Call | undefined;
  /** The calls that were opened, by name. */
  readonly calls: ReadonlyMap<string, Call>;
  output(name: string, use: Origin): Value;
  /** Its resources and data sources. */
  readonly resources: ResourceReader;
  attributeValue(attribute: Attribute, context: Context, what: string, use: Origin): Value;
  /** The files that its functions have read. */
  readonly files: ModuleFiles;
  /** What it declares, once somebody has asked. */
  facts: ModuleFacts | undefined;
  /** Makes it a part of another state of the configuration, with all that it calls. */
  adopt(tree: ModuleTree): void;
}

/** The modules of one configuration. */
export class ModuleTree {
  /** The modules that were evaluated, and not taken over from an earlier state, by path. */
  readonly evaluated: string[] = [];
  /** Something was left out because there was too much: nothing of it may be kept. */
  limited = false;
  /** How many instances the blocks were taken apart into. */
  instances = 0;
  /** Reads the documents in strings, for all states of the configuration. */
  readonly decoder: JsonDecoder;
  readonly translated: TranslationMemory;
  /** The lock file, as it was read last. */
  lock: { readonly text: string; readonly file: HclFile } | undefined;
  private readonly modules = new Map<string, ModuleNode>();

  /**
   * @param kept an earlier state of the same configuration
   */
  constructor(
    readonly lookup: ModuleLookup | undefined,
    readonly budget: Budget,
    readonly documents: EmbeddedDocuments,
    private earlier: ModuleTree | undefined,
  ) {
    this.decoder = earlier?.decoder ?? new JsonDecoder(budget);
    this.decoder.documents = documents;
    this.translated = earlier?.translated ?? new TranslationMemory();
  }

  get kept(): ModuleTree | undefined {
    return this.earlier;
  }

  /** Lets go of the earlier state. */
  forget(): void {
    this.earlier = undefined;
  }

  add(module: ModuleNode): void {
    this.modules.set(module.place.path, module);
  }

  at(path: string): ModuleNode | undefined {
    return this.modules.get(path);
  }

  /** Every instance of every module that was opened. */
  opened(): Iterable<ModuleNode> {
    return this.modules.values();
  }

  get size(): number {
    return this.modules.size;
  }

  get roomForInstances(): number {
    return MAX_ALL_INSTANCES - this.instances;
  }

  /** The module that declares what has an address. */
  holderOf(address: string): ModuleNode | undefined {
    return this.modules.get(pathOf(address));
  }

  /** The last call on the way to an address whose text `isOwn`. */
  callTo(address: string, isOwn: (uri: string) => boolean): { readonly uri: string; readonly node: Block } | undefined {
    let found: { readonly uri: string; readonly node: Block } | undefined;
    let path = '';
    for (const step of pathOf(address).match(STEPS) ?? []) {
      const name = /^module\.([^.[\]]+)/.exec(step)?.[1] ?? '';
      const call = this.modules.get(path)?.declarations.modules.get(name);
      if (call && isOwn(call.uri)) found = call;
      path += step;
    }
    return found;
  }

  /** Opens every call, from the root on. */
  *all(root: ModuleNode): Generator<ModuleNode> {
    const open = [root];
    for (let module = open.shift(); module; module = open.shift()) {
      yield module;
      for (const name of module.place.directory.declarations.modules.keys()) {
        const call = module.call(name);
        if (call?.kind === 'read') open.push(...call.instances.map((instance) => instance.module));
      }
    }
  }
}

/** One call of a path, with its instance. */
const STEPS = /module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./g;

/** What of an address leads to its module: `module.a["k"].` of `module.a["k"].aws_vpc.main`. */
export function pathOf(address: string): string {
  return /^(?:module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/.exec(address)?.[0] ?? '';
}
