import type { DataNode, ScalarNode } from '../../syntax/data';
import { parseYaml } from '../../syntax/yaml';
import { absent, boolValue, type Entry, type Item, type Origin, stringValue, unknown, type Value } from '../../values';
import type { Budget } from './context';
import { convert, invalid } from './convert';
import { canonicalTime } from './functions/time';
import { parseNumber } from './numbers';
import { normalised } from './unicode';

const LONGEST = 1_000_000;

/**
 * What `yamldecode` gives for a known text; its parts have the origin of the whole. Terraform reads YAML 1.1 (`yes` is true, and a
 * date is a timestamp); what could be read in two ways is unknown. Facts: developer.hashicorp.com/terraform/language/functions/yamldecode,
 * and what `terraform console` answers.
 */
export function decodeYaml(text: string, origin: Origin, use: Origin, budget: Budget): Value {
  if (text.length > LONGEST || !budget.spend(Math.ceil(text.length / 50)))
    return unknown({ kind: 'limit', what: 'length of a text' }, use);
  const unclear = unclearIn(text);
  if (unclear !== undefined) return unknown({ kind: 'unsupported', what: unclear }, use);
  const { root, problems } = parseYaml(text);
  const real = problems.filter((problem) => !problem.message.startsWith('Duplicate key'));
  if (!root || real.length > 0 || documentsIn(text) > 1) return invalid('the text is no YAML', use);
  return fromYaml(root, origin, use, budget);
}

/** What the versions of YAML, or their readers, do not agree on. */
function unclearIn(text: string): string | undefined {
  if (/^%/m.test(text)) return 'a YAML directive';
  if (/(?:^|[\s[{,])![^\s=]*(?:\s|$|[,\]}"'[{])/m.test(text)) return 'a YAML tag';
  if (/(?:^|[\s[{,])<<\s*:/m.test(text)) return 'a YAML merge key';
  if (/^[ ]*\t/m.test(text)) return 'a tab in YAML';
  return undefined;
}

/** How many documents a text holds, told by their markers. */
function documentsIn(text: string): number {
  let documents = 0;
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^---(?:\s|$)/.test(line)) {
      documents++;
      inside = true;
    } else if (/^\.\.\.(?:\s|$)/.test(line)) inside = false;
    else if (!inside && /^\s*[^\s#]/.test(line)) {
      documents++;
      inside = true;
    }
  }
  return documents;
}

function fromYaml(node: DataNode, origin: Origin, use: Origin, budget: Budget): Value {
  if (!budget.spend()) return unknown({ kind: 'limit', what: 'evaluation' }, use);
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, origin);
    case 'sequence': {
      const items: Item[] = [];
      for (const item of node.items) items.push({ value: fromYaml(item, origin, use, budget), member: true });
      return { kind: 'list', items, origin };
    }
    case 'mapping': {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.entries) {
        const name = convert(scalarValue(key, origin), 'string');
        if (name.kind === 'unknown') return name.reason.kind === 'limit' ? name : invalid('a key is a text', use);
        if (name.kind !== 'string') return invalid('a key is a text', use);
        entries.set(name.value, { value: fromYaml(value, origin, use, budget), key: origin, member: true });
      }
      return { kind: 'map', entries, origin };
    }
  }
}

const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/;
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF|n|N)$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}/;

/** A plain scalar as the type that its text looks like. */
function scalarValue(node: ScalarNode, origin: Origin): Value {
  const text = normalised(node.text);
  if (node.style !== 'plain') return stringValue(text, origin);
  if (text === '' || text === '~' || /^(?:null|Null|NULL)$/.test(text)) return absent(origin);
  if (TRUE.test(text)) return boolValue(true, origin);
  if (FALSE.test(text)) return boolValue(false, origin);
  if (/^[+-]?\.inf$|^\.nan$/i.test(text)) return invalid('an infinite number', origin);
  if (DATE.test(text)) return dateValue(text, origin);
  const numeral = /^0x[0-9A-Fa-f]+$|^0o[0-7]+$/.test(text) ? String(Number(text)) : text;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(numeral)) return stringValue(text, origin);
  const number = parseNumber(numeral);
  if (!number || (numeral !== text && !Number.isSafeInteger(number.value)))
    return unknown({ kind: 'limit', what: 'size of a number' }, origin);
  return { kind: 'number', value: number.value, ...(number.approximate ? { approximate: true as const } : {}), origin };
}

/** A date, alone or with a time. */
function dateValue(text: string, origin: Origin): Value {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const time = canonicalTime(`${text}T00:00:00Z`);
    return stringValue(time ?? text, origin);
  }
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? canonicalTime(text) : undefined;
  if (time !== undefined && !/[.]\d/.test(text)) return stringValue(time, origin);
  return /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]|$)/.test(text)
    ? unknown({ kind: 'unsupported', what: 'a YAML date of this form' }, origin)
    : stringValue(text, origin);
}
