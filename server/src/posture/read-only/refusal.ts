/** A request that is not on the allow-list. It was not sent. */
export class ReadOnlyRefusal extends Error {
  override readonly name = 'ReadOnlyRefusal';

  constructor(
    readonly guard: 'command' | 'wire',
    what: string,
  ) {
    super(`Ashlar only reads: ${what} is not on its list of calls, and was not sent.`);
  }
}
