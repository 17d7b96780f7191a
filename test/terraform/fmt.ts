import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../server/tools/root';
import { readYamlFiles } from '../../server/tools/rule-files';
import { checkAgainstFmt } from '../fixes/fmt-check';
import { argument } from './arguments';

/** Runs `terraform`; throws where it fails. */
type Terraform = (args: readonly string[], input: string) => string;

interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * Whether what we write is as `terraform fmt` leaves it: generated edits, what the rules say that fixes make (`fixed`), and the
 * project's own examples. The bad and good examples are only reported: some are laid out badly on purpose.
 */
export function compareLayout(terraform: Terraform, args: readonly string[]): boolean {
  const { checked, refused, failures } = checkAgainstFmt({
    samples: Number(argument(args, '--samples') ?? 1500),
    seed: Number(argument(args, '--seed') ?? 1),
  });
  console.log(
    `   ${checked} generated edits are as terraform fmt leaves them, but for ${failures.length}; ${refused} were refused`,
  );
  for (const { before, after, formatted } of failures.slice(0, 3))
    console.log(`${before}\n--- edited\n${after}\n--- formatted\n${formatted}`);
  const { fixed, written } = ruleExamples(ROOT);
  const ours = [...fixed, ...projectExamples(ROOT)];
  const changed = report('fixed and project examples', ours, terraform);
  report('bad and good examples (no failure)', written, terraform);
  return failures.length === 0 && changed === 0 && checked > 0;
}

function report(what: string, sources: readonly Source[], terraform: Terraform): number {
  const changed = changedByFmt(sources, terraform);
  console.log(`   ${sources.length} ${what}: terraform fmt changes ${changed.length}`);
  for (const { name, text } of changed.slice(0, 10))
    console.log(`      ${name}: ${firstDifference(text, formatted(text, terraform))}`);
  return changed.length;
}

/** The texts that `terraform fmt` lays out otherwise, or cannot read. */
function changedByFmt(sources: readonly Source[], terraform: Terraform): readonly Source[] {
  const directory = mkdtempSync(join(tmpdir(), 'ashlar-fmt-'));
  try {
    for (const [i, { text }] of sources.entries()) writeFileSync(join(directory, `${i}.tf`), text);
    const listed = terraform(['fmt', '-list=true', '-write=false', directory], '');
    const changed = new Set(listed.split('\n').flatMap((line) => /(\d+)\.tf$/.exec(line.trim())?.[1] ?? []));
    return sources.filter((_, i) => changed.has(String(i)));
  } catch {
    // One that cannot be read hides the others: they are asked for one by one.
    return sources.filter(({ text }) => formatted(text, terraform) !== text);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns undefined when Terraform cannot read the text. */
function formatted(text: string, terraform: Terraform): string | undefined {
  try {
    return terraform(['fmt', '-'], text);
  } catch {
    return undefined;
  }
}

function firstDifference(text: string, formatted: string | undefined): string {
  if (formatted === undefined) return 'terraform fmt cannot read it';
  const lines = formatted.split('\n');
  const at = text.split('\n').findIndex((line, i) => line !== lines[i]);
  return `line ${at + 1}: ${JSON.stringify(text.split('\n')[at] ?? '')} becomes ${JSON.stringify(lines[at] ?? '')}`;
}

/** The Terraform texts of the rules' examples, without the marks of what is underlined. */
function ruleExamples(root: string): { readonly fixed: readonly Source[]; readonly written: readonly Source[] } {
  const fixed: Source[] = [];
  const written: Source[] = [];
  for (const { path, content } of readYamlFiles(root, 'rules', [])) {
    const examples = isRecord(content) && Array.isArray(content.examples) ? content.examples : [];
    for (const [i, example] of examples.entries()) {
      if (!isRecord(example) || ![example.bad, example.good, example.unknown].includes('terraform')) continue;
      const name = `${path}, example ${i + 1}`;
      fixed.push(...textsOf(name, example.fixed));
      written.push(...textsOf(name, example.text), ...textsOf(name, example.files));
    }
  }
  return { fixed, written };
}

function textsOf(name: string, value: unknown): readonly Source[] {
  if (typeof value === 'string') return [{ name, text: value.replace(/[«»]/g, '') }];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([file, text]) =>
    typeof text === 'string' && /\.(?:tf|tofu|tfvars)$/.test(file)
      ? [{ name: `${name}, ${file}`, text: text.replace(/[«»]/g, '') }]
      : [],
  );
}

function projectExamples(root: string): readonly Source[] {
  return readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:tf|tofu|tfvars)$/.test(path))
    .map((path) => ({ name: `examples/${path}`, text: readFileSync(join(root, 'examples', path), 'utf8') }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
