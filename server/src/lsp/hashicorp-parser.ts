import { Worker } from 'node:worker_threads';
import { LineIndex } from '../text';
import type { Host } from './host';

export interface HashicorpMessage {
  readonly message: string;
  /** Zero-based line and UTF-16 column, where the parser named a place. */
  readonly line?: number;
  readonly column?: number;
}

/** The file name given to the parser: one that no text holds, so that its places can be found in what it says. */
const fileName = '\u0001';

/**
 * HashiCorp's own words for what is wrong with a text, from the parser that Terraform uses, compiled to WebAssembly. It is for
 * files that our parser found broken, never for every keystroke: started when first asked, one request at a time, the newest one
 * of a file only, with a time limit. Deeply nested text kills the Go runtime, which then never answers again; so after a
 * failure the next request starts a new worker.
 */
export class HashicorpParser implements NonNullable<Host['hashicorp']> {
  private worker: Worker | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly newest = new Map<string, string>();
  private disposed = false;

  /**
   * @param workerFile the bundle of `hashicorp-worker.ts`
   * @param limit milliseconds for one answer
   */
  constructor(
    private readonly workerFile: string,
    private readonly limit = 2000,
  ) {}

  /** What the parser says of the text; empty when it accepts it, undefined when it has no answer or a newer text was asked about. */
  check(uri: string, text: string): Promise<HashicorpMessage[] | undefined> {
    this.newest.set(uri, text);
    const answer = this.queue.then(async () => {
      if (this.disposed || this.newest.get(uri) !== text) return undefined;
      this.newest.delete(uri);
      const reply = await this.ask(text);
      return reply === undefined ? undefined : readMessages(reply.error, text);
    });
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  async problems(text: string, name: string): Promise<readonly { line: number; message: string }[] | undefined> {
    const messages = await this.check(name, text);
    return messages?.map(({ line, message }) => ({ line: line ?? 0, message }));
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
  }

  private stop(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private async ask(text: string): Promise<{ error: string | undefined } | undefined> {
    const started = this.worker === undefined;
    this.worker ??= new Worker(this.workerFile, { stdout: true, stderr: true });
    const worker = this.worker;
    worker.unref();
    const reply = await new Promise<{ error: string | undefined } | undefined>((resolve) => {
      // The first answer includes the start of the runtime, about 150 ms on a quiet machine.
      const timer = setTimeout(() => finish(undefined), started ? 3 * this.limit : this.limit);
      // Any other message comes from a Go runtime that is dead.
      const received = (error: string | undefined) =>
        finish(error === undefined || /^(?:parse config|convert to HCL)/.test(error) ? { error } : undefined);
      const failed = () => finish(undefined);
      const finish = (value: { error: string | undefined } | undefined) => {
        clearTimeout(timer);
        worker.off('message', received).off('error', failed).off('exit', failed);
        resolve(value);
      };
      worker.on('message', received).on('error', failed).on('exit', failed);
      worker.postMessage({ name: fileName, text });
    });
    if (!reply) this.stop();
    return reply;
  }
}

const place = new RegExp(`${fileName}:(\\d+),(\\d+)-[\\d,]+: `, 'g');

/** Takes the parser's one error string apart: places as `name:line,column-…: summary; detail`, one after the other. */
export function readMessages(error: string | undefined, text: string): HashicorpMessage[] {
  // What the translation into JSON refuses is not wrong with the file.
  if (!error?.startsWith('parse config')) return [];
  const lines = new LineIndex(text);
  const places = [...error.matchAll(place)];
  return places.map((match, i) => {
    const end = places[i + 1]?.index ?? error.lastIndexOf(']');
    const line = Number(match[1]) - 1;
    const content = text.slice(lines.lineStart(line), lines.lineEnd(line));
    return {
      message: readable(error.slice(match.index + match[0].length, end)),
      line,
      column: utf16Column(content, Number(match[2]) - 1),
    };
  });
}

function readable(message: string): string {
  const text = message
    .trim()
    .replace(new RegExp(`${fileName}:(\\d+),[\\d,-]+\\d`, 'g'), 'line $1')
    .replace('; ', '. ');
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

/** The parser counts what a reader sees as one character. */
function utf16Column(line: string, graphemes: number): number {
  let column = 0;
  let left = graphemes;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    line.slice(0, 4 * graphemes + 100),
  )) {
    if (left-- <= 0) break;
    column += segment.length;
  }
  return column;
}
