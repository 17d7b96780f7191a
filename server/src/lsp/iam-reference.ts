import type { IamDescriptions } from '../features/iam/descriptions';
import { Catalogue } from '../policy';
import type { Host } from './host';

/**
 * AWS's service authorization reference, read from the host when a policy is judged for the first time: it is a megabyte, and many
 * workspaces hold no policy.
 */
export class IamReference {
  private made: Catalogue | undefined;
  private reading: Promise<void> | undefined;
  private described: Promise<IamDescriptions | undefined> | undefined;

  /** @param arrived is called once, when there is an answer */
  constructor(
    private readonly host: Host,
    private readonly arrived: () => void,
  ) {}

  /** Undefined until it was read. */
  catalogue(): Catalogue | undefined {
    this.reading ??= this.read();
    return this.made;
  }

  /** The same, once it was read. */
  async whenRead(): Promise<Catalogue | undefined> {
    this.reading ??= this.read();
    await this.reading;
    return this.made;
  }

  /** What AWS says of actions and keys, read with the first question; undefined where it is not to be had. */
  descriptions(): Promise<IamDescriptions | undefined> {
    this.described ??= this.host
      .iamDescriptions()
      .then((text): IamDescriptions | undefined => (text === undefined ? undefined : JSON.parse(text)))
      .catch(() => undefined);
    return this.described;
  }

  private async read(): Promise<void> {
    try {
      const text = await this.host.iamData();
      if (text === undefined) return;
      this.made = new Catalogue(JSON.parse(text));
    } catch {
      return; // Policies are then judged by their grammar alone, and what needs the reference is not assessed.
    }
    this.arrived();
  }
}
