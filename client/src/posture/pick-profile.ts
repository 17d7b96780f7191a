import * as vscode from 'vscode';
import type { PostureProfile, PostureProfiles } from '../../../server/src/protocol';

/** Whose credentials to scan with: a profile's, or those of the environment. */
export interface Chosen {
  readonly profile?: string;
}

/** The same as somebody has just picked it. */
export interface Picked {
  readonly chosen: Chosen;
  /** Whose credentials they are can be asked for beforehand: no code of an MFA device is used up by it. */
  readonly isAskedFreely: boolean;
}

const KINDS: Readonly<Record<PostureProfile['kind'], string>> = {
  keys: 'access keys',
  sso: 'single sign-on',
  role: 'assumes a role',
  process: 'asks a program',
  'web-identity': 'web identity',
  login: 'console login',
  other: '',
};

/**
 * Lets the user choose; the one of the last scan comes first. Nothing is asked of AWS for it.
 * @param last what was chosen before
 * @returns undefined where nothing was chosen
 */
export async function pickProfile(listing: Promise<PostureProfiles>, last: Chosen | undefined): Promise<Picked | undefined> {
  type Item = vscode.QuickPickItem & Picked;
  const items = listing.then(({ profiles, environment }): Item[] => {
    const ofProfiles = profiles.map(({ name, kind, region }): Item => {
      const parts = [KINDS[kind], region ?? '', last?.profile === name ? 'last used' : ''];
      return {
        label: name,
        description: parts.filter((part) => part !== '').join(' · '),
        chosen: { profile: name },
        isAskedFreely: kind !== 'role',
      };
    });
    const ofEnvironment: Item = {
      label: '$(server-environment) Credentials of the environment',
      description: environment ? 'AWS_… variables are set' : 'variables, or the role of this machine',
      chosen: {},
      isAskedFreely: true,
    };
    const all = environment ? [ofEnvironment, ...ofProfiles] : [...ofProfiles, ofEnvironment];
    const first = last && all.find(({ chosen }) => chosen.profile === last.profile);
    return first ? [first, ...all.filter((item) => item !== first)] : all;
  });
  return vscode.window.showQuickPick(items, {
    title: 'Scan an AWS account',
    placeHolder: 'Which AWS profile? Ashlar only reads, and remembers the name of the profile alone.',
    matchOnDescription: true,
  });
}
