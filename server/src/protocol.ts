/**
 * The messages between client and server beyond LSP: types only, so that importing this module costs nothing on either side.
 * Method names are the keys; `test/lsp` and the client use them through `keyof`, so that a misspelt name does not compile.
 */

/** What the client hands over in `initializationOptions`. All of it is optional: another editor's client sends nothing. */
export interface InitializationOptions {
  /** What a rule's id is appended to, percent-encoded, to link a diagnostic's code to the rule's page. Default: no link. */
  readonly rulePages?: string;
  /** The client shows `ashlar/status`. */
  readonly status?: boolean;
  /** The first settings; later ones are asked for with `workspace/configuration`. */
  readonly settings?: Partial<Settings>;
  /** What was chosen with `ashlar/chooseInputs` in an earlier session. */
  readonly inputs?: ChosenFiles;
  /** The text of engine.json, for a server that has no file system. */
  readonly engine?: string;
}

/** Files of values by the root module or template that they were chosen for, all as URIs; none: the defaults. */
export type ChosenFiles = { readonly [target: string]: readonly string[] };

/** The section `ashlar` of the settings, as far as the server reads it. */
export interface Settings {
  readonly enable: boolean;
  readonly profile: 'recommended' | 'strict';
  readonly minimumSeverity: 'critical' | 'high' | 'medium' | 'low';
  /** Of which files problems are listed: of every file in the workspace, or of those that are open. */
  readonly problems: 'workspace' | 'openFiles';
  /** A line above each policy sums it up. */
  readonly codeLens: boolean;
  /** Rule ids that are off; `aws/rds/*` switches off a whole folder. */
  readonly disabledRules: readonly string[];
  /** Files of values for variables, as `-var-file` of Terraform: paths from a workspace folder, with `*` and `**`. */
  readonly terraform: { readonly varFiles: readonly string[] };
  /** Files of values for parameters of templates, likewise. */
  readonly cloudFormation: { readonly parameterFiles: readonly string[] };
}

/** Requests from the client to the server. */
export interface ServerRequests {
  /** The page of a rule in Markdown. */
  'ashlar/rulePage': { params: { readonly rule: string }; result: { readonly title: string; readonly markdown: string } | null };
  /** The files of values for a document: of each root module that it belongs to, or of the template. */
  'ashlar/inputs': { params: { readonly uri: string }; result: readonly InputTarget[] };
  /** Chooses files for root modules and templates, in place of the settings; whatever is not named goes by the settings. */
  'ashlar/chooseInputs': { params: { readonly of: ChosenFiles }; result: null };
  /** What Ashlar makes of the code at a position: the resource in the cloud's own terms, and what could not be judged. */
  'ashlar/whatAshlarSees': { params: DocumentPlace; result: { readonly markdown: string } | null };
}

export interface DocumentPlace {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

export interface InputTarget {
  readonly kind: 'variables' | 'parameters';
  /** The URI of the root module's directory, or of the template. */
  readonly target: string;
  /** Its path from the workspace folder. */
  readonly name: string;
  /** The files that count, the last one most. */
  readonly chosen: readonly InputFile[];
  /** They were chosen with `ashlar/chooseInputs`. */
  readonly isOwn: boolean;
  /** The files that could be chosen. */
  readonly candidates: readonly InputFile[];
}

export interface InputFile {
  readonly uri: string;
  /** Its path from the workspace folder. */
  readonly name: string;
  /** It was looked for and not found. */
  readonly missing?: true;
}

/** Requests from the server to the client, where the server has no file system of its own (a browser's worker). */
export interface ClientRequests {
  /** The text of a file below a workspace folder; null where it does not exist, is no text or is too large. */
  'ashlar/readFile': { params: { readonly uri: string }; result: string | null };
  /** The names in a directory below a workspace folder; null where there is none. */
  'ashlar/readDirectory': { params: { readonly uri: string }; result: readonly DirectoryEntry[] | null };
  /** The text of `dist/iam.json`: what AWS documents of actions and condition keys; null where it cannot be read. */
  /** The text of `dist/iam-descriptions.json`: what AWS says of each; null where it cannot be read. */
  'ashlar/iamDescriptions': { params: Record<string, never>; result: string | null };
  'ashlar/iamData': { params: Record<string, never>; result: string | null };
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
}

/** Notifications from the server to the client. */
export interface ClientNotifications {
  'ashlar/status': Status;
}

export interface Status {
  /** `analysing` while workspace files are read for the first time or a change is worked on for longer than a moment. */
  readonly state: 'analysing' | 'ready' | 'disabled';
  /** Problems in all files that are listed. */
  readonly problems: number;
  /** Files that have been analysed. */
  readonly files: number;
}

/** Commands of the server (`workspace/executeCommand`) with their arguments. */
export interface ServerCommands {
  /** Applies every safe fix of a document, or every fix; answers how many findings went away. */
  'ashlar.server.fixAll': { arguments: [uri: string, options?: { readonly unsafe?: boolean }]; result: FixAllResult };
}

export interface FixAllResult {
  readonly fixed: number;
  /** Findings that are left, and how many of them have a fix that is not safe. */
  readonly left: number;
  readonly unsafe: number;
}
