import type { MappingData } from '../../mapping';
import { translateCloudFormation } from '../../mapping';
import type { ResourceGraph, SchemaData } from '../../resources';
import { buildGraph } from '../../resources';
import type { DataDocument } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Value } from '../../values';
import type { Configuration } from '../configuration';
import { Evaluator } from './evaluate';
import { TemplateEntry } from './resource';
import { emptyScope } from './scope';
import { declaredResources, GENERATED_TYPES } from './serverless';
import { readTemplate } from './template';

export { looksLikeTemplate } from './recognise';

/**
 * The resources of a template, evaluated as CloudFormation does as far as that is possible without an account. A resource whose
 * condition is surely false is left out; nested stacks, modules and macros are not read.
 */
export function loadTemplate(input: {
  readonly uri: string;
  readonly document: DataDocument;
  readonly mapping: MappingData;
  readonly schema: SchemaData;
}): Configuration {
  const template = readTemplate(input.uri, input.document.root);
  const evaluator = new Evaluator(template);
  const scope = emptyScope();
  const resources: TemplateEntry[] = [];
  for (const declared of declaredResources(template)) {
    const condition = entryOf(declared.node, 'Condition')?.value;
    const name = condition?.kind === 'scalar' && condition.text !== '' ? condition.text : undefined;
    const truth = name === undefined ? true : evaluator.condition(name, scope);
    if (truth === false) continue;
    const inner = name === undefined || truth === true ? scope : evaluator.assume(name, true, scope);
    resources.push(new TemplateEntry(declared, evaluator, inner, input.schema, truth));
  }
  const incomplete = template.open ? { incomplete: 'all' as const } : template.serverless ? { incomplete: GENERATED_TYPES } : {};
  const handedOut = onceHandedOut(resources);
  const graph: ResourceGraph = buildGraph({
    ...translateCloudFormation(resources, input.mapping),
    ...incomplete,
    escapes: (resource) => handedOut().has(resource.address),
  });
  return { graph, needs: [] };
}

/** The addresses that are handed to code which is not read: a nested stack, a module, a custom resource. */
function onceHandedOut(resources: readonly TemplateEntry[]): () => ReadonlySet<string> {
  let found: Set<string> | undefined;
  return () => {
    if (found) return found;
    found = new Set();
    for (const resource of resources) {
      if (
        /^(?:AWS::CloudFormation::(?:Stack|CustomResource)$|AWS::Serverless::Application$|Custom::|.*::MODULE$)/.test(
          resource.type,
        )
      ) {
        collectAddresses(resource.get([]), found);
      }
    }
    return found;
  };
}

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
