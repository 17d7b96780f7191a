import type { Settings } from '../protocol';

export const DEFAULT_SETTINGS: Settings = {
  enable: true,
  profile: 'recommended',
  minimumSeverity: 'low',
  problems: 'workspace',
  disabledRules: [],
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
    disabledRules: Array.isArray(raw.disabledRules)
      ? raw.disabledRules.filter((rule): rule is string => typeof rule === 'string')
      : DEFAULT_SETTINGS.disabledRules,
  };
}
