import type { Value } from '../../values';

/** What a value says, whatever its place, as one text; undefined where some of it is not known. Two that say the same have the same. */
export function fingerprint(value: Value): string | undefined {
  const parts: string[] = [];
  return write(value, parts) ? parts.join('\u0001') : undefined;
}

function write(value: Value, parts: string[]): boolean {
  switch (value.kind) {
    case 'string':
      parts.push('s', value.value);
      return value.origin.kind !== 'default';
    case 'number':
    case 'bool':
      parts.push(value.kind, String(value.value));
      return true;
    case 'absent':
      parts.push('-');
      return true;
    case 'list':
      if (value.rest) return false;
      parts.push('[');
      for (const { value: item, member } of value.items) if (member !== true || !write(item, parts)) return false;
      parts.push(']');
      return true;
    case 'map':
      if (value.rest) return false;
      parts.push('{');
      for (const [name, entry] of value.entries) {
        if (entry.member !== true) return false;
        parts.push(name);
        if (!write(entry.value, parts)) return false;
      }
      parts.push('}');
      return true;
    default:
      return false;
  }
}
