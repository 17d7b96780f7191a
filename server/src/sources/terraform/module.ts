import type { Attribute, Block, Expression, TemplateExpression } from '../../syntax/hcl/ast';
import { type Origin, type ReferenceValue, stringValue, type TextOrigin, unknown, type Value } from '../../values';
import { stepName } from './access';
import { type Cell, Cells } from './cells';
import { type Context, contextOf, type DocumentNotes, type Names, originOf, type Resolution, type Step } from './context';
import { convert } from './convert';
import { attributeOf, type Declarations, type Declared } from './declarations';
import { type EmbeddedDocuments, mayHoldDocument } from './embedded';
import { Evaluator } from './evaluate';
import { ModuleFiles } from './files';
import { openCall } from './modules/calls';
import { changedNames } from './modules/changes';
import type { ModuleDirectory } from './modules/directory';
import type { Given } from './modules/inputs';
import { type OutputReader, outputsOf } from './modules/outputs';
import type { Call, ModuleFacts, ModuleNode, ModulePlace, ModuleTree } from './modules/tree';
import { ModuleResources } from './resources';
import { parseType } from './types';

/** One module's names, each evaluated once, when it is first asked for: a root, or one instance of one call. */
export class Module implements Names, ModuleNode, OutputReader {
  readonly declarations: Declarations;
  readonly evaluator: Evaluator;
  readonly files: ModuleFiles;
  readonly resources: ModuleResources;
  readonly calls = new Map<string, Call>();
  readonly cells = new Cells();
  facts: ModuleFacts | undefined;
  private readonly pendingCalls = new Set<string>();
  private readonly notes: Notes;

  constructor(
    readonly place: ModulePlace,
    private tree: ModuleTree,
  ) {
    this.declarations = place.directory.declarations;
    this.notes = new Notes(this.cells, tree.documents);
    const root = place.within[0] ?? place.directory.dir;
    this.files = new ModuleFiles(tree.lookup?.files, root, () => this.cells.tie());
    this.evaluator = new Evaluator(this, tree.budget, this.notes, this.files, false, this.cells);
    this.resources = new ModuleResources(this, this.evaluator, this.cells, tree);
  }

  /** The root of a configuration; of its earlier state it takes over what is the same. */
  static root(directory: ModuleDirectory, tree: ModuleTree, inputs?: Given): Module {
    const place: ModulePlace = {
      ...{ directory, path: '', key: '', at: '.', within: [directory.dir] },
      ...{ exists: true, otherProviders: false, inputs },
    };
    tree.evaluated.push('');
    const root = new Module(place, tree);
    tree.add(root);
    const earlier = tree.kept?.at('');
    if (earlier) root.inherit(earlier);
    return root;
  }

  private inherit(earlier: ModuleNode): void {
    const { tree } = this;
    // What a call is handed is evaluated now, so that it is known what that takes.
    for (const [name, call] of earlier.calls) {
      if (call.kind !== 'read' || earlier.place.directory.isEntangled(name)) continue;
      for (const { module } of call.instances) module.place.inputs?.all();
    }
    const changed = changedNames(earlier, this, tree);
    if (!changed) return;
    const kept = this.cells.inherit(earlier.cells, changed);
    for (const [name, call] of earlier.calls) {
      if (!kept.has(`module.${name}`)) continue;
      this.calls.set(name, call);
      if (call.kind === 'read') for (const { module } of call.instances) module.adopt(tree);
    }
    this.cells.addDocumentsTo(tree.documents);
    this.resources.countInstances();
  }

  /** What the addresses of its resources begin with. */
  get path(): string {
    return this.place.path;
  }

  adopt(tree: ModuleTree): void {
    this.tree = tree;
    this.notes.moveTo(tree.documents);
    this.files.moveTo(tree.lookup?.files);
    this.resources.moveTo(tree);
    tree.add(this);
    for (const call of this.calls.values()) {
      if (call.kind === 'read') for (const { module } of call.instances) module.adopt(tree);
    }
  }

  resolve(name: string, steps: readonly Step[], use: TextOrigin): Resolution {
    const [first] = steps;
    switch (name) {
      case 'var':
        return this.named(first, use, 'var', (key) => this.variable(key, use));
      case 'local':
        return this.named(first, use, 'local', (key) => this.local(key, use));
      case 'module':
        return this.ofCall(steps, use);
      case 'path':
        return this.named(first, use, name, (key) => this.pathNamed(key, use));
      case 'terraform':
        return this.named(first, use, name, (key) =>
          unknown({ kind: 'computed', what: `${name}.${key}` }, use, `${name}.${key}`),
        );
      case 'each':
      case 'count':
      case 'self':
        return { value: unknown({ kind: 'no-such', what: name }, use), used: steps.length };
      case 'data':
        return this.resource(steps, 'data', use);
      default:
        return this.resource([{ kind: 'attribute', name, span: use.span }, ...steps], 'managed', use);
    }
  }

  private named(step: Step | undefined, use: Origin, kind: string, read: (key: string) => Value): Resolution {
    const key = step && stepName(step);
    // `var` by itself is not an expression, `var[` half typed.
    return key === undefined ? { value: unknown({ kind: 'no-such', what: kind }, use), used: 0 } : { value: read(key), used: 1 };
  }

  /** Terraform runs in the root module's directory; where that lies is not known. */
  private pathNamed(key: string, use: Origin): Value {
    if (key === 'module') return stringValue(this.place.at, use);
    if (key === 'root') return stringValue('.', use);
    return unknown(
      key === 'cwd' ? { kind: 'computed', what: 'path.cwd' } : { kind: 'no-such', what: `path.${key}` },
      use,
      `path.${key}`,
    );
  }

  /** The default of a variable, converted to its type; without one, it is not set. */
  private variable(name: string, use: Origin): Value {
    const what = `var.${name}`;
    this.cells.read(what);
    const declared = this.declarations.variables.get(name);
    if (!declared) return unknown({ kind: 'no-such', what }, use, `${this.path}${what}`);
    return this.once(what, declared.node, use, () => this.evaluateVariable(name, declared));
  }

  private evaluateVariable(name: string, { uri, node }: Declared<Block>): Value {
    const context: Context = { uri, frame: undefined };
    const secret = this.literalBool(node, 'sensitive', context) === true ? { sensitive: true as const } : {};
    const fallback = attributeOf(node.body, 'default');
    const label = node.labels[0];
    const place = originOf(context, label ? label.span : node.typeSpan);
    const given = this.place.inputs?.get(name);
    // What may not be null takes its default instead.
    const isGiven = given && !(given.kind === 'absent' && this.literalBool(node, 'nullable', context) === false);
    if (!isGiven && !fallback) return { ...unknown({ kind: 'unset', name }, place, `${this.path}var.${name}`), ...secret };
    const value = isGiven || !fallback ? given : this.evaluator.evaluate(fallback.value, contextOf(context, fallback, this));
    if (!value) return { ...unknown({ kind: 'unset', name }, place, `${this.path}var.${name}`), ...secret };
    const constraint = attributeOf(node.body, 'type');
    const type = constraint && parseType(constraint.value);
    if (type === undefined) return { ...value, ...secret };
    const converted = convert(value, type, (expression: Expression) => this.evaluator.evaluate(expression, context));
    return { ...converted, ...secret };
  }

  private literalBool(block: Block, name: string, context: Context): boolean | undefined {
    const attribute = attributeOf(block.body, name);
    if (!attribute) return undefined;
    const value = this.evaluator.evaluate(attribute.value, contextOf(context, attribute, this));
    return value.kind === 'bool' ? value.value : undefined;
  }

  private local(name: string, use: Origin): Value {
    const what = `local.${name}`;
    this.cells.read(what);
    const declared = this.declarations.locals.get(name);
    if (!declared) return unknown({ kind: 'no-such', what }, use, `${this.path}${what}`);
    return this.once(what, declared.node, use, () =>
      this.evaluator.evaluate(declared.node.value, { uri: declared.uri, frame: undefined }),
    );
  }

  /** `module.x`, `module.x.y`, `module.x[0].y`: an output is evaluated for itself, without the others. */
  private ofCall(steps: readonly Step[], use: TextOrigin): Resolution {
    const name = steps[0] && stepName(steps[0]);
    if (name === undefined) return { value: unknown({ kind: 'no-such', what: 'module' }, use), used: 0 };
    const symbol = `${this.path}module.${name}`;
    const call = this.call(name);
    if (!call) return { value: unknown({ kind: 'no-such', what: `module.${name}` }, use, symbol), used: 1 };
    if (call.kind === 'unread') return { value: unknown(call.reason, use, symbol), used: 1 };
    return outputsOf(call, `module.${name}`, steps, use);
  }

  /** Opens a call when it is first asked for; undefined where there is none of the name. */
  call(name: string): Call | undefined {
    const what = `module.${name}`;
    this.cells.read(what);
    const known = this.calls.get(name);
    const declared = this.declarations.modules.get(name);
    if (known || !declared) return known;
    if (this.pendingCalls.has(name)) {
      this.cells.tie();
      return { kind: 'unread', reason: { kind: 'cycle', what } };
    }
    this.pendingCalls.add(name);
    const call = this.cells.within(what, () =>
      openCall(this, name, declared, this.tree, (place) => new Module(place, this.tree)),
    );
    this.pendingCalls.delete(name);
    this.calls.set(name, call);
    return call;
  }

  output(name: string, use: Origin): Value {
    const declared = this.declarations.outputs.get(name);
    if (!declared) return unknown({ kind: 'no-such', what: `output ${name}` }, use);
    const { uri, node } = declared;
    const written = attributeOf(node.body, 'value');
    const context: Context = { uri, frame: undefined };
    if (!written) return unknown({ kind: 'syntax' }, originOf(context, node.typeSpan));
    return this.cells.within(`output.${name}`, () => {
      const value = this.attributeValue(written, context, `output.${name}`, use);
      return this.literalBool(node, 'sensitive', context) === true ? { ...value, sensitive: true } : value;
    });
  }

  /** Evaluates what a name stands for once; a name that needs itself is a cycle. */
  private once(name: string, node: object, use: Origin, evaluate: () => Value): Value {
    return this.cells.within(name, (cell) => this.onceIn(cell, node, name, use, evaluate));
  }

  private onceIn({ memo }: Cell, node: object, what: string, use: Origin, evaluate: () => Value): Value {
    return memo.once(node, evaluate, () => {
      this.cells.tie();
      return unknown({ kind: 'cycle', what }, use);
    });
  }

  /** @param steps type and name first. */
  private resource(steps: readonly Step[], mode: 'managed' | 'data', use: TextOrigin): Resolution {
    const [typeStep, nameStep] = steps;
    const shift = mode === 'managed' ? 1 : 0;
    const type = typeStep && stepName(typeStep);
    const name = nameStep && stepName(nameStep);
    if (type === undefined || name === undefined)
      return { value: unknown({ kind: 'no-such', what: type ?? 'data' }, use), used: steps.length - shift };
    const local = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
    const address = this.path + local;
    this.cells.read(local);
    if (!this.declarations.resources.has(local)) {
      return { value: unknown({ kind: 'no-such', what: address }, use, address), used: 2 - shift };
    }
    return { value: { kind: 'reference', address, attribute: '', origin: use }, used: 2 - shift };
  }

  /** The module that a whole resource stands in, if it is not this one: it came in through a variable or an output. */
  private other(address: string): ModuleNode | undefined {
    const holder = this.tree.holderOf(address);
    if (holder === this) return undefined;
    this.cells.tie();
    return holder;
  }

  intoResource(whole: ReferenceValue, step: Step, use: Origin): Value {
    return this.other(whole.address)?.intoResource(whole, step, use) ?? this.resources.into(whole, step, use);
  }

  instances(whole: ReferenceValue, use: Origin): Value {
    return this.other(whole.address)?.instances(whole, use) ?? this.resources.collection(whole, use);
  }

  attributeValue(attribute: Attribute, context: Context, what: string, use: Origin): Value {
    const evaluate = () => this.evaluator.evaluate(attribute.value, contextOf(context, attribute, this));
    return this.onceIn(this.cells.here, attribute, what, use, evaluate);
  }

  fileOf(node: object): string | undefined {
    const { elsewhere } = this.declarations;
    return elsewhere.size === 0 ? undefined : elsewhere.get(node);
  }

  isCertain(address: string): boolean {
    return this.other(address)?.isCertain(address) ?? this.resources.isCertain(address);
  }
}

/** Notes the templates of one module where they are evaluated, and in the configuration. */
class Notes implements DocumentNotes {
  constructor(
    private readonly cells: Cells,
    private all: EmbeddedDocuments,
  ) {}

  note(uri: string, template: TemplateExpression, pieces: readonly (string | Value)[]): void {
    if (!mayHoldDocument(template)) return;
    this.cells.tiePart();
    this.cells.here.note(uri, template, pieces);
    this.all.note(uri, template, pieces);
  }

  moveTo(all: EmbeddedDocuments): void {
    this.cells.addDocumentsTo(all);
    this.all = all;
  }
}
