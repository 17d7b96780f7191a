import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What HashiCorp's parser says of one text. `died`: it ran into its time limit or overflowed its stack. */
export type Reply =
  | { readonly kind: 'accepted'; readonly json: unknown }
  /** Accepted by the parser, refused by the translation into JSON. */
  | { readonly kind: 'unrepresentable'; readonly message: string }
  | { readonly kind: 'rejected'; readonly message: string }
  | { readonly kind: 'died' };

/** The worker's program: it needs no build step, because it is handed over as text. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { parse } = require(workerData.module);
parentPort.on('message', async (texts) => {
  const replies = [];
  for (const text of texts) {
    try {
      replies.push({ kind: 'accepted', json: await parse('main.tf', text) });
    } catch (error) {
      const message = String(error && error.message);
      if (message.startsWith('parse config')) replies.push({ kind: 'rejected', message });
      else if (message.startsWith('convert to HCL')) replies.push({ kind: 'unrepresentable', message });
      else process.exit(1); // the Go runtime is gone
    }
  }
  parentPort.postMessage(replies);
});
`;

/**
 * `@cdktf/hcl2json` in a worker. Deeply nested input kills its Go runtime, after which it never answers again; so every batch has
 * a time limit, and a batch that fails is repeated text by text in fresh workers.
 */
export class HclReference {
  private worker: Worker | undefined;
  private readonly module = createRequire(import.meta.url).resolve('@cdktf/hcl2json');

  async parse(texts: readonly string[]): Promise<Reply[]> {
    const replies = await this.ask(texts, 5000 + texts.length * 20);
    if (replies) return replies;
    if (texts.length === 1) return [{ kind: 'died' }];
    const half = texts.length >> 1;
    return [...(await this.parse(texts.slice(0, half))), ...(await this.parse(texts.slice(half)))];
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** The replies, or undefined when the worker died or took too long; it is gone then. */
  private async ask(texts: readonly string[], limit: number): Promise<Reply[] | undefined> {
    this.worker ??= new Worker(program, { eval: true, workerData: { module: this.module }, stdout: true, stderr: true });
    const worker = this.worker;
    const replies = await new Promise<Reply[] | undefined>((resolve) => {
      const timer = setTimeout(() => finish(undefined), limit);
      const finish = (value: Reply[] | undefined) => {
        clearTimeout(timer);
        worker.off('message', finish).off('error', failed).off('exit', failed);
        resolve(value);
      };
      const failed = () => finish(undefined);
      worker.on('message', finish).on('error', failed).on('exit', failed);
      worker.postMessage(texts);
    });
    if (!replies) await this.close();
    return replies;
  }
}
