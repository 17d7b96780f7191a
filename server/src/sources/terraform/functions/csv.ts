import { type Item, mapValue, stringValue, unknown } from '../../../values';
import { convert } from '../convert';
import { type FunctionTable, strict } from './model';

const mostCells = 50_000;

/** Records as Go's `encoding/csv` reads them. @returns undefined where it would refuse */
function parseRecords(text: string): readonly (readonly string[])[] | undefined {
  const records: string[][] = [];
  const source = text.replaceAll('\r\n', '\n');
  let at = 0;
  while (at < source.length) {
    if (source[at] === '\n') {
      at++;
      continue;
    }
    const record: string[] = [];
    for (;;) {
      if (source[at] === '"') {
        const field = quotedField(source, at);
        if (!field) return undefined;
        record.push(field.text);
        at = field.end;
      } else {
        const match = /[^,\n]*/y;
        match.lastIndex = at;
        const field = match.exec(source)?.[0] ?? '';
        if (field.includes('"')) return undefined;
        record.push(at + field.length === source.length ? field.replace(/\r$/, '') : field);
        at += field.length;
      }
      if (source[at] !== ',') break;
      at++;
    }
    at++;
    records.push(record);
  }
  return records;
}

/** A field in quotes: doubled ones stand for one. */
function quotedField(source: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const match = /"((?:[^"]|"")*)"(?=[,\n]|\r?$)/y;
  match.lastIndex = start;
  const found = match.exec(source);
  if (!found) return undefined;
  const end = match.lastIndex;
  return { text: (found[1] ?? '').replaceAll('""', '"'), end: source.slice(end) === '\r' ? end + 1 : end };
}

export const csvFunctions: FunctionTable = {
  csvdecode: strict(['string'], ([text], _rest, origin, evaluating) => {
    if (text.length > 1_000_000 || !evaluating.budget.spend(Math.ceil(text.length / 10)))
      return unknown({ kind: 'limit', what: 'length of a text' }, origin);
    const records = parseRecords(text);
    const [header, ...rows] = records ?? [];
    if (!header || new Set(header).size < header.length) return undefined;
    if (rows.some((row) => row.length !== header.length)) return undefined;
    if (rows.length * header.length > mostCells) return unknown({ kind: 'limit', what: 'size of a list' }, origin);
    const items = rows.map((row): Item => {
      const cells = header.map((name, i) => [name, stringValue(row[i] ?? '', origin)] as const);
      return { value: mapValue(cells, origin), member: true };
    });
    const attributes = new Map(header.map((name) => [name, { type: 'string' as const }]));
    return convert({ kind: 'list', items, origin }, { kind: 'list', element: { kind: 'object', attributes } });
  }),
};
