import { type Analysis, canonicalUri, joinUri, relativeTo } from '../analysis';
import type { ChosenFiles, InputFile, InputTarget, Settings } from '../protocol';
import type { Documents } from './documents';

/** The files of values that the settings and the user have chosen, handed to the analysis. */
export class SessionInputs {
  private settings: Pick<Settings, 'terraform' | 'cloudFormation'> | undefined;
  private of: ChosenFiles = {};
  /** What the user was told of as missing. */
  private told = new Set<string>();

  /**
   * @param folders canonical, each ends in `/`
   * @param analysis undefined while nothing is analysed yet
   */
  constructor(
    private readonly documents: Documents,
    private readonly folders: () => readonly string[],
    private readonly analysis: () => Analysis | undefined,
    private readonly warn: (message: string) => void,
  ) {}

  configure(settings: Settings): void {
    this.settings = settings;
    this.apply();
  }

  choose(of: ChosenFiles): void {
    this.of = of;
    this.apply();
  }

  /** Hands the choice to the analysis: after it has changed, or the workspace folders have. */
  apply(): void {
    const { terraform, cloudFormation } = this.settings ?? {};
    const inFolders = (paths: readonly string[] = []): string[] => paths.flatMap((path) => this.urisOf(path));
    this.analysis()?.setInputs({
      variables: inFolders(terraform?.varFiles),
      parameters: inFolders(cloudFormation?.parameterFiles),
      of: new Map(Object.entries(this.of)),
    });
  }

  /** What can be chosen for a document. */
  targetsOf(uri: string): readonly InputTarget[] {
    const analysis = this.analysis();
    const known = analysis && this.documents.get(uri);
    if (!analysis || !known) return [];
    const missing = new Set(analysis.missingInputs());
    const file = (each: string): InputFile => ({
      ...{ uri: each, name: this.nameOf(each) },
      ...(missing.has(each) ? { missing: true } : {}),
    });
    return analysis.inputChoices(known.uri).map((choice) => ({
      ...{ kind: choice.kind, target: choice.target, name: this.nameOf(choice.target), isOwn: choice.isOwn },
      ...{ chosen: choice.chosen.map(file), candidates: choice.candidates.map(file) },
    }));
  }

  /** Says once of each chosen file that it is not there. */
  tellMissing(): void {
    const missing = new Set(this.analysis()?.missingInputs());
    const { terraform, cloudFormation } = this.settings ?? {};
    const gone = [...(terraform?.varFiles ?? []), ...(cloudFormation?.parameterFiles ?? [])].filter((path) => {
      const uris = this.urisOf(path);
      // In a workspace of several folders it need be in one of them only.
      return uris.length > 0 && uris.every((uri) => missing.has(uri));
    });
    for (const uri of Object.values(this.of).flat())
      if (missing.has(canonicalUri(uri))) gone.push(this.nameOf(canonicalUri(uri)));
    for (const name of new Set(gone)) {
      if (!this.told.has(name)) {
        this.warn(
          `Ashlar: ${name}, chosen as a file of values, was not found in the workspace. Everything is judged without it.`,
        );
      }
    }
    // Whoever brings a file back and loses it again is told again.
    this.told = new Set(gone);
  }

  private urisOf(path: string): readonly string[] {
    return this.folders().map((folder) => joinUri(folder, path));
  }

  private nameOf(uri: string): string {
    const folder = this.folders().find((each) => uri.startsWith(each));
    return folder === undefined ? uri : relativeTo(folder, uri);
  }
}
