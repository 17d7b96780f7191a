import type { NestedNames } from '../mapping';
import { terraformOfJson } from '../sources/terraform';
import type { DataDocument } from '../syntax/data';
import { parseHcl } from '../syntax/hcl';
import type { HclFile } from '../syntax/hcl/ast';
import { parseJson } from '../syntax/json';
import { parseYaml } from '../syntax/yaml';
import { type CallTargets, callsIn, callsOfManifest, mayCall, NO_CALLS } from './calls';
import { type Directive, hclDirectives, templateDirectives, terraformJsonDirectives } from './directives';
import { type DocumentKind, kindOf } from './kinds';

export type Tree =
  | { readonly language: 'hcl'; readonly file: HclFile }
  /** Terraform's JSON syntax: what it says in Terraform's terms, and the JSON that says it. */
  | { readonly language: 'terraform-json'; readonly file: HclFile; readonly document: DataDocument }
  | { readonly language: 'data'; readonly document: DataDocument };

/** One document of the snapshot. Its tree is made when it is first asked for and can be dropped at any time. */
export class Document {
  readonly kind: DocumentKind;
  private tree: Tree | undefined;
  private found: readonly Directive[] | undefined;
  private targets: CallTargets | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
    /** The editor's version; negative for a text from the disk. */
    readonly version: number,
    readonly open: boolean,
    /** What is known of the nested blocks in Terraform's types. */
    private readonly nested: (type: string) => NestedNames = () => ({}),
  ) {
    this.kind = kindOf(uri, text);
  }

  /** The same content under another version: what is known of it stays. */
  withVersion(version: number, open: boolean): Document {
    const copy: Document = Object.create(Document.prototype);
    return Object.assign(copy, this, { version, open });
  }

  /** The syntax tree; undefined for a document that is not ours. */
  parse(): Tree | undefined {
    this.tree ??= parseAs(this.kind, this.uri, this.text, this.nested);
    return this.tree;
  }

  /** The `ashlar:ignore` directives. */
  directives(): readonly Directive[] {
    this.found ??= this.findDirectives();
    return this.found;
  }

  /** Where its module calls lead. */
  calls(): CallTargets {
    this.targets ??= this.findCalls();
    return this.targets;
  }

  private findCalls(): CallTargets {
    if (this.kind === 'module-manifest') return callsOfManifest(this.uri, this.text);
    if ((this.kind !== 'terraform' && this.kind !== 'terraform-json') || !mayCall(this.text)) return NO_CALLS;
    const known = this.tree;
    const tree = this.parse();
    // Whoever only wants to know the calls does not keep the trees of a whole workspace.
    if (!this.open) this.tree = known;
    return tree && tree.language !== 'data' ? callsIn(this.uri, tree.file) : NO_CALLS;
  }

  private findDirectives(): readonly Directive[] {
    const tree = this.parse();
    if (tree?.language === 'hcl') return hclDirectives(this.text, tree.file);
    if (tree?.language === 'terraform-json') return terraformJsonDirectives(this.text, tree.document);
    return tree && this.kind === 'cloudformation' ? templateDirectives(this.text, tree.document) : [];
  }

  dropTree(): void {
    this.tree = undefined;
  }
}

function parseAs(kind: DocumentKind, uri: string, text: string, nested: (type: string) => NestedNames): Tree | undefined {
  switch (kind) {
    case 'terraform':
      return { language: 'hcl', file: parseHcl(text) };
    case 'terraform-json': {
      const document = parseJson(text);
      return { language: 'terraform-json', file: terraformOfJson(text, document, nested), document };
    }
    case 'tfvars':
      return uri.endsWith('.json') ? { language: 'data', document: parseJson(text) } : { language: 'hcl', file: parseHcl(text) };
    case 'policy':
      return { language: 'data', document: parseJson(text) };
    case 'cloudformation':
      // A template is JSON when it begins as JSON does; YAML's flow style may as well, and parses as YAML.
      return { language: 'data', document: /^\uFEFF?\s*\{/.test(text) ? parseJson(text) : parseYaml(text) };
    default:
      return undefined;
  }
}
