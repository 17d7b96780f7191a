import type { ChosenFiles, Settings } from '../protocol';

export const DEFAULT_SETTINGS: Settings = {
  enable: true,
  profile: 'recommended',
  minimumSeverity: 'low',
  problems: 'workspace',
  codeLens: true,
  disabledRules: [],
  terraform: { varFiles: [] },
  cloudFormation: { parameterFiles: [] },
  posture: { stateFiles: [] },
};

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const PROFILES = ['recommended', 'strict'] as const;
const SCOPES = ['workspace', 'openFiles'] as const;

/** Settings as a client sends them, whatever they are: what is missing or makes no sense takes its default. */
export function readSettings(sent: unknown): Settings {
  if (typeof sent !== 'object' || sent === null) return DEFAULT_SETTINGS;
  const raw: { readonly [key: string]: unknown } = { ...sent };
  return {
    enable: typeof raw.enable === 'boolean' ? raw.enable : DEFAULT_SETTINGS.enable,
    profile: PROFILES.find((profile) => profile === raw.profile) ?? DEFAULT_SETTINGS.profile,
    minimumSeverity: SEVERITIES.find((severity) => severity === raw.minimumSeverity) ?? DEFAULT_SETTINGS.minimumSeverity,
    problems: SCOPES.find((scope) => scope === raw.problems) ?? DEFAULT_SETTINGS.problems,
    codeLens: typeof raw.codeLens === 'boolean' ? raw.codeLens : DEFAULT_SETTINGS.codeLens,
    disabledRules: textsIn(raw.disabledRules),
    terraform: { varFiles: textsIn(memberOf(raw.terraform, 'varFiles')) },
    cloudFormation: { parameterFiles: textsIn(memberOf(raw.cloudFormation, 'parameterFiles')) },
    posture: { stateFiles: textsIn(memberOf(raw.posture, 'stateFiles')) },
  };
}

/** Files of values by their target, as a client sends them. */
export function readChosenFiles(sent: unknown): ChosenFiles {
  if (typeof sent !== 'object' || sent === null) return {};
  return Object.fromEntries(
    Object.entries(sent).flatMap(([target, files]) => (Array.isArray(files) ? [[target, textsIn(files)]] : [])),
  );
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members: { readonly [key: string]: unknown } = { ...value };
  return members[name];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : [];
}
