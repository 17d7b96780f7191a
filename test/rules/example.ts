import type { Span } from '../../server/src/text';

export type Language = 'terraform' | 'cloudformation' | 'cloudformation-json' | 'policy' | 'live';

/** An example as a rule's YAML holds it; the JSON Schema has checked its shape. */
export interface WrittenExample {
  readonly bad?: Language;
  readonly good?: Language;
  readonly unknown?: Language;
  readonly text?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly fixed?: string | Readonly<Record<string, string>>;
  readonly type?: string;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly {
    readonly type?: string;
    readonly id?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
  }[];
}

export type Verdict = 'bad' | 'good' | 'unknown';

/** A text and what `«»` enclosed in it. */
export interface Marked {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** An example made ready: files by name, marks taken out. */
export interface Example {
  readonly verdict: Verdict;
  readonly language: Language;
  readonly files: ReadonlyMap<string, Marked>;
  readonly fixed: ReadonlyMap<string, string> | undefined;
  readonly written: WrittenExample;
}

const MAIN_FILE: Readonly<Record<Language, string>> = {
  terraform: 'main.tf',
  cloudformation: 'template.yaml',
  'cloudformation-json': 'template.json',
  policy: 'policy.json',
  live: 'live',
};

export const FOLDER = 'file:///example/';

export function readExample(written: WrittenExample): Example {
  const verdict: Verdict = written.bad ? 'bad' : written.good ? 'good' : 'unknown';
  const language = written.bad ?? written.good ?? written.unknown ?? 'terraform';
  const main = MAIN_FILE[language];
  const texts = written.files ?? (written.text === undefined ? {} : { [main]: written.text });
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, readMarks(text)] as const));
  const { fixed } = written;
  const after = fixed === undefined ? undefined : new Map(Object.entries(typeof fixed === 'string' ? { [main]: fixed } : fixed));
  return { verdict, language, files, fixed: after, written };
}

/** @throws Error where marks do not pair up. */
export function readMarks(marked: string): Marked {
  const spans: Span[] = [];
  let text = '';
  let start: number | undefined;
  for (const character of marked) {
    if (character === '«') {
      if (start !== undefined) throw new Error('« inside «»');
      start = text.length;
    } else if (character === '»') {
      if (start === undefined) throw new Error('» without «');
      spans.push({ start, end: text.length });
      start = undefined;
    } else text += character;
  }
  if (start !== undefined) throw new Error('« without »');
  return { text, spans };
}

/** The text with the spans marked: what failure messages show. */
export function writeMarks(text: string, spans: readonly Span[]): string {
  const cuts = spans.flatMap(({ start, end }) => [
    { at: start, mark: '«', order: 1 },
    { at: end, mark: '»', order: start === end ? 2 : 0 },
  ]);
  cuts.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = '';
  let done = 0;
  for (const { at, mark } of cuts) {
    out += text.slice(done, at) + mark;
    done = at;
  }
  return out + text.slice(done);
}
