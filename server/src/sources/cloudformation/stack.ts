import type { SchemaData } from '../../resources';
import type { DataDocument } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Origin, UnknownReason, Value } from '../../values';
import { reanchor, unknown } from '../../values';
import { type EarlierStack, knowsTheSame } from './earlier';
import { Evaluator } from './evaluate';
import { replaceIdentifiers } from './loops';
import type { Scope } from './model';
import { TemplateEntry } from './resource';
import { ANYTHING } from './scope';
import { declaredResources } from './serverless';
import type { Declared } from './serverless-row';
import { textOf } from './text-value';

/** Nested stacks lead so deep; more stacks than this in one tree are not read. */
const MAX_DEPTH = 8;
const MAX_STACKS = 200;
/** Outputs that lead to one another over stacks. */
const MAX_OUTPUTS = 50;

/** Finds the template that a path in another one leads to; `document` where its text is there. */
export type FindTemplate = (from: string, path: string) => { readonly uri: string; readonly document?: DataDocument };

/** What all stacks of one tree share. */
export interface Tree {
  readonly schema: SchemaData;
  readonly find: FindTemplate | undefined;
  /** The templates that were asked for, and those of them that are missing. */
  readonly uses: Set<string>;
  readonly needs: Set<string>;
  stacks: number;
  /** The outputs that are being evaluated. */
  readonly reading: Set<string>;
}

interface Nesting {
  /** What gives the values from outside. */
  readonly parameters?: object | undefined;
  readonly prefix: string;
  /** The templates from the outermost one in. */
  readonly chain: readonly string[];
  readonly exists: true | 'unknown';
  readonly given: ((name: string) => Value | undefined) | undefined;
}

/** A template with what is given to it, and the stacks nested in it. A resource whose condition is surely false is left out. */
export class Stack implements EarlierStack {
  readonly evaluator: Evaluator;
  readonly valuing: Evaluator;
  readonly root: DataDocument['root'];
  readonly parameters: object | undefined;
  /** Its own resources. */
  readonly entries: readonly TemplateEntry[];
  private readonly children = new Map<string, Stack | UnknownReason>();
  readonly declaredAs = new Map<string, { readonly from: Declared; readonly scope: Scope; readonly entry: TemplateEntry }>();

  /** @param earlier of the outermost stack: what an earlier state of the template was; it is not kept, nor what came before it */
  constructor(
    readonly uri: string,
    document: DataDocument,
    private readonly tree: Tree,
    private readonly nesting: Nesting,
    earlier?: EarlierStack,
  ) {
    tree.stacks++;
    const { prefix } = nesting;
    this.evaluator = this.answering(document.root);
    this.root = document.root;
    this.parameters = nesting.parameters;
    const same = earlier && knowsTheSame(earlier, this) ? earlier : undefined;
    this.valuing = same?.valuing ?? this.evaluator;
    const entries: TemplateEntry[] = [];
    for (const from of declaredResources(this.evaluator.template)) {
      const evaluator = this.valuing;
      const condition = entryOf(from.node, 'Condition')?.value;
      const name =
        condition?.kind === 'scalar' && condition.text !== '' ? replaceIdentifiers(condition.text, from.scope) : undefined;
      const truth = name === undefined ? true : evaluator.condition(name, from.scope);
      if (truth === false) continue;
      const scope = name === undefined || truth === true ? from.scope : evaluator.assume(name, true, from.scope);
      const exists = nesting.exists === 'unknown' ? 'unknown' : truth;
      const known = same?.declaredAs.get(from.logicalId);
      const isSame = known?.from.entry === from.entry && known.entry.exists === exists;
      const entry = isSame ? known.entry : new TemplateEntry(from, evaluator, scope, tree.schema, exists, prefix);
      entries.push(entry);
      this.declaredAs.set(from.logicalId, { from, scope, entry });
    }
    this.entries = entries;
  }

  /** What comes before the names of its resources, as `Network/`. */
  get prefix(): string {
    return this.nesting.prefix;
  }

  /** Another evaluator of the template, with what is given to it: what one uses up is not missing in the others. */
  answering(root: DataDocument['root'] = this.root): Evaluator {
    const { prefix, given } = this.nesting;
    return new Evaluator(this.uri, root, {
      prefix,
      ...(given ? { given } : {}),
      output: (stack, attribute, use) => this.outputOf(stack, attribute, use),
    });
  }

  /** This stack and all that are nested in it. */
  all(): readonly Stack[] {
    const nested = this.entries.flatMap((entry) => {
      const child = isStack(entry.type) ? this.childOf(entry.address.slice(this.nesting.prefix.length)) : undefined;
      return child instanceof Stack ? child.all() : [];
    });
    return [this, ...nested];
  }

  /** Where resources may be that are not seen: loops that could not be unrolled, nested stacks that could not be read. */
  gaps(): readonly { readonly at: Origin; readonly reason: UnknownReason }[] {
    const unread = this.entries.flatMap((entry) => {
      const child = isStack(entry.type) ? this.childOf(entry.address.slice(this.nesting.prefix.length)) : undefined;
      return child && !(child instanceof Stack) ? [{ at: entry.origin, reason: child }] : [];
    });
    return [...this.evaluator.template.gaps.map(({ at, reason }) => ({ at, reason })), ...unread];
  }

  /** Whether the resource is a nested stack whose template was read. */
  isRead(entry: TemplateEntry): boolean {
    return isStack(entry.type) && this.childOf(entry.address.slice(this.nesting.prefix.length)) instanceof Stack;
  }

  private childOf(logicalId: string): Stack | UnknownReason | undefined {
    const known = this.children.get(logicalId);
    if (known) return known;
    const declared = this.declaredAs.get(logicalId);
    if (!declared || !isStack(declared.from.type)) return undefined;
    // A template whose parameters lead back to its own outputs finds this.
    this.children.set(logicalId, { kind: 'cycle', what: logicalId });
    const child = this.makeChild(declared);
    this.children.set(logicalId, child);
    return child;
  }

  private makeChild({ from, scope, entry }: { from: Declared; scope: Scope; entry: TemplateEntry }): Stack | UnknownReason {
    const { tree, nesting } = this;
    const source = from.type === 'AWS::CloudFormation::Stack' ? 'TemplateURL' : 'Location';
    // Not through the entry: its parameters may come from the outputs of stacks that this one is handed to.
    const location = entryOf(from.properties, source)?.value;
    const path = location && textOf(this.evaluator.value(location, scope, ANYTHING));
    const isLocal = path !== undefined && path !== '' && !/^(?:[A-Za-z][A-Za-z0-9+.-]*:|[\\/])/.test(path);
    const found = isLocal ? tree.find?.(this.uri, path) : undefined;
    if (!found) return { kind: 'not-loaded', what: 'the template of a nested stack' };
    tree.uses.add(found.uri);
    const { document } = found;
    if (!document) {
      tree.needs.add(found.uri);
      return { kind: 'not-loaded', what: path ?? '' };
    }
    if (nesting.chain.includes(found.uri)) return { kind: 'cycle', what: path ?? '' };
    if (nesting.chain.length >= MAX_DEPTH || tree.stacks >= MAX_STACKS) return { kind: 'limit', what: 'nested stacks' };
    const parameters = entryOf(from.properties, 'Parameters')?.value;
    const isWritten = parameters === undefined || (parameters.kind === 'mapping' && parameters.tag === undefined);
    const all = isWritten ? undefined : this.evaluator.value(parameters, scope, ANYTHING);
    return new Stack(found.uri, document, tree, {
      prefix: `${nesting.prefix}${from.logicalId}/`,
      chain: [...nesting.chain, found.uri],
      exists: entry.exists,
      given: (name) => {
        if (all) return unknown({ kind: 'undecided', what: 'the parameters of the stack' }, all.origin);
        const written = entryOf(parameters, name)?.value;
        const value = written && this.evaluator.value(written, scope, ANYTHING);
        if (value && value.kind !== 'absent') return value;
        const open = entryOf(parameters, 'Fn::Transform') ?? parametersLoop(parameters);
        return open && unknown({ kind: 'unsupported', what: open.key.text }, this.evaluator.originOf(open.key));
      },
    });
  }

  /** What `Fn::GetAtt Stack.Outputs.Name` comes to; undefined where the template of the stack was not read. */
  private outputOf(logicalId: string, attribute: string, use: Origin): Value | undefined {
    const child = this.childOf(logicalId);
    if (!(child instanceof Stack)) return child?.kind === 'cycle' ? unknown(child, use) : undefined;
    const { reading } = this.tree;
    const name = attribute.slice('Outputs.'.length);
    const key = `${child.nesting.prefix}${name}`;
    if (reading.has(key)) return unknown({ kind: 'cycle', what: attribute }, use);
    if (reading.size >= MAX_OUTPUTS) return unknown({ kind: 'limit', what: 'outputs of nested stacks' }, use);
    reading.add(key);
    const value = child.output(name);
    reading.delete(key);
    return value ? reanchor(value, use) : unknown({ kind: 'no-such', what: attribute }, use);
  }

  private output(name: string): Value | undefined {
    const { template } = this.evaluator;
    const output = template.outputs.get(name);
    const node = entryOf(output?.entry.value, 'Value')?.value;
    if (!output || !node) return undefined;
    const condition = entryOf(output.entry.value, 'Condition')?.value;
    const scope =
      condition?.kind === 'scalar'
        ? this.evaluator.assume(replaceIdentifiers(condition.text, output.scope), true, output.scope)
        : output.scope;
    return this.evaluator.value(node, scope, ANYTHING);
  }
}

function isStack(type: string): boolean {
  return type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application';
}

function parametersLoop(node: Declared['properties']) {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key.text.startsWith('Fn::ForEach')) : undefined;
}
