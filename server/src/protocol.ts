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
  /** Terraform's states, which tell what of an account is declared: paths from a workspace folder. All of them, or none. */
  readonly posture: { readonly stateFiles: readonly string[] };
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
  /**
   * The AWS profiles to choose from. This and the requests below are answered by a server with a process of its own only, and fail with
   * `RequestFailed` and what to do about it.
   */
  'ashlar/posture/profiles': { params: Record<string, never>; result: PostureProfiles };
  /** Whose credentials a profile holds. */
  'ashlar/posture/identify': { params: PostureCredentials; result: PostureAccount };
  /**
   * Reads an account and judges it; `ashlar/posture/progress` tells how far it is. Cancelled while it reads, it answers with what it has
   * seen so far.
   */
  'ashlar/posture/scan': { params: PostureScan; result: PostureReport };
  /** The page of a finding in Markdown. */
  'ashlar/posture/page': { params: { readonly finding: PostureFinding }; result: { readonly markdown: string } | null };
  /** The roles, users, groups and policies of which `ashlar/access` can tell something. */
  'ashlar/accessSubjects': { params: AccessSubjectsParams; result: AccessSubjects };
  /** What one of them may do; null where it is not there any more. */
  'ashlar/access': { params: { readonly uri: string; readonly address: string }; result: AccessView | null };
}

/** Of the configurations of a document, the whole workspace where none is named. */
export interface AccessSubjectsParams {
  readonly uri?: string;
  readonly position?: DocumentPlace['position'];
}

export interface AccessSubjects {
  /** Those whose block is at the position. */
  readonly here: readonly AccessSubject[];
  readonly all: readonly AccessSubject[];
  /** There are more than may be listed. */
  readonly capped: boolean;
}

export interface AccessSubject {
  readonly kind: 'role' | 'user' | 'group' | 'policy';
  /** With the address the name of it. */
  readonly uri: string;
  readonly address: string;
  readonly name: string;
  /** Path of the file from the workspace folder, with the line. */
  readonly file: string;
}

/** A tree to be shown as it is. */
export interface AccessView {
  readonly subject: AccessSubject;
  readonly items: readonly AccessItem[];
}

export interface AccessItem {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?:
    | 'subject'
    | 'administrator'
    | 'way'
    | 'unknown'
    | 'none'
    | 'service'
    | 'level'
    | 'policy'
    | 'pending'
    | 'gained'
    | 'lost';
  /** Where it is written. */
  readonly place?: { readonly uri: string; readonly range: TextRange };
  readonly items?: readonly AccessItem[];
  /** Names below it that have nothing more to say. */
  readonly names?: readonly string[];
  readonly expanded?: true;
}

export interface TextRange {
  readonly start: DocumentPlace['position'];
  readonly end: DocumentPlace['position'];
}

export interface PostureProfiles {
  readonly profiles: readonly PostureProfile[];
  /** The environment of the server names credentials as well. */
  readonly environment: boolean;
}

export interface PostureProfile {
  readonly name: string;
  /** How it comes to its credentials. */
  readonly kind: 'keys' | 'sso' | 'role' | 'process' | 'web-identity' | 'login' | 'other';
  readonly region?: string;
}

export interface PostureCredentials {
  /** Undefined: the credentials of the environment. */
  readonly profile?: string;
}

export interface PostureScan extends PostureCredentials {
  /** By default all that the account has switched on. */
  readonly regions?: readonly string[];
  /** What the notifications of progress are marked with. */
  readonly token?: string;
}

export interface PostureAccount {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
  /** The account's own name for itself. */
  readonly alias?: string;
}

export type PostureSeverity = 'critical' | 'high' | 'medium' | 'low';

/** How an account stands. Ids, settings and verdicts only, so that it may be kept. */
export interface PostureReport {
  readonly account: PostureAccount;
  readonly profile?: string;
  /** The rules by which it was judged. */
  readonly judgedBy: 'recommended' | 'strict';
  readonly regions: readonly string[];
  /** ISO times. */
  readonly started: string;
  readonly finished: string;
  readonly cancelled: boolean;
  readonly resources: number;
  /** 0 to 100; none where nothing could be judged. */
  readonly score?: number;
  /** 0 to 100. */
  readonly coverage: number;
  /** The worst first. */
  readonly findings: readonly PostureFinding[];
  readonly notAssessed: readonly { readonly rule: string; readonly reason: string; readonly resources: number }[];
  /** Calls that gave no answer. */
  readonly failed: readonly PostureFailedCall[];
  /** What was left out on purpose. */
  readonly notes: readonly { readonly service: string; readonly region: string; readonly text: string }[];
  /** Of each rule that judged, on how many resources it holds, does not, and could not be told. */
  readonly standings: readonly PostureStanding[];
  readonly frameworks: readonly PostureFramework[];
  /** Where the account is not as the workspace says, as far as rules speak of it. */
  readonly drift: readonly PostureDrift[];
  /** Resources that nothing declares; none where that cannot be told. */
  readonly unmanaged?: readonly PostureResource[];
  /** States and stacks that could not be read. */
  readonly unread: readonly string[];
  /** Of each rule that anything here names. */
  readonly rules: { readonly [id: string]: PostureRule };
}

export interface PostureFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: PostureSeverity;
  readonly category: string;
  readonly message: string;
  /** What the cloud calls the resource: an ARN or an id. */
  readonly resource: string;
  readonly name: string;
  readonly type: string;
  /** `global` for what the account has once. */
  readonly region: string;
  /** The property that is wrong, as a path; empty where one is missing. */
  readonly property: string;
  /** Where the workspace declares the resource. */
  readonly declared?: PostureDeclaration;
}

export interface PostureDeclaration {
  readonly uri: string;
  readonly range: { readonly start: DocumentPlace['position']; readonly end: DocumentPlace['position'] };
  /** Told by a state or a stack, and not by a name alone. */
  readonly sure: boolean;
  readonly by: 'state' | 'stack' | 'name';
  readonly address: string;
}

export interface PostureResource {
  /** What the cloud calls it. */
  readonly resource: string;
  readonly type: string;
  readonly region: string;
}

export interface PostureDrift {
  readonly rule: string;
  readonly resource: string;
  /** `live`: the account is worse than the code; `code`: the code is worse than the account. */
  readonly worse: 'live' | 'code';
  readonly declared: PostureDeclaration;
}

export interface PostureFailedCall {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** The permission that the call needs. */
  readonly action: string;
  readonly reason: string;
  readonly error: string;
  readonly times: number;
}

export interface PostureStanding {
  readonly rule: string;
  readonly severity: PostureSeverity;
  readonly passed: number;
  readonly failed: number;
  readonly notAssessed: number;
}

export interface PostureFramework {
  readonly framework: string;
  readonly controls: readonly {
    readonly control: string;
    readonly state: 'passed' | 'failed' | 'not-assessed';
    readonly rules: readonly string[];
  }[];
}

export interface PostureRule {
  readonly title: string;
  readonly severity: PostureSeverity;
  readonly why: string;
  /** Ids of controls by framework. */
  readonly controls: { readonly [framework: string]: readonly string[] };
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

/** Requests from the server to the client. All but the first are those of a server without a file system (a browser's worker). */
export interface ClientRequests {
  /** The code that a device shows, for a role that asks for one; null where nobody gives one. */
  'ashlar/posture/mfaCode': { params: { readonly serial: string; readonly profile?: string }; result: string | null };
  /** The text of a file below a workspace folder; null where it does not exist, is no text or is too large. */
  'ashlar/readFile': { params: { readonly uri: string }; result: string | null };
  /** The names in a directory below a workspace folder; null where there is none. */
  'ashlar/readDirectory': { params: { readonly uri: string }; result: readonly DirectoryEntry[] | null };
  /** The text of `dist/iam-descriptions.json`: what AWS says of each; null where it cannot be read. */
  'ashlar/iamDescriptions': { params: Record<string, never>; result: string | null };
  /** The text of `dist/iam.json`: what AWS documents of actions and condition keys; null where it cannot be read. */
  'ashlar/iamData': { params: Record<string, never>; result: string | null };
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
}

/** Notifications from the server to the client. */
export interface ClientNotifications {
  'ashlar/status': Status;
  'ashlar/posture/progress': PostureProgress;
}

export interface PostureProgress {
  /** As `ashlar/posture/scan` gave it. */
  readonly token: string;
  readonly done: number;
  readonly steps: number;
  /** Resources that were read so far. */
  readonly resources: number;
  /** What was read last: a service and a region. */
  readonly last: string;
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
