import type { Action, ConditionKey, IamData, ResourceType, Service } from './catalogue-data';
import { readKey, readService } from './catalogue-data';
import { closest } from './closest';
import { matches } from './pattern';

export type { AccessLevel, Action, ConditionKey, IamData, KeyType, ResourceType, Service } from './catalogue-data';

/**
 * What AWS documents of its services' actions, resource types and condition keys. Made once from data that a host loads when the first
 * policy appears; every answer is kept, so that the same text is looked up once however often a policy is analysed again. Names of
 * actions and keys are read without case, as IAM reads them.
 */
export class Catalogue {
  private readonly services = new Map<string, Service | undefined>();
  private readonly expansions = new Map<string, readonly Action[]>();
  private readonly prefixes = new Map<string, readonly string[]>();
  private readonly keys = new Map<string, ConditionKey | undefined>();
  private readonly suggestions = new Map<string, string | undefined>();
  private arns: ReadonlyMap<string, readonly ResourceType[]> | undefined;

  private readonly sound = new WeakMap<object, Set<string>>();
  private globals: ReadonlySet<string> | undefined;
  private readonly answers = new Map<string, Map<string, unknown>>();

  constructor(private readonly data: IamData) {}

  /**
   * The answer to a question about a text that depends on the text and this data alone: found once, however often it is asked.
   * @param topic tells the asker, whose answers are all of one type
   */
  recall<T>(topic: string, text: string, find: () => T): T {
    let answers = this.answers.get(topic);
    if (!answers) {
      answers = new Map();
      this.answers.set(topic, answers);
    }
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as T;
    const found = find();
    remember<unknown>(answers, text, found);
    return found;
  }

  /**
   * The statements in which those who ask for certain checks found nothing, each as a text that says all that the checks look at: what a
   * keystroke did not touch is not checked again.
   */
  soundStatements(asker: object): Set<string> {
    let known = this.sound.get(asker);
    if (!known || known.size > SOUND_LIMIT) {
      known = new Set();
      this.sound.set(asker, known);
    }
    return known;
  }

  /** When the data was read: `2026-09-26`. */
  get date(): string {
    return this.data.date;
  }

  /** The prefixes of all services, in order. */
  get servicePrefixes(): readonly string[] {
    return Object.keys(this.data.services);
  }

  /** The service of a prefix: `s3`. */
  service(prefix: string): Service | undefined {
    const wanted = prefix.toLowerCase();
    if (this.services.has(wanted)) return this.services.get(wanted);
    const text = Object.hasOwn(this.data.services, wanted) ? this.data.services[wanted] : undefined;
    const made = text === undefined ? undefined : readService(wanted, text);
    this.services.set(wanted, made);
    return made;
  }

  /** What AWS calls the service of a prefix: `Amazon S3`. Nothing else of the service is read for it. */
  serviceName(prefix: string): string | undefined {
    const wanted = prefix.toLowerCase();
    return Object.hasOwn(this.data.services, wanted) ? this.data.services[wanted]?.split('\n', 1)[0] : undefined;
  }

  /** One action by its whole name: `s3:GetObject`. */
  action(name: string): Action | undefined {
    const at = name.indexOf(':');
    return at < 0 ? undefined : this.service(name.slice(0, at))?.actions.get(name.slice(at + 1).toLowerCase());
  }

  /** Whether a prefix is or was one of AWS's, with no action that is documented: nothing can be said of its actions. */
  isUndocumented(prefix: string): boolean {
    return UNDOCUMENTED.has(prefix.toLowerCase());
  }

  /** All actions that a pattern matches: `s3:Get*`, `*`. One without wildcards is itself, or none. */
  expand(pattern: string): readonly Action[] {
    const wanted = pattern.toLowerCase();
    const known = this.expansions.get(wanted);
    if (known) return known;
    const found = this.expandAnew(wanted);
    remember(this.expansions, wanted, found);
    return found;
  }

  private expandAnew(pattern: string): readonly Action[] {
    if (/^\*+$/.test(pattern))
      return this.servicePrefixes.flatMap((prefix) => [...(this.service(prefix)?.actions.values() ?? [])]);
    const at = pattern.indexOf(':');
    if (at < 0) return [];
    const name = pattern.slice(at + 1);
    return this.matchingServices(pattern.slice(0, at)).flatMap((prefix) => {
      const actions = this.service(prefix)?.actions;
      if (!actions) return [];
      if (!/[*?]/.test(name)) return actions.get(name) ?? [];
      return [...actions].filter(([action]) => matches(name, action)).map(([, action]) => action);
    });
  }

  /** The prefixes that a pattern of one matches. */
  matchingServices(pattern: string): readonly string[] {
    const wanted = pattern.toLowerCase();
    const known = this.prefixes.get(wanted);
    if (known) return known;
    const found = /[*?]/.test(wanted)
      ? this.servicePrefixes.filter((prefix) => matches(wanted, prefix))
      : this.service(wanted)
        ? [wanted]
        : [];
    remember(this.prefixes, wanted, found);
    return found;
  }

  /** The action whose name is nearest to a misspelt one, where one is near: `s3:GetObject` for `s3:GetObjct`. */
  nearestAction(name: string): string | undefined {
    return this.suggest(`action ${name}`, () => {
      const at = name.indexOf(':');
      const service = this.service(name.slice(0, at));
      if (!service) return undefined;
      const near = closest(
        name.slice(at + 1),
        [...service.actions.values()].map((action) => action.name),
      );
      return near && `${service.prefix}:${near}`;
    });
  }

  nearestService(prefix: string): string | undefined {
    return this.suggest(`service ${prefix}`, () => closest(prefix, this.servicePrefixes));
  }

  /**
   * A condition key as it is written in a policy: `aws:RequestTag/team` is found under `aws:RequestTag/${TagKey}`. Undefined where no
   * service documents it.
   */
  conditionKey(key: string): ConditionKey | undefined {
    const wanted = key.toLowerCase();
    if (this.keys.has(wanted)) return this.keys.get(wanted);
    const { plain, templates } = this.keyTables();
    const found =
      plain.get(wanted) ?? templates.find((template) => matches(template.pattern, wanted) && wanted !== template.bare)?.key;
    remember(this.keys, wanted, found);
    return found;
  }

  /** Whether an action can be asked about a condition key, as far as it is documented. Global keys count for every action. */
  acceptsKey(action: Action, key: string): boolean {
    const wanted = key.toLowerCase();
    if (wanted.startsWith('aws:') && !/^aws:(?:resourcetag|requesttag)\/|^aws:tagkeys$/.test(wanted)) return true;
    return action.conditionKeys.some((one) => matches(templatePattern(one.key), wanted));
  }

  /** Whether a key is sent with the calls of every service; some of those begin with the prefix of one. */
  isGlobal(key: string): boolean {
    this.globals ??= new Set(this.data.global.map((text) => readKey(text).key.toLowerCase()));
    return this.globals.has(key.toLowerCase());
  }

  /** The keys that every service may send. */
  globalKeys(): readonly ConditionKey[] {
    return this.recall('global keys', '', () => this.data.global.map(readKey));
  }

  nearestKey(key: string): string | undefined {
    return this.suggest(`key ${key}`, () => {
      const prefix = key.slice(0, key.indexOf(':')).toLowerCase();
      const { plain } = this.keyTables();
      const candidates = [...plain.values()].map((one) => one.key).filter((one) => one.toLowerCase().startsWith(`${prefix}:`));
      return closest(key, candidates);
    });
  }

  /** Whether some key of the prefix is documented: `aws`, `s3`, `token.actions.githubusercontent.com`. */
  isKeyPrefix(prefix: string): boolean {
    return this.keyTables().prefixes.has(prefix.toLowerCase());
  }

  /** A key that needs a name behind its slash and has none: `aws:ResourceTag` for `aws:ResourceTag/${TagKey}`. */
  bareTemplate(key: string): ConditionKey | undefined {
    const wanted = key.toLowerCase();
    return this.keyTables().templates.find(({ bare }) => bare === wanted || `${bare}/` === wanted || bare === `${wanted}/`)?.key;
  }

  /** The types whose ARNs name a service, in whichever service's actions they appear. */
  resourceTypesOfArn(service: string): readonly ResourceType[] {
    this.arns ??= this.readArns();
    return this.arns.get(service) ?? [];
  }

  /** Services that an ARN can name: some have another name there than in actions. */
  isArnService(service: string): boolean {
    this.arns ??= this.readArns();
    return this.arns.has(service) || Object.hasOwn(this.data.services, service);
  }

  nearestArnService(service: string): string | undefined {
    return this.suggest(`arn ${service}`, () => {
      this.arns ??= this.readArns();
      return closest(service, [...new Set([...this.arns.keys(), ...this.servicePrefixes])]);
    });
  }

  /** Whether a resource control policy can name actions of the service. */
  takesResourceControl(prefix: string): boolean {
    return this.data.resourceControl.includes(prefix.toLowerCase());
  }

  private readArns(): ReadonlyMap<string, readonly ResourceType[]> {
    const found = new Map<string, ResourceType[]>();
    for (const text of Object.values(this.data.services)) {
      const typeLine = text.split('\n', 3)[2] ?? '';
      for (const part of typeLine === '' ? [] : typeLine.split('\t')) {
        const [name = '', arn = ''] = part.split('|');
        const service = arn.split(':')[2] ?? '';
        if (service === '' || service.includes('$')) continue;
        const types = found.get(service);
        const type: ResourceType = { name, arn, conditionKeys: [] };
        if (types) types.push(type);
        else found.set(service, [type]);
      }
    }
    return found;
  }

  private plainKeys:
    | { plain: Map<string, ConditionKey>; templates: readonly Template[]; prefixes: ReadonlySet<string> }
    | undefined;

  /** All keys of all services, told from one line of each: no service is taken apart for it. */
  private keyTables(): { plain: Map<string, ConditionKey>; templates: readonly Template[]; prefixes: ReadonlySet<string> } {
    if (this.plainKeys) return this.plainKeys;
    const plain = new Map<string, ConditionKey>();
    const templates = new Map<string, Template>();
    const prefixes = new Set<string>();
    const add = (text: string): void => {
      const key = readKey(text);
      const low = key.key.toLowerCase();
      const pattern = templatePattern(key.key);
      const colon = low.lastIndexOf(':');
      if (pattern === low) plain.set(low, plain.get(low) ?? key);
      else templates.set(pattern, { pattern, bare: pattern.slice(0, pattern.search(/[/]?\*/)), key });
      prefixes.add(low.slice(0, colon < 0 ? undefined : low.indexOf(':')));
    };
    for (const key of this.data.global) add(key);
    for (const text of Object.values(this.data.services)) {
      const line = text.slice(text.indexOf('\n') + 1, text.indexOf('\n', text.indexOf('\n') + 1));
      if (line !== '') for (const key of line.split('\t')) add(key);
    }
    this.plainKeys = { plain, templates: [...templates.values()], prefixes };
    return this.plainKeys;
  }

  private suggest(question: string, find: () => string | undefined): string | undefined {
    if (this.suggestions.has(question)) return this.suggestions.get(question);
    const found = find();
    remember(this.suggestions, question, found);
    return found;
  }
}

/**
 * Services that AWS withdrew, and some that it never documented. Source: the policies that AWS publishes as managed, which name them, read on
 * 2026-11-24, less what the reference lists.
 */
const UNDOCUMENTED: ReadonlySet<string> = new Set([
  'applicationwizard',
  'builderid',
  'catalog-admin',
  'catalog-user',
  'crowd',
  'datazonecontrol',
  'deepcomposer',
  'deeplens',
  'deepracer',
  'ec2-reports',
  'elastic-inference',
  'iot1click',
  'iotroborunner',
  'mobilehub',
  'sagemaker-groundtruth-synthetic',
  'sumerian',
  'zocalo',
]);

interface Template {
  /** In lower case, `*` for what the author chooses. */
  readonly pattern: string;
  /** What stands before it, without the slash. */
  readonly bare: string;
  readonly key: ConditionKey;
}

/** `aws:RequestTag/${TagKey}`, `aws:PrincipalTag/tag-key` and `s3:ExistingObjectTag/<key>` as patterns in lower case. */
function templatePattern(key: string): string {
  return key.replace(/\$\{[^}]*\}|<[^>]*>|\/tag-key$/g, (hole) => (hole.startsWith('/') ? '/*' : '*')).toLowerCase();
}

/** Some megabytes of statements at most: those of the policies that are being edited, and many more. */
const SOUND_LIMIT = 4000;

/** More texts than any workspace holds: what is typed at this moment must not fill the memory for ever. */
const LIMIT = 50_000;

function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.size >= LIMIT) known.clear();
  known.set(key, value);
}
