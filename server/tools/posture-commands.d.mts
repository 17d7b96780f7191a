interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>>;
}
/** Every SDK command that ended up in a bundle, as `service operation`, sorted. */
export function commandsIn(metafile: Metafile): string[];
/** The commands of a bundle that are not listed. */
export function unlistedCommands(
  metafile: Metafile,
  calls: readonly { readonly service: string; readonly operation: string }[],
  exchanges: Readonly<Record<string, readonly string[]>>,
): string[];
