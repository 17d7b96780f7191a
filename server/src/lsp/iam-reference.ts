import { Catalogue } from '../policy';
import type { Host } from './host';

/**
 * AWS's service authorization reference, read from the host when a policy is judged for the first time: it is a megabyte, and many
 * workspaces hold no policy.
 */
export class IamReference {
  private made: Catalogue | undefined;
  private asked = false;

  /** @param arrived is called once, when there is an answer */
  constructor(
    private readonly host: Host,
    private readonly arrived: () => void,
  ) {}

  /** Undefined until it was read. */
  catalogue(): Catalogue | undefined {
    if (!this.asked) {
      this.asked = true;
      void this.read();
    }
    return this.made;
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
