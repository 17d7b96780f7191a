import type { Block, Body, Expression } from '../../../syntax/hcl/ast';
import { childrenOf } from '../../../syntax/hcl/walk';
import type { Declarations } from '../declarations';

/**
 * The calls of a directory whose arguments may need, in whatever way, an output of the same call. Terraform allows that as long as
 * no single value needs itself, so that such arguments have to be evaluated one by one, when they are asked for.
 */
export function entangledCalls(declarations: Declarations): ReadonlySet<string> {
  const names = [...declarations.modules.keys()];
  const found = new Set<string>();
  if (names.length === 0) return found;
  const needs = new Map<string, ReadonlySet<string>>();
  for (const [name, { node }] of declarations.locals) {
    const needed = new Set<string>();
    addNames(node.value, needed);
    needs.set(`local.${name}`, needed);
  }
  for (const [address, { node }] of declarations.resources) needs.set(address, namesIn(node));
  for (const [name, { node }] of declarations.modules) needs.set(`module.${name}`, namesIn(node));
  for (const component of components(needs)) {
    for (const node of component) {
      const isCall = node.startsWith('module.');
      if (isCall && (component.length > 1 || needs.get(node)?.has(node))) found.add(node.slice('module.'.length));
    }
  }
  return found;
}

const unread: ReadonlySet<string> = new Set(['depends_on', 'providers', 'provider']);

function namesIn(block: Block): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (body: Body, top: boolean): void => {
    for (const item of body.items) {
      if (item.kind === 'block') visit(item.body, false);
      else if (!top || !unread.has(item.name)) addNames(item.value, names);
    }
  };
  visit(block.body, true);
  return names;
}

/** Adds what an expression refers to: `local.a`, `module.m`, `aws_vpc.main`, `data.aws_ami.x`. */
function addNames(whole: Expression, names: Set<string>): void {
  const open: Expression[] = [whole];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.kind === 'get-attribute') {
      const path = pathOf(at);
      const [first, second, third] = path ?? [];
      if (path && second !== undefined && at.target.kind === 'variable') names.add(`${first}.${second}`);
      else if (first === 'data' && third !== undefined && path?.length === 3) names.add(path.join('.'));
    }
    for (const child of childrenOf(at)) open.push(child);
  }
}

function pathOf(expression: Expression): string[] | undefined {
  const path: string[] = [];
  let at = expression;
  for (; at.kind === 'get-attribute'; at = at.target) path.unshift(at.name);
  if (at.kind !== 'variable' || path.length > 2) return undefined;
  path.unshift(at.name);
  return path;
}

/** The strongly connected components of a graph (Tarjan), without recursion: a chain may be as long as a file. */
function components(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  for (const root of needs.keys()) {
    if (order.has(root)) continue;
    const work: { readonly node: string; readonly rest: Iterator<string> }[] = [];
    const enter = (node: string): void => {
      order.set(node, order.size);
      low.set(node, order.size - 1);
      stack.push(node);
      onStack.add(node);
      work.push({ node, rest: (needs.get(node) ?? new Set<string>()).values() });
    };
    enter(root);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const { node, rest } = top;
      const next = rest.next();
      if (!next.done) {
        if (!needs.has(next.value)) continue;
        if (!order.has(next.value)) enter(next.value);
        else if (onStack.has(next.value)) low.set(node, Math.min(low.get(node) ?? 0, order.get(next.value) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== order.get(node)) continue;
      const component: string[] = [];
      for (let member = stack.pop(); member !== undefined; member = member === node ? undefined : stack.pop()) {
        onStack.delete(member);
        component.push(member);
      }
      found.push(component);
    }
  }
  return found;
}
