import { linkAccount, type StateFile } from '../analysis';
import type { ScanResult } from '../posture';
import type { PostureDeclaration } from '../protocol';
import { LineIndex } from '../text';
import type { Host } from './host';
import type { Session } from './session';

/** What `terraform` calls the state that it keeps beside a root module. */
const STATE = 'terraform.tfstate';

/**
 * Where the workspace declares what a scan saw, by the id of the live resource: as the states beside its root modules tell, the stacks that
 * are deployed, and names.
 */
export async function declarationsOf(
  session: Session,
  host: Pick<Host, 'readFile'>,
  { items, incomplete }: Pick<ScanResult, 'items' | 'incomplete'>,
): Promise<ReadonlyMap<string, PostureDeclaration>> {
  const { analysis, files, documents } = session;
  const configurations = analysis.declaredConfigurations();
  const states = await Promise.all(
    configurations
      .filter(({ kind }) => kind === 'terraform')
      .map(async ({ key }): Promise<StateFile> => ({ uri: key + STATE, text: await host.readFile(key + STATE, files.roots) })),
  );
  // Many root modules keep their state elsewhere.
  const there = states.filter(({ text }) => text !== undefined);
  const { links } = linkAccount({ items, incomplete, states: there, configurations, mapping: analysis.mapping });
  const lines = new Map<string, LineIndex>();
  const found = new Map<string, PostureDeclaration>();
  for (const { resource, by, address, place } of links.values()) {
    if (!place) continue;
    const { uri, span } = place;
    const index = lines.get(uri) ?? new LineIndex(analysis.text(uri)?.text ?? '');
    lines.set(uri, index);
    found.set(resource, {
      uri: documents.clientUri(uri),
      range: { start: index.positionAt(span.start), end: index.positionAt(span.end) },
      sure: by !== 'name',
      by,
      address,
    });
  }
  return found;
}
