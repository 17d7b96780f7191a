import type { ModuleSource } from './source';

/** A module that `terraform init` has put on the disk. */
export interface InstalledModule {
  /** The names of the calls that lead to it, joined with dots. */
  readonly key: string;
  readonly source: string;
  readonly version: string | undefined;
  /** Seen from the root module's directory, with slashes. */
  readonly path: string;
}

/** What `.terraform/modules/modules.json` says, by key. */
export type Manifest = ReadonlyMap<string, InstalledModule>;

/** Reads a manifest; whatever is not as Terraform writes it is left out. */
export function readManifest(text: string): Manifest {
  const found = new Map<string, InstalledModule>();
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return found;
  }
  const modules = isRecord(content) ? content.Modules : undefined;
  if (!Array.isArray(modules)) return found;
  for (const entry of modules as unknown[]) {
    if (!isRecord(entry)) continue;
    const { Key: key, Source: source, Dir: dir, Version: version } = entry;
    if (typeof key !== 'string' || typeof source !== 'string' || typeof dir !== 'string' || key === '') continue;
    const path = dir.replaceAll('\\', '/');
    found.set(key, { key, source, version: typeof version === 'string' ? version : undefined, path });
  }
  return found;
}

/** Whether a module was installed by its path: `./x` is read where it stands, without asking the manifest. */
export function isDownloaded({ source }: InstalledModule): boolean {
  return !/^\.\.?(?:\/|$)/.test(source);
}

/** What is installed for a call, unless the call has been changed since. */
export function installedFor(
  manifest: Manifest,
  key: string,
  call: Extract<ModuleSource, { kind: 'remote' }>,
): InstalledModule | undefined {
  const entry = manifest.get(key);
  if (!entry || !isDownloaded(entry) || !isSameSource(call.address, entry.source)) return undefined;
  const pinned = call.version === undefined ? undefined : /^=?\s*v?(\d+\.\d+\.\d+[\w.+-]*)$/.exec(call.version.trim())?.[1];
  return pinned !== undefined && entry.version !== undefined && entry.version !== pinned ? undefined : entry;
}

/** Terraform writes the full form of a source: a registry with its host, a shorthand for GitHub as what it stands for. */
function isSameSource(written: string, installed: string): boolean {
  if (written === installed) return true;
  const [address = '', query = ''] = split(written, '?');
  const [package_ = '', below] = split(address, '//');
  if (/^(?:registry\.(?:terraform\.io|opentofu\.org))\//.test(installed)) {
    return installed === `${installed.slice(0, installed.indexOf('/'))}/${written}`;
  }
  if (!/^(?:github\.com|bitbucket\.org)\//.test(package_)) return false;
  const repository = `git::https://${package_.replace(/\.git$/, '')}.git`;
  return installed === `${repository}${below === undefined ? '' : `//${below}`}${query === '' ? '' : `?${query}`}`;
}

function split(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
