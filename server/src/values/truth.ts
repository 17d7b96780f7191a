/** Three-valued logic (Kleene). Only a sure `false` of a rule's requirement is a finding. */
export type Truth = boolean | 'unknown';

export function not(a: Truth): Truth {
  return a === 'unknown' ? a : !a;
}

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : false;
}

/** The verdict that all possibilities share, else unknown. No possibility at all is unknown. */
export function common(truths: Iterable<Truth>): Truth {
  let shared: Truth | undefined;
  for (const truth of truths) {
    if (shared === undefined) shared = truth;
    else if (shared !== truth) return 'unknown';
  }
  return shared ?? 'unknown';
}
