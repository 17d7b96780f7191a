import type { MappingData } from '../../mapping';
import { translateCloudFormation } from '../../mapping';
import type { ResourceGraph, SchemaData } from '../../resources';
import { buildGraph } from '../../resources';
import type { DataDocument } from '../../syntax/data';
import type { Value } from '../../values';
import type { Configuration } from '../configuration';
import { readParameterFile } from './parameters';
import { GENERATED_TYPES } from './serverless';
import type { FindTemplate, Tree } from './stack';
import { Stack } from './stack';

export { explainTemplate } from './explain';
export { declaredParameters, readParameterFile } from './parameters';
export { looksLikeTemplate } from './recognise';
export { serverlessProperty } from './serverless';
export type { FindTemplate } from './stack';

export interface TemplateInput {
  readonly uri: string;
  readonly document: DataDocument;
  readonly mapping: MappingData;
  readonly schema: SchemaData;
  /** A parameter file that is chosen for the template: its values take the place of defaults. */
  readonly parameters?: { readonly uri: string; readonly document: DataDocument };
  /** Finds the templates of nested stacks; without it they are not read. */
  readonly find?: FindTemplate;
  /** An earlier state of the configuration: resources whose text and surroundings are the same are not evaluated again. */
  readonly before?: TemplateConfiguration;
}

export interface TemplateConfiguration extends Configuration {
  /** For the next state. */
  readonly stack: Stack;
}

/**
 * The resources of a template and of the stacks nested in it, evaluated as CloudFormation does as far as that is possible without
 * an account. A resource whose condition is surely false is left out; modules and macros are not read. `uses` of the result are the
 * other texts that were read or asked for.
 */
export function loadTemplate(input: TemplateInput): TemplateConfiguration {
  const { uri, document, parameters } = input;
  const given = parameters && readParameterFile(parameters.uri, parameters.document);
  const tree: Tree = {
    schema: input.schema,
    find: input.find,
    uses: new Set(parameters ? [parameters.uri] : []),
    needs: new Set(),
    stacks: 0,
    reading: new Set(),
  };
  const outermost = new Stack(
    uri,
    document,
    tree,
    {
      prefix: '',
      chain: [uri],
      exists: true,
      given: given && ((name) => given.get(name)),
      parameters: parameters?.document,
    },
    input.before?.stack,
  );
  const stacks = outermost.all();
  const resources = stacks.flatMap((stack) => stack.entries);
  const handedOut = onceHandedOut(stacks);
  const incomplete = incompleteTypes(stacks);
  const graph: ResourceGraph = buildGraph({
    ...translateCloudFormation(resources, input.mapping),
    ...(incomplete ? { incomplete } : {}),
    escapes: (resource) => handedOut().has(resource.address),
  });
  const gaps = stacks.flatMap((stack) => stack.gaps());
  return { graph, needs: [...tree.needs], uses: [...tree.uses], gaps, stack: outermost };
}

function incompleteTypes(stacks: readonly Stack[]): 'all' | ReadonlySet<string> | undefined {
  const types = new Set<string>();
  for (const { evaluator } of stacks) {
    const { open, hidden, serverless } = evaluator.template;
    if (open || !hidden) return 'all';
    for (const type of hidden) types.add(type);
    if (serverless) for (const type of GENERATED_TYPES) types.add(type);
  }
  return types.size > 0 ? types : undefined;
}

/** The addresses that are handed to code which is not read: a stack whose template is not there, a module, a custom resource. */
function onceHandedOut(stacks: readonly Stack[]): () => ReadonlySet<string> {
  let found: Set<string> | undefined;
  return () => {
    if (found) return found;
    found = new Set();
    for (const stack of stacks) {
      for (const resource of stack.entries) {
        if (!UNREAD.test(resource.type) || stack.isRead(resource)) continue;
        collectAddresses(resource.get([]), found);
      }
    }
    return found;
  };
}

const UNREAD = /^(?:AWS::CloudFormation::(?:Stack|CustomResource)$|AWS::Serverless::Application$|Custom::|.*::MODULE$)/;

function collectAddresses(value: Value, found: Set<string>): void {
  switch (value.kind) {
    case 'reference':
      found.add(value.address);
      break;
    case 'list':
      for (const item of value.items) collectAddresses(item.value, found);
      break;
    case 'map':
      for (const entry of value.entries.values()) collectAddresses(entry.value, found);
      break;
    case 'oneOf':
      for (const choice of value.choices) collectAddresses(choice, found);
      break;
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') collectAddresses(part, found);
      break;
    case 'encoded':
      collectAddresses(value.content, found);
      break;
    default:
  }
}
