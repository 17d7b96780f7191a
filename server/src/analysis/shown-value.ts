import { describeReason, isSecretName, secretIn } from '../rules';
import type { Value } from '../values';

/** A hover is read at a glance. */
const MAX_LINES = 24;
const MAX_LENGTH = 1_600;
const MAX_STRING = 300;
const MAX_DEPTH = 6;
const MAX_ITEMS = 12;
/** What is no longer stands on one line. */
const WIDTH = 72;
const MAX_REASONS = 3;

export interface RenderedValue {
  readonly text: string;
  /** Why what is not known is not, each once. */
  readonly reasons: readonly string[];
}

/**
 * A value in the way of Terraform's language, cut off at a sensible size. Masked are what is marked as sensitive, what stands under a name
 * that says it is secret, and what looks like a secret.
 * @param isSecret what else is known of a part
 */
export function renderValue(value: Value, isSecret: (part: Value) => boolean): RenderedValue {
  const renderer = new Renderer(isSecret);
  const lines = renderer.render(value, { indent: '', depth: 0, secret: false }).split('\n');
  const cut = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), '…'] : lines;
  const text = cut.join('\n');
  return { text: text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text, reasons: [...renderer.reasons] };
}

interface At {
  readonly indent: string;
  readonly depth: number;
  /** It stands under a name that says it is secret. */
  readonly secret: boolean;
}

class Renderer {
  readonly reasons = new Set<string>();

  constructor(private readonly isSecret: (part: Value) => boolean) {}

  render(value: Value, at: At): string {
    if (value.sensitive) return MASK;
    const secret = at.secret || this.isSecret(value);
    switch (value.kind) {
      case 'string':
        return secret || secretIn(value.value, undefined) !== undefined ? MASK : quoted(value.value);
      case 'number':
        return secret ? MASK : String(value.value);
      case 'bool':
        return String(value.value);
      case 'absent':
        return 'null';
      case 'unknown':
        this.because(describeReason(value.reason));
        return '(unknown)';
      case 'reference': {
        if (value.attribute === '') return value.address;
        const name = `${value.address}.${value.attribute}`;
        this.because(`${name} is known only after deployment`);
        return name;
      }
      case 'oneOf':
        return this.inner(value.choices.slice(0, MAX_ITEMS), { ...at, secret }).join(' or ');
      case 'text':
        return this.joined(value.parts, { ...at, secret });
      case 'encoded':
        return secret ? MASK : `${ENCODERS[value.format]}(${this.render(value.content, at)})`;
      case 'list': {
        if (at.depth >= MAX_DEPTH) return '[…]';
        const items = value.items.slice(0, MAX_ITEMS).map((item) => {
          const text = this.render(item.value, inside(at, secret));
          return item.member === true ? text : `${text} (perhaps)`;
        });
        if (value.rest) this.because(describeReason(value.rest.reason));
        if (value.rest || value.items.length > MAX_ITEMS) items.push('…');
        return wrapped('[', items, ']', at.indent, ',');
      }
      case 'map': {
        if (at.depth >= MAX_DEPTH) return '{…}';
        const items = [...value.entries].slice(0, MAX_ITEMS).map(([key, entry]) => {
          const text = this.render(entry.value, inside(at, secret || isSecretName(key)));
          return `${/^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key)} = ${text}${entry.member === true ? '' : ' (perhaps)'}`;
        });
        if (value.rest) this.because(describeReason(value.rest.reason));
        if (value.rest || value.entries.size > MAX_ITEMS) items.push('…');
        return wrapped('{', items, '}', at.indent, '');
      }
    }
  }

  private joined(parts: readonly (string | Value)[], at: At): string {
    const known = parts.map((part) => (typeof part === 'string' ? part : '')).join('');
    if (at.secret || secretIn(known, undefined) !== undefined) return MASK;
    return parts
      .filter((part) => part !== '')
      .map((part) => (typeof part === 'string' ? quoted(part) : this.render(part, inside(at, at.secret))))
      .join(' + ');
  }

  private inner(values: readonly Value[], at: At): readonly string[] {
    return values.map((value) => this.render(value, inside(at, at.secret)));
  }

  private because(reason: string): void {
    if (this.reasons.size < MAX_REASONS) this.reasons.add(reason);
  }
}

const MASK = '(sensitive)';
const ENCODERS = { json: 'jsonencode', yaml: 'yamlencode', base64: 'base64encode' } as const;

function inside(at: At, secret: boolean): At {
  return { indent: `${at.indent}  `, depth: at.depth + 1, secret };
}

function quoted(text: string): string {
  const short = text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text;
  return JSON.stringify(short);
}

function wrapped(open: string, items: readonly string[], close: string, indent: string, comma: string): string {
  if (items.length === 0) return open + close;
  const pad = open === '{' ? ' ' : '';
  const line = `${open}${pad}${items.join(', ')}${pad}${close}`;
  if (line.length <= WIDTH && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item}${comma}\n`).join('')}${indent}${close}`;
}
