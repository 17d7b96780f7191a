import { parseJson } from '../../syntax/json';
import { spanBeside } from '../../text';
import type { Entry, Origin, Value } from '../../values';
import { listValue, unknown } from '../../values';
import { plainValue } from '../plain-value';
import { joinText, textOf } from './text-value';
import { oneOf } from './value-at';

/** Private-use characters around the number of an unknown part, so that JSON with holes can be parsed. */
const HOLE = /\ue000(\d+)\ue001/g;

/**
 * The structure that a string holds, where a JSON document is expected: `'{"Statement": …}'`, the same under `Fn::Sub`, or what
 * `Fn::ToJsonString` encodes. A string that does not look like JSON stays as it is.
 * @param exactAt the offset of the string's first character in its document, where each character has a place of its own.
 */
export function decodeJson(value: Value, exactAt: number | undefined): Value {
  switch (value.kind) {
    case 'encoded':
      return value.format === 'json' ? value.content : value;
    case 'oneOf':
      return oneOf(
        value.choices.map((choice) => decodeJson(choice, undefined)),
        value.origin,
      );
    case 'string':
      return decode(value.value, [], value, exactAt);
    case 'text': {
      const holes: Value[] = [];
      const text = value.parts.map((part) => {
        const known = typeof part === 'string' ? part : textOf(part);
        if (known !== undefined || typeof part === 'string') return known ?? '';
        holes.push(part);
        return `\ue000${holes.length - 1}\ue001`;
      });
      return decode(text.join(''), holes, value, undefined);
    }
    default:
      return value;
  }
}

function decode(text: string, holes: readonly Value[], value: Value, exactAt: number | undefined): Value {
  if (!/^\s*[{[]/.test(text)) return value;
  const document = parseJson(text);
  if (!document.root || document.problems.length > 0) return unknown({ kind: 'invalid', what: 'JSON' }, value.origin);
  const { origin } = value;
  const tree = plainValue(document.root, (node): Origin => {
    if (exactAt === undefined || origin.kind !== 'text') return origin;
    return { ...origin, span: spanBeside(origin.span, exactAt + node.span.start, exactAt + node.span.end) };
  });
  return fill(tree, holes);
}

function fill(value: Value, holes: readonly Value[]): Value {
  if (holes.length === 0) return value;
  switch (value.kind) {
    case 'string': {
      const parts: (string | Value)[] = [];
      let done = 0;
      for (const match of value.value.matchAll(HOLE)) {
        parts.push(value.value.slice(done, match.index), holes[Number(match[1])] ?? '');
        done = match.index + match[0].length;
      }
      return done === 0 ? value : joinText([...parts, value.value.slice(done)], value.origin);
    }
    case 'list':
      return listValue(
        value.items.map((item) => fill(item.value, holes)),
        value.origin,
      );
    case 'map': {
      const entries = new Map<string, Entry>();
      let open = false;
      for (const [key, entry] of value.entries) {
        if (key.includes('\ue000')) open = true;
        else entries.set(key, { ...entry, value: fill(entry.value, holes) });
      }
      const rest = unknown({ kind: 'computed', what: 'a key' }, value.origin);
      return open ? { ...value, entries, rest } : { ...value, entries };
    }
    default:
      return value;
  }
}
