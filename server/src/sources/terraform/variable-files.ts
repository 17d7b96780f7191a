import type { DataDocument } from '../../syntax/data';
import type { Attribute, HclFile } from '../../syntax/hcl/ast';
import { type Origin, type ReferenceValue, textOrigin, unknown, type Value } from '../../values';
import type { Budget, DocumentNotes, Names } from './context';
import { Evaluator } from './evaluate';
import { fromNode } from './json-value';
import type { Given } from './modules/inputs';

/** A file of values for the variables of a root module: `terraform.tfvars`, `prod.auto.tfvars.json`. */
export interface VariableFile {
  readonly uri: string;
  readonly tree: HclFile | DataDocument;
  /** It was named (`-var-file`), so that it outranks what Terraform reads by itself, whatever its name is. */
  readonly chosen?: boolean;
}

/** Whether Terraform reads a file of variables without being told to. Takes a URI or a name. */
export function isAutomaticVariableFile(uri: string): boolean {
  return rankOf(nameOf(uri)) < chosen;
}

/** Where a file that is named on the command line comes: after all others, in the order given. */
const chosen = 3;

/** `terraform.tfvars`, then `terraform.tfvars.json`, then the `*.auto` ones by name: developer.hashicorp.com/terraform/language/values/variables. */
function rankOf(name: string): number {
  if (name === 'terraform.tfvars') return 0;
  if (name === 'terraform.tfvars.json') return 1;
  return /\.auto\.tfvars(?:\.json)?$/.test(name) ? 2 : chosen;
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

/** The values that files give to variables; the last file wins. A value stands where it is written: in the file's line. */
export class VariableValues implements Given {
  private readonly written = new Map<string, () => Value>();
  private readonly known = new Map<string, Value>();

  constructor(files: readonly VariableFile[], budget: Budget, documents: DocumentNotes) {
    const evaluator = new Evaluator(noNames, budget, documents, undefined);
    for (const { uri, tree } of inOrder(files)) {
      if ('root' in tree) {
        if (tree.root?.kind !== 'mapping') continue;
        for (const { key, value } of tree.root.entries) {
          // Strings of JSON files of variables hold no templates.
          this.written.set(key.text, () => fromNode(value, budget, ({ span }) => textOrigin(uri, span)));
        }
      } else {
        for (const item of tree.body.items) {
          if (item.kind === 'attribute') this.written.set(item.name, () => writtenValue(item, uri, evaluator));
        }
      }
    }
  }

  get(name: string): Value | undefined {
    const known = this.known.get(name);
    const written = this.written.get(name);
    if (known || !written) return known;
    const value = written();
    this.known.set(name, value);
    return value;
  }

  all(): ReadonlyMap<string, Value> {
    for (const name of this.written.keys()) this.get(name);
    return this.known;
  }
}

function inOrder(files: readonly VariableFile[]): readonly VariableFile[] {
  const ranked = files.map((file, given) => ({
    file,
    given,
    name: nameOf(file.uri),
    rank: file.chosen ? chosen : rankOf(nameOf(file.uri)),
  }));
  ranked.sort(
    (a, b) => a.rank - b.rank || (a.rank === chosen || a.name === b.name ? a.given - b.given : a.name < b.name ? -1 : 1),
  );
  return ranked.map(({ file }) => file);
}

function writtenValue(item: Attribute, uri: string, evaluator: Evaluator): Value {
  return evaluator.evaluate(item.value, { uri, frame: undefined });
}

function none(what: string, use: Origin): Value {
  return unknown({ kind: 'invalid', what: `${what} cannot be used in a file of variables` }, use);
}

/** A file of variables knows no names. */
const noNames: Names = {
  resolve: (name, steps, use) => ({ value: none(name, use), used: steps.length }),
  intoResource: (whole: ReferenceValue, _step, use) => none(whole.address, use),
  instances: (whole: ReferenceValue, use) => none(whole.address, use),
  isCertain: () => false,
  fileOf: () => undefined,
};
