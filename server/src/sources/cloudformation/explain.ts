import type { DataNode, MappingEntry } from '../../syntax/data';
import { entryOf, placeOf } from '../../syntax/data';
import { encloses } from '../../text';
import { boolValue, textOrigin, unknown, type Value } from '../../values';
import { type Explained, type ExplainedValue, MAX_EXPLAINED } from '../explained';
import type { Evaluator } from './evaluate';
import { type CloudFormationTarget, targetIn } from './explain-target';
import { replaceIdentifiers } from './loops';
import type { Scope } from './model';
import { ANYTHING } from './scope';
import type { Stack } from './stack';

interface Place {
  readonly address: string;
  readonly scope: Scope;
}

/**
 * What stands at an offset of a template, in every stack of the tree that is made of it and, in a loop, for every resource: the value of
 * a property, a function, a parameter or a condition. Undefined where there is none, or the text says it already.
 */
export function explainTemplate(outermost: Stack, uri: string, offset: number): Explained | undefined {
  const stacks = outermost.all().filter((stack) => stack.uri === uri);
  const { root } = stacks[0] ?? {};
  const top = root && entryAt(root, offset);
  const named = top && entryAt(top.value, offset);
  if (!top || !named) return undefined;
  const target = targetIn(top.key.text, named, offset);
  if (!target) return undefined;
  const values: ExplainedValue[] = [];
  let more = 0;
  for (const stack of stacks) {
    // Apart from what the resources were evaluated with: an answer must not use up what that may take.
    const evaluator = stack.answering();
    for (const { address, scope } of placesOf(evaluator, top.key.text, named)) {
      if (values.length >= MAX_EXPLAINED) more++;
      else values.push({ address: stack.prefix + address, value: evaluated(evaluator, target, scope, stack.uri) });
    }
  }
  return { span: target.span, within: target.whole, names: target.names, values, more };
}

function evaluated(evaluator: Evaluator, target: CloudFormationTarget, scope: Scope, uri: string): Value {
  const use = textOrigin(uri, target.span);
  switch (target.kind) {
    case 'parameter':
      return evaluator.parameter(target.name) ?? unknown({ kind: 'no-such', what: target.name }, use);
    case 'condition': {
      if (!evaluator.template.conditions.has(target.name))
        return unknown({ kind: 'no-such', what: `condition ${target.name}` }, use);
      const truth = evaluator.condition(target.name, scope);
      if (truth === 'unknown') return unknown({ kind: 'undecided', what: 'values that are not known' }, use);
      return boolValue(truth, use);
    }
    case 'name': {
      const [name = '', ...rest] = target.name.split('.');
      if (rest.length === 0) return evaluator.refer(name, scope, use);
      return evaluator.attribute(name, rest.join('.'), use) ?? unknown({ kind: 'no-such', what: name }, use);
    }
    case 'node':
      return evaluator.value(target.node, scope, ANYTHING);
  }
}

/** Where the entry of a section counts: a resource or an output that a loop makes of it counts several times. */
function placesOf(evaluator: Evaluator, section: string, named: MappingEntry): readonly Place[] {
  const { template, root } = evaluator;
  const isHere = (entry: MappingEntry) => entry === named || encloses(named.span, entry.span);
  if (section === 'Outputs') {
    const made = [...template.outputs.values()].filter(({ entry }) => isHere(entry));
    return made.map(({ name, entry, scope }) => ({ address: name, scope: assuming(evaluator, entry.value, scope) ?? scope }));
  }
  if (section !== 'Resources') return [{ address: '', scope: root }];
  return template.resources.flatMap(({ logicalId, entry, node, scope }) => {
    const within = isHere(entry) ? assuming(evaluator, node, scope) : undefined;
    return within ? [{ address: logicalId, scope: within }] : [];
  });
}

/** The scope in which the condition of an entry holds; undefined where it surely does not. */
function assuming(evaluator: Evaluator, node: DataNode, scope: Scope): Scope | undefined {
  const condition = entryOf(node, 'Condition')?.value;
  if (condition?.kind !== 'scalar' || condition.text === '') return scope;
  const name = replaceIdentifiers(condition.text, scope);
  const truth = evaluator.condition(name, scope);
  return truth === 'unknown' ? evaluator.assume(name, true, scope) : truth ? scope : undefined;
}

function entryAt(node: DataNode, offset: number): MappingEntry | undefined {
  return node.kind === 'mapping' ? node.entries.find((entry) => covers(entry, offset)) : undefined;
}

function covers(entry: MappingEntry, offset: number): boolean {
  return (
    Math.min(entry.span.start, entry.key.span.start) <= offset && offset <= Math.max(entry.span.end, placeOf(entry.value).end)
  );
}
