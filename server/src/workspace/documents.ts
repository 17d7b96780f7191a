import type { NestedNames } from '../mapping';
import { terraformOfJson } from '../sources/terraform';
import type { DataDocument } from '../syntax/data';
import { type LiveHcl, parseHcl, parseLive } from '../syntax/hcl';
import type { HclFile } from '../syntax/hcl/ast';
import { type LiveJson, parseJson, parseLiveJson } from '../syntax/json';
import { type LiveYaml, parseLiveYaml, parseYaml } from '../syntax/yaml';
import { type CallTargets, callsIn, callsOfManifest, mayCall, NO_CALLS } from './calls';
import { type Directive, hclDirectives, templateDirectives, terraformJsonDirectives } from './directives';
import { type DocumentKind, kindOf } from './kinds';

export type Tree =
  | { readonly language: 'hcl'; readonly file: HclFile }
  /** Terraform's JSON syntax: what it says in Terraform's terms, and the JSON that says it. */
  | { readonly language: 'terraform-json'; readonly file: HclFile; readonly document: DataDocument }
  | { readonly language: 'data'; readonly document: DataDocument };

/** What is made of a text when it is first asked for. Shared by all that have the same text. */
interface Made {
  tree?: Tree | undefined;
  directives?: readonly Directive[] | undefined;
  targets?: CallTargets | undefined;
  /** Of a text in an editor: what its next state takes over. */
  live?: Live | undefined;
}

type Live = { readonly hcl: LiveHcl } | { readonly yaml: LiveYaml } | { readonly json: LiveJson };

/** One document of the snapshot. Its tree is made when it is first asked for and can be dropped at any time. */
export class Document {
  readonly kind: DocumentKind;
  private readonly made: Made = {};

  /** @param before the former state of the text, from which the tree is taken over as far as it is the same: it is not usable afterwards */
  constructor(
    readonly uri: string,
    readonly text: string,
    /** The editor's version; negative for a text from the disk. */
    readonly version: number,
    readonly open: boolean,
    /** What is known of the nested blocks in Terraform's types. */
    private readonly nested: (type: string) => NestedNames = () => ({}),
    before?: Document,
    /** What the host knows it to be, whatever its name and text say. */
    kind?: DocumentKind,
  ) {
    this.kind = kind ?? kindOf(uri, text);
    if (open && before?.open && before.kind === this.kind) this.made.live = before.giveUp();
  }

  /** The same content under another version: what is known of it stays. */
  withVersion(version: number, open: boolean): Document {
    const copy: Document = Object.create(Document.prototype);
    return Object.assign(copy, this, { version, open });
  }

  /** The syntax tree; undefined for a document that is not ours. */
  parse(): Tree | undefined {
    const { made } = this;
    if (made.tree) return made.tree;
    made.tree = (this.open ? this.parseLive(made.live) : undefined) ?? parseAs(this.kind, this.uri, this.text, this.nested);
    return made.tree;
  }

  /** Parses what an editor shows, with what its former state knew. */
  private parseLive(before: Live | undefined): Tree | undefined {
    const { made, text, kind } = this;
    if ((kind === 'terraform' || kind === 'tfvars') && !this.uri.endsWith('.json')) {
      const hcl = parseLive(text, before && 'hcl' in before ? before.hcl : undefined);
      made.live = { hcl };
      return { language: 'hcl', file: hcl.file };
    }
    if (kind === 'cloudformation' && !isJsonText(text)) {
      const yaml = parseLiveYaml(text, before && 'yaml' in before ? before.yaml : undefined);
      made.live = { yaml };
      return { language: 'data', document: yaml.document };
    }
    if (kind === 'policy') {
      const json = parseLiveJson(text, before && 'json' in before ? before.json : undefined);
      made.live = { json };
      return { language: 'data', document: json.document };
    }
    return undefined;
  }

  /** Forgets all that was made of the text, and leaves the tree to the next state. */
  private giveUp(): Live | undefined {
    const { live } = this.made;
    this.dropTree();
    return live;
  }

  /** The `ashlar:ignore` directives. */
  directives(): readonly Directive[] {
    this.made.directives ??= this.findDirectives();
    return this.made.directives;
  }

  /** Where its module calls lead. */
  calls(): CallTargets {
    this.made.targets ??= this.findCalls();
    return this.made.targets;
  }

  private findCalls(): CallTargets {
    if (this.kind === 'module-manifest') return callsOfManifest(this.uri, this.text);
    if ((this.kind !== 'terraform' && this.kind !== 'terraform-json') || !mayCall(this.text)) return NO_CALLS;
    const known = this.made.tree;
    const tree = this.parse();
    // Whoever only wants to know the calls does not keep the trees of a whole workspace.
    if (!this.open) this.made.tree = known;
    return tree && tree.language !== 'data' ? callsIn(this.uri, tree.file) : NO_CALLS;
  }

  private findDirectives(): readonly Directive[] {
    const tree = this.parse();
    if (tree?.language === 'hcl') return hclDirectives(this.text, tree.file);
    if (tree?.language === 'terraform-json') return terraformJsonDirectives(this.text, tree.document);
    return tree && this.kind === 'cloudformation' ? templateDirectives(this.text, tree.document) : [];
  }

  dropTree(): void {
    const { made } = this;
    made.tree = undefined;
    made.directives = undefined;
    made.live = undefined;
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
    case 'plan':
      return { language: 'data', document: parseJson(text) };
    case 'cloudformation':
      return { language: 'data', document: isJsonText(text) ? parseJson(text) : parseYaml(text) };
    default:
      return undefined;
  }
}

/** A template is JSON when it begins as JSON does; YAML's flow style may as well, and parses as YAML. */
function isJsonText(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text);
}
