import type { UnknownReason, Value } from '../../values';
import type { Configuration } from '../configuration';
import { headOrigin } from './language';
import type { TerraformConfiguration } from './load';

type Gap = NonNullable<Configuration['gaps']>[number];

export function isTerraform(configuration: Configuration): configuration is TerraformConfiguration {
  return 'tree' in configuration;
}

/** More are not worth reading. */
const MAX_GAPS = 50;
const MAX_DEPTH = 8;

/**
 * Where a configuration has more than can be seen: calls whose module could not be read or whose instances are not all known, and
 * resources of which a part was left out for a limit or because it refers to itself.
 */
export function terraformGaps({ tree, natives }: TerraformConfiguration): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { declarations, calls } of tree.opened()) {
    for (const [name, { uri, node }] of declarations.modules) {
      const call = calls.get(name);
      const at = headOrigin(uri, node);
      if (call?.kind === 'unread') gaps.push({ at, reason: call.reason });
      else if (call && !call.complete)
        gaps.push({ at, reason: { kind: 'undecided', what: `how many instances module.${name} has` } });
    }
  }
  for (const { address, origin, values } of natives) {
    if (gaps.length >= MAX_GAPS) break;
    const end = endIn(values, 0);
    if (end) gaps.push({ at: origin, reason: end });
    else if (address.endsWith('[*]'))
      gaps.push({ at: origin, reason: { kind: 'undecided', what: `which further instances ${address} stands for` } });
  }
  return gaps.slice(0, MAX_GAPS);
}

/** The first limit or cycle that a value holds. */
function endIn(value: Value, depth: number): UnknownReason | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const inner = (values: Iterable<Value>): UnknownReason | undefined => {
    for (const each of values) {
      const end = endIn(each, depth + 1);
      if (end) return end;
    }
    return undefined;
  };
  switch (value.kind) {
    case 'unknown':
      return value.reason.kind === 'limit' || value.reason.kind === 'cycle' ? value.reason : undefined;
    case 'list':
      return inner([...value.items.map((item) => item.value), ...(value.rest ? [value.rest] : [])]);
    case 'map':
      return inner([...[...value.entries.values()].map((entry) => entry.value), ...(value.rest ? [value.rest] : [])]);
    case 'text':
      return inner(value.parts.filter((part): part is Value => typeof part !== 'string'));
    case 'encoded':
      return inner([value.content]);
    case 'oneOf':
      return inner(value.choices);
    default:
      return undefined;
  }
}
