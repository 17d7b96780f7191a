import type { Block, Expression, HclFile } from '../../syntax/hcl';
import { attributeOf, blocksOf, type Declarations } from './declarations';

/** What a directory says about its providers. */
export interface ProviderVersions {
  /** The major version that a provider's local name stands for, where lock file or constraint tell it. */
  major(localName: string): number | undefined;
}

/** An entry of `required_providers`. */
export interface RequiredProvider {
  readonly name: string;
  /** `hashicorp/aws`, with the host left out where it is the public registry. */
  readonly source: string;
  readonly version: string | undefined;
}

/**
 * Reads the versions from the lock file, which names what is installed, then from the constraints of `required_providers`, where they
 * allow one major only. One version of a provider serves a whole configuration.
 * @param ofRoot what the root module says, for a module that leaves the choice to it
 */
export function providerVersions(
  declarations: Declarations,
  lockFile: HclFile | undefined,
  ofRoot?: ProviderVersions,
): ProviderVersions {
  const locked = lockFile === undefined ? new Map<string, number>() : lockedMajors(lockFile);
  const required = new Map<string, RequiredProvider>();
  for (const { node } of declarations.settings) {
    for (const block of blocksOf(node.body, 'required_providers')) {
      for (const provider of requiredProviders(block)) if (!required.has(provider.name)) required.set(provider.name, provider);
    }
  }
  const majors = new Map<string, number | undefined>();
  return {
    major: (localName) => {
      if (!majors.has(localName)) {
        const provider = required.get(localName);
        const source = provider?.source ?? `hashicorp/${localName}`;
        majors.set(
          localName,
          locked.get(source) ??
            (provider?.version === undefined ? undefined : pinnedMajor(provider.version)) ??
            ofRoot?.major(localName),
        );
      }
      return majors.get(localName);
    },
  };
}

export function requiredProviders(block: Block): readonly RequiredProvider[] {
  const found: RequiredProvider[] = [];
  for (const item of block.body.items) {
    if (item.kind !== 'attribute') continue;
    const { name, value } = item;
    if (value.kind === 'object') {
      const text = (key: string) => {
        const entry = value.items.find((other) => other.literalKey === key);
        return entry ? literalText(entry.value) : undefined;
      };
      found.push({ name, source: normalise(text('source') ?? `hashicorp/${name}`), version: text('version') });
    } else {
      found.push({ name, source: `hashicorp/${name}`, version: literalText(value) });
    }
  }
  return found;
}

function literalText(expression: Expression): string | undefined {
  if (expression.kind !== 'template' || expression.parts.length !== 1) return undefined;
  const [part] = expression.parts;
  return part?.kind === 'literal' ? part.value : undefined;
}

function normalise(source: string): string {
  const lower = source.toLowerCase();
  return lower.startsWith('registry.terraform.io/') || lower.startsWith('registry.opentofu.org/')
    ? lower.slice(lower.indexOf('/') + 1)
    : lower;
}

function lockedMajors(file: HclFile): Map<string, number> {
  const majors = new Map<string, number>();
  for (const block of blocksOf(file.body, 'provider')) {
    const source = block.labels[0]?.text;
    const version = attributeOf(block.body, 'version');
    const text = version && literalText(version.value);
    const major = text === undefined ? undefined : /^(\d+)\./.exec(text)?.[1];
    if (source !== undefined && major !== undefined) majors.set(normalise(source), Number(major));
  }
  return majors;
}

const clause = /^(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+][0-9A-Za-z.+-]*)?$/;

/** The only major version that a constraint allows: `~> 4.0`, `>= 5.0, < 6.0`, `3.76`. @returns undefined where there are several. */
export function pinnedMajor(constraint: string): number | undefined {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (const part of constraint.split(',')) {
    const match = clause.exec(part.trim());
    if (!match) return undefined;
    const [, operator = '=', major = '', minor, patch] = match;
    const n = Number(major);
    switch (operator) {
      case '=':
        least = Math.max(least, n);
        most = Math.min(most, n);
        break;
      case '~>':
        least = Math.max(least, n);
        // `~> 4` allows every later major, `~> 4.0` none.
        if (minor !== undefined) most = Math.min(most, n);
        break;
      case '>=':
      case '>':
        least = Math.max(least, n);
        break;
      case '<=':
        most = Math.min(most, n);
        break;
      case '<':
        most = Math.min(most, Number(minor ?? 0) === 0 && Number(patch ?? 0) === 0 ? n - 1 : n);
        break;
    }
  }
  return least === most ? least : undefined;
}
