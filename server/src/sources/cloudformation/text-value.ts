import type { Origin, Value } from '../../values';
import { stringValue, unknown } from '../../values';

type Part = string | Value;

/** The text that a scalar value becomes inside a string; undefined for what has no sure text. */
export function textOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'number':
    case 'bool':
      return String(value.value);
    default:
      return undefined;
  }
}

/**
 * The string that its parts make: a plain string where all are known, an unknown where the whole is one dynamic reference
 * (`{{resolve:…}}`), else a partly known text. A sensitive part makes the whole sensitive.
 */
export function joinText(parts: readonly Part[], origin: Origin): Value {
  const flat: Part[] = [];
  let sensitive = false;
  const push = (part: Part): void => {
    const text = typeof part === 'string' ? part : textOf(part);
    if (typeof part !== 'string' && part.sensitive) sensitive = true;
    if (text === undefined) {
      if (typeof part !== 'string' && part.kind === 'text') part.parts.forEach(push);
      else flat.push(part);
    } else if (text !== '') {
      const last = flat.at(-1);
      if (typeof last === 'string') flat[flat.length - 1] = last + text;
      else flat.push(text);
    }
  };
  parts.forEach(push);
  const resolved = resolveDynamic(flat, origin);
  if (resolved.some((part) => typeof part !== 'string' && part.sensitive)) sensitive = true;
  const mark = sensitive ? ({ sensitive: true } as const) : {};
  const [only] = resolved;
  if (resolved.length === 0) return { ...stringValue('', origin), ...mark };
  if (resolved.length === 1 && only !== undefined) {
    if (typeof only === 'string') return { ...stringValue(only, origin), ...mark };
    return only.kind === 'unknown' ? { ...only, ...mark } : { kind: 'text', parts: resolved, origin, ...mark };
  }
  return { kind: 'text', parts: resolved, origin, ...mark };
}

const OPEN = '{{resolve:';

/** Replaces each `{{resolve:service:…}}`, which may itself hold unknown parts, by an unknown. */
function resolveDynamic(parts: readonly Part[], origin: Origin): Part[] {
  if (!parts.some((part) => typeof part === 'string' && part.includes(OPEN))) return [...parts];
  const out: Part[] = [];
  /** The text of the reference that is open; undefined between references. */
  let open: string | undefined;
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (open === undefined) out.push(part);
      else open += symbolOf(part);
      continue;
    }
    let rest = part;
    while (rest !== '') {
      const mark = open === undefined ? OPEN : '}}';
      const at = rest.indexOf(mark);
      if (at < 0) {
        if (open === undefined) out.push(rest);
        else open += rest;
        break;
      }
      if (open === undefined) {
        if (at > 0) out.push(rest.slice(0, at));
        open = '';
      } else {
        out.push(dynamicReference(open + rest.slice(0, at), origin));
        open = undefined;
      }
      rest = rest.slice(at + mark.length);
    }
  }
  if (open !== undefined) out.push(unknown({ kind: 'invalid', what: 'dynamic reference without }}' }, origin));
  return out;
}

/** `secretsmanager:name:SecretString:key`: the secret services make a sensitive value, a plain parameter is as secret as its text. */
function dynamicReference(text: string, origin: Origin): Value {
  const service = text.slice(0, text.indexOf(':') < 0 ? text.length : text.indexOf(':'));
  const value = unknown({ kind: 'not-loaded', what: `{{resolve:${service}}}` }, origin, `resolve:${text}`);
  return service === 'ssm' ? value : { ...value, sensitive: true };
}

function symbolOf(value: Value): string {
  if (value.kind === 'reference') return `\${${value.address}.${value.attribute}}`;
  if (value.kind === 'unknown' && value.symbol !== undefined) return `\${${value.symbol}}`;
  const at = value.origin.kind === 'text' ? value.origin.span.start : 0;
  return `\${@${at}}`;
}
