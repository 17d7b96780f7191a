import type { Item, Truth, Value, Verdict } from '../values';
import { and, common, or } from '../values';
import type { Elements, PolicyDocument, Statement, StatementRun } from './document';
import type { Pattern } from './pattern';
import { covers, isEverything, judgePattern, patternOf } from './pattern';

/** A truth with the value that decides it. */
export interface Decision {
  readonly truth: Truth;
  readonly decidedBy?: Value;
}

/** The first that is sure, else the first that may be, else false. */
export function anyOf(decisions: Iterable<Decision>, open: boolean): Decision {
  let perhaps: Decision | undefined;
  for (const decision of decisions) {
    if (decision.truth === true) return decision;
    if (decision.truth === 'unknown') perhaps ??= decision;
  }
  return perhaps ?? { truth: open ? 'unknown' : false };
}

/**
 * The same for what the runs of a document have, as far as they are known.
 * @param question names the judgement with all that it depends on beside the run
 */
export function anyInRuns<T>(
  doc: PolicyDocument,
  question: string,
  ofRun: (run: StatementRun) => readonly T[],
  judge: (one: T) => Decision,
): Decision {
  const ask = (run: StatementRun) => run.once(`any ${question}`, () => anyOf(ofRun(run).map(judge), false));
  return anyOf(doc.runs.map(ask), doc.open);
}

/** The truth under a further condition. */
export function given(decision: Decision, ...conditions: readonly Truth[]): Decision {
  return { ...decision, truth: conditions.reduce<Truth>(and, decision.truth) };
}

/** Judges a document, or each that it may be: only what all say is sure. */
export function overAlternatives(doc: PolicyDocument, judge: (doc: PolicyDocument) => Verdict): Verdict {
  if (doc.alternatives.length === 0) return judge(doc);
  const verdicts = doc.alternatives.map((alternative) => overAlternatives(alternative, judge));
  const truth = common(verdicts.map((verdict) => verdict.truth));
  const first = verdicts.find((verdict) => verdict.truth === truth);
  return first ? { ...first, truth } : { truth };
}

/** The first element for which a judgement of its pattern holds. */
export function element(elements: Elements, judge: (pattern: Pattern) => Truth): Decision {
  return anyOf(
    elements.items.map((item) => ({ truth: ofItem(item, judge), decidedBy: item.value })),
    elements.open,
  );
}

function ofItem(item: Item, judge: (pattern: Pattern) => Truth): Truth {
  return and(item.member, judgePattern(item.value, judge));
}

/** Whether the statement speaks of every resource. Resource-based policies of some services leave the element out. */
export function everyResource(statement: Statement): Decision {
  const { resource, facts } = statement;
  return resource.negated ? { truth: false } : facts.of('every resource', () => element(resource, isEverything));
}

/** Whether everything that one statement speaks of is surely spoken of by another: elements of either kind. */
export function coversElements(outer: Elements, inner: Elements): Truth {
  if (outer.absent && inner.absent) return true;
  if (outer.negated) return 'unknown';
  if (inner.negated) return outer.items.some((item) => ofItem(item, isEverything) === true) ? true : 'unknown';
  const truths = inner.items.map(({ value }) => {
    const pattern = patternOf(value);
    return outer.items
      .map((item) => ofItem(item, (candidate) => covers(candidate, pattern)))
      .reduce<Truth>(or, outer.open ? 'unknown' : false);
  });
  return truths.reduce<Truth>(and, inner.open ? 'unknown' : true);
}
