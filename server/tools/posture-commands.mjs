// The first read-only layer: which operations of the AWS SDK a bundle holds, and whether each is on the list.

/** Clients by the package or folder that their commands lie in. */
const CLIENT =
  /node_modules\/@aws-sdk\/(?:client-|nested-clients\/dist-es\/submodules\/)([a-z0-9-]+)\/(?:dist-es\/)?commands\/([A-Za-z0-9]+)Command\.js$/;

/**
 * Every SDK command that ended up in a bundle, as `service operation`.
 * @param {{ outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }} metafile of esbuild
 * @returns {string[]} sorted
 */
export function commandsIn(metafile) {
  const found = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const match = CLIENT.exec(path.replaceAll('\\', '/'));
      if (match && bytesInOutput > 0) found.add(`${match[1] === 's3-control' ? 's3control' : match[1]} ${match[2]}`);
    }
  }
  return [...found].sort();
}

/**
 * The commands of a bundle that are not listed. A client's generic class, which would bring all its commands, shows here too.
 * @param {Parameters<typeof commandsIn>[0]} metafile
 * @param {readonly { service: string, operation: string }[]} calls
 * @param {Readonly<Record<string, readonly string[]>>} exchanges
 */
export function unlistedCommands(metafile, calls, exchanges) {
  const listed = new Set(calls.map(({ service, operation }) => `${service} ${operation}`));
  for (const [service, operations] of Object.entries(exchanges)) for (const one of operations) listed.add(`${service} ${one}`);
  return commandsIn(metafile).filter((one) => !listed.has(one));
}
