import type { PropertyPath, Resource } from '../../resources';
import type { Block } from '../../syntax/hcl/ast';
import { encloses, spanBeside } from '../../text';
import { absent, type Entry, type MapValue, type Origin, stringValue, unknown, type Value } from '../../values';
import { evaluateBody } from './body';
import { type Context, contextOf, originOf, within } from './context';
import { attributeOf, blocksOf, type DeclaredResource } from './declarations';
import { instancesOf } from './instances';
import type { ModuleNode } from './modules/tree';

/** A resource of Terraform's own: a variable, a module call. Whatever is not written in it is absent. */
class LanguageResource implements Resource {
  readonly source = 'terraform';
  readonly exists: true | 'unknown';
  readonly declared = true;

  constructor(
    readonly type: string,
    readonly address: string,
    readonly name: string,
    readonly origin: Origin,
    readonly body: Origin,
    private readonly properties: MapValue,
    exists: true | 'unknown' = true,
  ) {
    this.exists = exists;
  }

  get(path: PropertyPath): Value {
    return path.reduce<Value>((at, step) => into(at, step, this.origin), this.properties);
  }
}

function into(at: Value, step: string | number, place: Origin): Value {
  switch (at.kind) {
    case 'map':
      return at.entries.get(String(step))?.value ?? at.rest ?? absent(place);
    case 'list':
      return (typeof step === 'number' ? at.items[step]?.value : undefined) ?? at.rest ?? absent(place);
    case 'unknown':
    case 'reference':
    case 'oneOf':
      return unknown({ kind: 'computed', what: String(step) }, at.origin);
    default:
      return absent(place);
  }
}

type Properties = (readonly [string, Value | undefined])[];

/** Everything that a directory says in Terraform's own terms, as resources of the types `Ashlar::Terraform::…`. */
export function languageResources(module: ModuleNode): readonly Resource[] {
  const found: Resource[] = [];
  const { declarations, cells } = module;
  let made: Resource[] = [];
  /** What a name stands for in Terraform's own terms: made anew only where the name is evaluated anew. */
  const of = (name: string, make: () => void) => {
    const all = cells.within(name, (cell) => {
      if (cell.language) return cell.language;
      made = [];
      make();
      cell.language = made;
      return made;
    });
    for (const each of all) found.push(each);
  };
  const add = (
    type: string,
    local: string,
    name: string,
    uri: string,
    block: Block,
    properties: Properties,
    own: true | 'unknown' = true,
  ) => {
    const address = module.path + local;
    const exists = module.place.exists === true ? own : 'unknown';
    const context = { uri, frame: undefined };
    const body = originOf(context, block.span);
    const entries = new Map<string, Entry>();
    for (const [key, value] of properties) if (value) entries.set(key, { value, member: true });
    made.push(
      new LanguageResource(type, address, name, headOrigin(uri, block), body, { kind: 'map', entries, origin: body }, exists),
    );
  };
  for (const [name, { uri, node }] of declarations.variables) {
    of(`var.${name}`, () => {
      const read = reader(module, uri, node);
      const type = attributeOf(node.body, 'type')?.value;
      add('Ashlar::Terraform::Variable', `var.${name}`, name, uri, node, [
        ['Name', label(uri, node)],
        [
          'Type',
          type &&
            stringValue(
              type.kind === 'variable' || type.kind === 'call' ? type.name : 'any',
              originOf({ uri, frame: undefined }, type.span),
            ),
        ],
        ['Default', read('default')],
        ['Sensitive', read('sensitive')],
        ['Nullable', read('nullable')],
        ['Description', read('description')],
      ]);
    });
  }
  for (const [name, { uri, node }] of declarations.outputs) {
    of(`output.${name}`, () => {
      const read = reader(module, uri, node);
      add('Ashlar::Terraform::Output', `output.${name}`, name, uri, node, [
        ['Name', label(uri, node)],
        ['Description', read('description')],
        ['Value', read('value')],
        ['Sensitive', read('sensitive')],
      ]);
    });
  }
  for (const [name, { uri, node }] of declarations.modules) {
    of(`module.${name}`, () => {
      const read = reader(module, uri, node);
      const source = read('source');
      const told: Properties = [
        ['Name', label(uri, node)],
        ['Source', source],
        ['SourceKind', source && sourceKind(source)],
        ['Version', read('version')],
        ['Ref', source && sourceRef(source)],
      ];
      for (const { index, inputs } of inputsOf(module, name, uri, node)) {
        // The code is loaded whether the module is made or not.
        add('Ashlar::Terraform::Module', `module.${name}${index}`, name, uri, node, [...told, ['Inputs', inputs]]);
      }
    });
  }
  of('provider', () => addProviders(module, add));
  of('terraform', () => {
    addBackends(module, add);
    for (const { uri, node } of declarations.settings) {
      for (const block of blocksOf(node.body, 'required_providers')) made.push(...requiredProviderResources(module, uri, block));
    }
  });
  for (const declared of declarations.resources.values()) {
    if (declared.mode === 'data') of(declared.address, () => addData(declared, module, add));
  }
  return withoutLimits(found, module);
}

type Add = (
  type: string,
  address: string,
  name: string,
  uri: string,
  block: Block,
  properties: Properties,
  exists?: true | 'unknown',
) => void;

function addProviders(module: ModuleNode, add: Add): void {
  const aliases = new Map<string, number>();
  for (const { uri, node } of module.declarations.providers) {
    const name = node.labels[0]?.text ?? '';
    const read = reader(module, uri, node);
    const alias = read('alias');
    const base = alias?.kind === 'string' ? `provider.${name}.${alias.value}` : `provider.${name}`;
    const before = aliases.get(base) ?? 0;
    aliases.set(base, before + 1);
    add('Ashlar::Terraform::Provider', before === 0 ? base : `${base}#${before}`, name, uri, node, [
      ['Name', label(uri, node)],
      ['Alias', alias],
      ['Version', read('version')],
      ['Arguments', argumentsOf(module, uri, node, providerMeta)],
    ]);
  }
}

function addBackends(module: ModuleNode, add: Add): void {
  let backends = 0;
  for (const { uri, node } of module.declarations.settings) {
    for (const block of blocksOf(node.body, 'backend')) {
      const name = block.labels[0]?.text ?? '';
      add(
        'Ashlar::Terraform::Backend',
        backends++ === 0 ? 'terraform.backend' : `terraform.backend#${backends}`,
        name,
        uri,
        block,
        [
          ['Type', label(uri, block)],
          ['Arguments', argumentsOf(module, uri, block, new Set())],
        ],
      );
    }
  }
}

function addData(declared: DeclaredResource, module: ModuleNode, add: Add): void {
  const { uri, node, name } = declared;
  const context: Context = { uri, frame: undefined };
  for (const instance of module.resources.instancesOf(declared).items) {
    const { exists } = instance;
    const address = instance.address.slice(module.path.length);
    add(
      'Ashlar::Terraform::Data',
      address,
      name,
      uri,
      node,
      [
        ['Type', label(uri, node)],
        ['Name', node.labels[1] && stringValue(name, originOf(context, node.labels[1].span))],
        ['Arguments', module.resources.body(instance)],
      ],
      exists,
    );
    if (declared.type !== 'aws_iam_policy_document') continue;
    const document = module.resources.policyDocument(instance, originOf(context, node.span));
    add('Ashlar::IAM::PolicyDocument', `${address}.json`, name, uri, node, [['Document', document]], exists);
  }
}

/** Leaves out the policy documents of an organization, which give nothing to anybody: they say how far other policies may go. */
function withoutLimits(all: readonly Resource[], module: ModuleNode): readonly Resource[] {
  const contents: Origin[] = [];
  for (const declared of module.declarations.resources.values()) {
    if (declared.mode !== 'managed' || declared.type !== 'aws_organizations_policy') continue;
    for (const instance of module.resources.instancesOf(declared).items) {
      const origin = module.resources.body(instance).entries.get('content')?.value.origin;
      if (origin) contents.push(origin);
    }
  }
  if (contents.length === 0) return all;
  return all.filter(({ type, body }) => {
    if (type !== 'Ashlar::IAM::PolicyDocument' || body.kind !== 'text') return true;
    return !contents.some((origin) => origin.kind === 'text' && origin.uri === body.uri && encloses(body.span, origin.span));
  });
}

function requiredProviderResources(module: ModuleNode, uri: string, block: Block): readonly Resource[] {
  const context: Context = { uri, frame: undefined };
  const found: Resource[] = [];
  for (const item of block.body.items) {
    if (item.kind !== 'attribute') continue;
    const value = module.evaluator.evaluate(item.value, context);
    const entries = new Map<string, Entry>([
      ['Name', { value: stringValue(item.name, originOf(context, item.nameSpan)), member: true }],
    ]);
    if (value.kind === 'map') {
      const source = value.entries.get('source');
      const version = value.entries.get('version');
      if (source) entries.set('Source', source);
      if (version) entries.set('Version', version);
    } else {
      entries.set('Version', { value, member: true });
    }
    const body = originOf(context, item.span);
    found.push(
      new LanguageResource(
        'Ashlar::Terraform::RequiredProvider',
        `${module.path}terraform.required_providers.${item.name}`,
        item.name,
        originOf(context, item.nameSpan),
        body,
        {
          kind: 'map',
          entries,
          origin: body,
        },
      ),
    );
  }
  return found;
}

/** From the first label to the last; the keyword of a block without any. */
export function headOrigin(uri: string, block: Block): Origin {
  const context: Context = { uri, frame: undefined };
  const first = block.labels[0];
  const last = block.labels[block.labels.length - 1];
  if (block.head) return originOf(context, block.head);
  return originOf(context, first && last ? spanBeside(first.span, first.span.start, last.span.end) : block.typeSpan);
}

function label(uri: string, block: Block): Value | undefined {
  const first = block.labels[0];
  return first && stringValue(first.text, originOf({ uri, frame: undefined }, first.span));
}

function reader(module: ModuleNode, uri: string, block: Block): (name: string) => Value | undefined {
  const context: Context = { uri, frame: undefined };
  return (name) => {
    const attribute = attributeOf(block.body, name);
    if (!attribute) return undefined;
    return module.attributeValue(attribute, context, name, originOf(contextOf(context, attribute, module), attribute.span));
  };
}

const moduleMeta: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);
const providerMeta: ReadonlySet<string> = new Set(['alias', 'version']);

/** Of a call with more instances than this the arguments are told once. */
const mostCalls = 64;

/** What a call hands over, by instance; nothing where it makes none. */
function inputsOf(
  module: ModuleNode,
  name: string,
  uri: string,
  call: Block,
): readonly { readonly index: string; readonly inputs: Value | undefined }[] {
  const context: Context = { uri, frame: undefined };
  const made = instancesOf(call.body, context, module.evaluator, `${module.path}module.${name}`, mostCalls);
  if (!made.repeats) return [{ index: '', inputs: argumentsOf(module, uri, call, moduleMeta) }];
  if (made.items.length === 0) return [{ index: '', inputs: undefined }];
  return made.items.map(({ index, key, names }) => {
    const body = evaluateBody(call.body, within(context, names, true), module.evaluator, originOf(context, call.span), false);
    const entries = new Map([...body.entries].filter(([argument]) => !moduleMeta.has(argument)));
    return { index: key === undefined && made.items.length > 1 ? '[*]' : index, inputs: { ...body, entries } };
  });
}

/** What is written in a block, without what speaks to Terraform itself. */
function argumentsOf(module: ModuleNode, uri: string, block: Block, without: ReadonlySet<string>): Value {
  const context: Context = { uri, frame: undefined };
  const body = evaluateBody(block.body, context, module.evaluator, originOf(context, block.span), false, {
    attribute: (attribute, inner) => module.attributeValue(attribute, inner, attribute.name, originOf(inner, attribute.span)),
  });
  const entries = new Map([...body.entries].filter(([name]) => !without.has(name)));
  return { ...body, entries };
}

/** Where a module's source leads. Facts: developer.hashicorp.com/terraform/language/modules/sources. */
function sourceKind(source: Value): Value {
  if (source.kind !== 'string') return unknown({ kind: 'computed', what: 'the source' }, source.origin);
  return stringValue(kindOf(source.value), source.origin);
}

function kindOf(source: string): string {
  if (/^\.\.?(?:[/\\]|$)/.test(source)) return 'local';
  if (source.startsWith('git::') || source.startsWith('git@') || /^(?:github\.com|bitbucket\.org)\//.test(source)) return 'git';
  if (source.startsWith('s3::')) return 's3';
  if (/^(?:hg|gcs)::/.test(source)) return 'other';
  if (/^https?:\/\//.test(source)) return /\.git(?:\/\/|\?|$)/.test(source) ? 'git' : 'http';
  if (/^(?:[a-z0-9.-]+(?::\d+)?\/)?[0-9A-Za-z_-]+\/[0-9A-Za-z_-]+\/[0-9a-z_-]+(?:\/\/.*)?$/.test(source)) return 'registry';
  return 'other';
}

/** The `?ref=` of a git source. */
function sourceRef(source: Value): Value | undefined {
  if (source.kind !== 'string')
    return source.kind === 'absent' ? undefined : unknown({ kind: 'computed', what: 'the source' }, source.origin);
  const ref = /[?&]ref=([^&]*)/.exec(source.value)?.[1];
  return ref === undefined || ref === '' ? undefined : stringValue(ref, source.origin);
}
