import { loadSharedConfigFiles } from '@smithy/core/config';

/** How a profile comes to its credentials. */
export type ProfileKind = 'keys' | 'sso' | 'role' | 'process' | 'web-identity' | 'login' | 'other';

/** A profile of the AWS configuration and credentials files. Nothing of what it holds leaves this module but its name and kind. */
export interface Profile {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly region?: string;
}

/**
 * All profiles of the user's AWS files, by name. Files that are not there hold none.
 * @throws Error where a file is there and cannot be read
 */
export async function listProfiles(): Promise<readonly Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)].filter((name) => !name.includes('.')));
  return [...names].sort().map((name): Profile => {
    const data = { ...configFile[name], ...credentialsFile[name] };
    const { region } = data;
    return { name, kind: kindOf(data), ...(region === undefined ? {} : { region }) };
  });
}

/** In the order in which the SDK decides. */
function kindOf(data: Readonly<Record<string, string | undefined>>): ProfileKind {
  if (data.role_arn !== undefined && (data.source_profile !== undefined || data.credential_source !== undefined)) return 'role';
  if (data.aws_access_key_id !== undefined) return 'keys';
  if (data.web_identity_token_file !== undefined) return 'web-identity';
  if (data.credential_process !== undefined) return 'process';
  if (data.sso_session !== undefined || data.sso_start_url !== undefined) return 'sso';
  return data.login_session === undefined ? 'other' : 'login';
}
