import {
  type AccountReport,
  type DeclaredPlace,
  driftOf,
  isInside,
  joinUri,
  linkAccount,
  relativeTo,
  type SeenAccount,
  type StateFile,
} from '../analysis';
import type { PostureDeclaration, PostureReport } from '../protocol';
import { rangeOf } from './convert';
import type { Host } from './host';
import type { Session } from './session';

/** What the workspace has to do with an account. */
export interface Declarations extends Pick<PostureReport, 'drift' | 'unmanaged' | 'unread'> {
  /** Where a live resource is declared, by its id. */
  readonly declared: ReadonlyMap<string, PostureDeclaration>;
}

/** Where Terraform keeps the state of a root module, if nobody says otherwise. */
const LOCAL_STATE = 'terraform.tfstate';

/** Ties an account to the workspace: by the states that the settings name and those beside root modules, by stacks, by names. */
export async function declarationsOf(
  session: Session,
  host: Pick<Host, 'readFile'>,
  seen: SeenAccount,
  judged: AccountReport,
): Promise<Declarations> {
  const { analysis, files } = session;
  const named = session.settings.posture.stateFiles;
  const configurations = analysis.declaredConfigurations();
  const modules = configurations.filter(({ kind }) => kind === 'terraform').map(({ key }) => key);
  const states = await readStates(session, host, modules);
  const { items: all, incomplete } = seen;
  const links = linkAccount({ items: all, incomplete, states, configurations, mapping: analysis.mapping });
  const placed = (
    place: DeclaredPlace,
    { by, address }: Pick<PostureDeclaration, 'by' | 'address'>,
  ): PostureDeclaration | undefined => {
    const known = session.document(place.uri);
    return known && { uri: known.clientUri, range: rangeOf(known.lines, place.span), sure: by !== 'name', by, address };
  };
  const declared = new Map<string, PostureDeclaration>();
  for (const link of links.links.values()) {
    const at = link.place && placed(link.place, link);
    if (at) declared.set(link.resource, at);
  }
  const byId = new Map(all.map((item) => [item.id, item]));
  // A state that lies about tells what it holds. That there are no others, only the user can say.
  const unmanaged = named.length === 0 ? undefined : links.unmanaged;
  return {
    declared,
    drift: driftOf(links, judged).flatMap(({ rule, resource, worse, place, address }) => {
      const by = links.links.get(resource)?.by;
      const at = by && placed(place, { by, address });
      return at ? [{ rule, resource, worse, declared: at }] : [];
    }),
    ...(unmanaged
      ? {
          unmanaged: unmanaged.flatMap((resource) => {
            const item = byId.get(resource);
            return item ? [{ resource, type: item.type, region: item.region }] : [];
          }),
        }
      : {}),
    unread: links.unread.map((what) => {
      const folder = files.roots.find((root) => isInside(root, what));
      return folder === undefined ? what : relativeTo(folder, what);
    }),
  };
}

/**
 * The states that the settings name, whether they are there or not, and those that lie beside root modules.
 * @param modules directories of root modules
 */
async function readStates(
  { files: { roots }, settings }: Session,
  host: Pick<Host, 'readFile'>,
  modules: readonly string[],
): Promise<readonly StateFile[]> {
  const read = async (uri: string): Promise<StateFile> => ({ uri, text: await host.readFile(uri, roots) });
  const named = await Promise.all(
    settings.posture.stateFiles.map(async (path): Promise<readonly StateFile[]> => {
      const found = await Promise.all(roots.map((root) => read(joinUri(root, path))));
      const there = found.filter(({ text }) => text !== undefined);
      return there.length > 0 ? there : found.slice(0, 1);
    }),
  );
  const own = named.flat();
  const beside = new Set(modules.map((module) => module + LOCAL_STATE));
  for (const { uri } of own) beside.delete(uri);
  const others = await Promise.all([...beside].map(read));
  // Many root modules keep their state elsewhere.
  return [...own, ...others.filter(({ text }) => text !== undefined)];
}
