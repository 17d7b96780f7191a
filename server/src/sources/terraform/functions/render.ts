import { parseTemplate } from '../../../syntax/hcl';
import type { Expression, TemplateExpression, TemplatePart } from '../../../syntax/hcl/ast';
import { childrenOf } from '../../../syntax/hcl/walk';
import { holdsSensitive, type MapValue, type Origin, textOrigin, unknown, type Value } from '../../../values';
import type { Context, DocumentNotes, Evaluating, Names } from '../context';
import { invalid } from '../convert';
import { markedBy, unknownFrom } from '../partial';
import { evaluateTemplate } from '../template';
import { asMap } from './lists';

export interface Rendering {
  readonly vars: Value;
  /** The file that the text stands in; undefined for a text that is computed. */
  readonly uri?: string;
  /** The call. */
  readonly use: Origin;
  readonly evaluating: Evaluating;
}

/** Terraform's own bound is lower for files that people write. */
const longestTemplate = 1_000_000;

/** What `templatefile` makes of a text: a string, or, where the text is one interpolation, whatever that is. */
export function renderTemplate(text: string, { vars, uri, use, evaluating }: Rendering): Value {
  if (text.length > longestTemplate) return unknown({ kind: 'limit', what: 'length of a template' }, use);
  if (vars.kind === 'absent') return invalid('the variables of a template are a map', use);
  const names = asMap(vars, use);
  if (names.kind !== 'map') return invalid('the variables of a template are a map', use);
  if (!evaluating.budget.spend(Math.ceil(text.length / 100))) return unknown({ kind: 'limit', what: 'evaluation' }, use);
  const { parts, problems } = parseTemplate(text, 0);
  if (problems.length > 0) return invalid('the template cannot be read', use);
  const span = { start: 0, end: text.length };
  const template: TemplateExpression = { kind: 'template', form: 'heredoc', span, contentSpan: span, parts };
  const refused = refusedNames(names, template, use);
  if (refused) return refused;
  const known = new Map<string, Value>();
  for (const [name, entry] of names.entries) {
    const doubt = unknown({ kind: 'undecided', what: `the variable ${name} of a template` }, use);
    known.set(name, entry.member === true ? entry.value : doubt);
  }
  const place = use.kind === 'text' ? use : textOrigin(uri ?? '', span);
  const context: Context = {
    uri: uri ?? place.uri,
    frame: { names: known, anchored: false, parent: undefined },
    ...(uri === undefined ? { place } : {}),
  };
  const inner = evaluating.within(new TemplateNames(names, evaluating.names), uri === undefined ? silent : evaluating.documents);
  const value = evaluateTemplate(template, context, inner);
  const marked = holdsSensitive(vars) && !value.sensitive ? { ...value, sensitive: true as const } : markedBy(value, [vars]);
  return uri === undefined ? marked : evaluating.budget.reanchor(marked, use);
}

/** What stands in a computed text has no place of its own. */
const silent: DocumentNotes = { note: () => {} };

/** Every name that a template mentions must be given, even where it is not evaluated. */
function refusedNames(vars: MapValue, template: TemplateExpression, use: Origin): Value | undefined {
  for (const name of vars.entries.keys()) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) return invalid(`${name} is no name`, use);
  }
  if (vars.rest) return undefined;
  for (const name of freeNames(template.parts)) {
    if (!vars.entries.has(name)) return invalid(`the variables of the template lack ${name}`, use);
  }
  return undefined;
}

/** The names that parts of a template take from outside. */
function freeNames(parts: readonly TemplatePart[]): ReadonlySet<string> {
  const free = new Set<string>();
  const open: { readonly node: Expression | TemplatePart; readonly bound: readonly string[] }[] = parts.map((node) => ({
    node,
    bound: [],
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, bound } = next;
    const add = (bounds: readonly string[], ...nodes: readonly (Expression | TemplatePart | undefined)[]): void => {
      for (const each of nodes) if (each) open.push({ node: each, bound: bounds });
    };
    switch (node.kind) {
      case 'literal':
        break;
      case 'interpolation':
        add(bound, node.expression);
        break;
      case 'if':
        add(bound, node.condition, ...node.then, ...node.otherwise);
        break;
      case 'for': {
        add(bound, node.collection);
        add(withLoop(bound, node), ...node.body);
        break;
      }
      case 'template':
        add(bound, ...node.parts);
        break;
      case 'variable':
        if (!bound.includes(node.name)) free.add(node.name);
        break;
      case 'object':
        for (const item of node.items) add(bound, ...(item.literalKey === undefined ? [item.key] : []), item.value);
        break;
      case 'for-tuple':
        add(bound, node.collection);
        add(withLoop(bound, node), node.value, node.condition);
        break;
      case 'for-object':
        add(bound, node.collection);
        add(withLoop(bound, node), node.key, node.value, node.condition);
        break;
      default:
        add(bound, ...childrenOf(node));
    }
  }
  return free;
}

function withLoop(
  bound: readonly string[],
  loop: { readonly keyName: string | undefined; readonly valueName: string },
): readonly string[] {
  return loop.keyName === undefined ? [...bound, loop.valueName] : [...bound, loop.keyName, loop.valueName];
}

/** A template sees its variables only, of which some may not be known; what they hold is used as anywhere. */
class TemplateNames implements Names {
  constructor(
    private readonly vars: MapValue,
    private readonly outer: Names,
  ) {}

  resolve(name: string, _steps: unknown, use: Origin): { readonly value: Value; readonly used: number } {
    const { rest } = this.vars;
    return { value: rest ? unknownFrom(rest, use) : invalid(`the variables of the template lack ${name}`, use), used: 0 };
  }

  intoResource(...args: Parameters<Names['intoResource']>): Value {
    return this.outer.intoResource(...args);
  }

  instances(...args: Parameters<Names['instances']>): Value {
    return this.outer.instances(...args);
  }

  isCertain(address: string): boolean {
    return this.outer.isCertain(address);
  }

  fileOf(): undefined {
    return undefined;
  }
}
