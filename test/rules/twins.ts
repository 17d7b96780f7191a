import type { Span } from '../../server/src/text';
import type { Example, Marked } from './example';
import { reorderable, slotsOf } from './slots';

/** An example derived from a bad one, with what must be found in it. */
export interface Twin {
  readonly name: string;
  readonly files: ReadonlyMap<string, Marked>;
}

/** The twins of a bad example, each a change that must not mislead a rule. */
export function twinsOf(example: Example): readonly Twin[] {
  const twins: Twin[] = [];
  const { language } = example;
  for (const [name, file] of example.files) {
    const slots = slotsOf(language, name, file.text);
    for (const [i, mark] of file.spans.entries()) {
      const slot = slots.find((one) => one.span.start === mark.start && one.span.end === mark.end);
      if (!slot) continue;
      const literal = slot.literal ? file.text.slice(mark.start, mark.end) : undefined;
      for (const use of usesFor(language, literal)) {
        const changed = replaceMark(file, i, use.reference, use.found);
        const declared = declare(language, changed, use.declaration);
        if (declared) twins.push({ name: use.name, files: new Map(example.files).set(name, declared) });
      }
    }
    for (const items of reorderable(language, file.text)) {
      const reversed = reverseLines(file, items);
      if (reversed) twins.push({ name: 'in another order', files: new Map(example.files).set(name, reversed) });
    }
  }
  twins.push({
    name: 'with Windows line ends',
    files: new Map([...example.files].map(([name, file]) => [name, withCrlf(file)])),
  });
  return twins;
}

interface Use {
  readonly name: string;
  readonly reference: string;
  readonly declaration: string;
  /** Whether the rule must still find it, at the reference. */
  readonly found: boolean;
}

function usesFor(language: Example['language'], literal: string | undefined): readonly Use[] {
  switch (language) {
    case 'terraform': {
      const unset = { name: 'from an unset variable', reference: 'var.twin', declaration: 'variable "twin" {}', found: false };
      if (literal === undefined) return [unset];
      return [
        unset,
        { name: 'from a local', reference: 'local.twin', declaration: `locals {\n  twin = ${literal}\n}`, found: true },
        {
          name: 'from a default',
          reference: 'var.twin',
          declaration: `variable "twin" {\n  default = ${literal}\n}`,
          found: true,
        },
      ];
    }
    case 'cloudformation': {
      const unset = {
        name: 'from an unset parameter',
        reference: '!Ref Twin',
        declaration: '  Twin: { Type: String }',
        found: false,
      };
      if (literal === undefined) return [unset];
      const declaration = `  Twin:\n    Type: String\n    Default: ${literal}`;
      return [unset, { name: "from a parameter's default", reference: '!Ref Twin', declaration, found: true }];
    }
    case 'cloudformation-json': {
      const unset = {
        name: 'from an unset parameter',
        reference: '{ "Ref": "Twin" }',
        declaration: '"Twin": { "Type": "String" }',
        found: false,
      };
      if (literal === undefined) return [unset];
      const declaration = `"Twin": { "Type": "String", "Default": ${literal} }`;
      return [unset, { name: "from a parameter's default", reference: '{ "Ref": "Twin" }', declaration, found: true }];
    }
    default:
      return [];
  }
}

function replaceMark(file: Marked, index: number, reference: string, found: boolean): Marked {
  const mark = file.spans[index];
  if (!mark) return file;
  const text = file.text.slice(0, mark.start) + reference + file.text.slice(mark.end);
  const shift = reference.length - (mark.end - mark.start);
  const spans = file.spans.flatMap((span, i) => {
    if (i === index) return found ? [{ start: mark.start, end: mark.start + reference.length }] : [];
    return span.start >= mark.end ? [moved(span, shift)] : [span];
  });
  return { text, spans };
}

function moved(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** Adds the declaration; undefined where the example already declares parameters in a form that nothing can be added to by text. */
export function declare(language: Example['language'], file: Marked, declaration: string): Marked | undefined {
  if (language === 'terraform') {
    const text = file.text.endsWith('\n') || file.text === '' ? file.text : `${file.text}\n`;
    return { text: `${text}\n${declaration}\n`, spans: file.spans };
  }
  if (language === 'cloudformation-json') {
    const parameters = /"Parameters"\s*:\s*\{/.exec(file.text);
    const at = parameters ? parameters.index + parameters[0].length : file.text.indexOf('{') + 1;
    return insert(file, at, parameters ? `${declaration},` : `"Parameters": { ${declaration} },`);
  }
  const parameters = /^Parameters:[ ]*\n/m.exec(file.text);
  if (parameters) return insert(file, parameters.index + parameters[0].length, `${declaration}\n`);
  if (/^Parameters:/m.test(file.text)) return undefined;
  const resources = /^Resources:/m.exec(file.text);
  return resources ? insert(file, resources.index, `Parameters:\n${declaration}\n`) : undefined;
}

function insert(file: Marked, at: number, added: string): Marked {
  return {
    text: file.text.slice(0, at) + added + file.text.slice(at),
    spans: file.spans.map((span) => (span.start >= at ? moved(span, added.length) : span)),
  };
}

/** The lines of the items in reverse; undefined where items share lines, or there is but one. */
function reverseLines(file: Marked, items: readonly Span[]): Marked | undefined {
  const lines = items.map(({ start, end }) => {
    const from = file.text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = file.text.indexOf('\n', end);
    return { start: from, end: lineEnd < 0 ? file.text.length : lineEnd + 1 };
  });
  if (lines.length < 2) return undefined;
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before && before.end > line.start) return undefined;
    if (file.text.slice(before ? before.end : line.start, line.start).trim() !== '') return undefined;
    if (file.text[line.end - 1] !== '\n') return undefined;
  }
  const start = lines[0]?.start ?? 0;
  const end = lines.at(-1)?.end ?? 0;
  let middle = '';
  const spans = file.spans.filter((span) => span.end <= start);
  for (const line of [...lines].reverse()) {
    const shift = start + middle.length - line.start;
    for (const span of file.spans) if (span.start >= line.start && span.end <= line.end) spans.push(moved(span, shift));
    middle += file.text.slice(line.start, line.end);
  }
  const shift = start + middle.length - end;
  for (const span of file.spans) if (span.start >= end) spans.push(moved(span, shift));
  return { text: file.text.slice(0, start) + middle + file.text.slice(end), spans };
}

function withCrlf(file: Marked): Marked {
  const before = (offset: number) => offset + file.text.slice(0, offset).split('\n').length - 1;
  return {
    text: file.text.replaceAll('\n', '\r\n'),
    spans: file.spans.map((span) => ({ start: before(span.start), end: before(span.end) })),
  };
}
