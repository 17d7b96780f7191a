import type { Truth, Verdict } from '../../values';
import { or } from '../../values';
import type { Catalogue } from '../catalogue';
import type { PolicyDocument } from '../document';
import { aloneWith } from './holdings';
import type { Request } from './permission';
import { permissionFor } from './permission';
import type { Target } from './resource-class';
import { anyOfClass, anyOfType } from './resource-class';
import { isSilentOn } from './statement-index';

/**
 * What an action has to be allowed on so that nothing of its kind is left out: any resource of each type that it cannot do without, else
 * of each that it knows; where it knows none, or is not known itself, everything.
 */
export function allTargetsOf(action: string, catalogue: Catalogue | undefined): readonly Target[] {
  if (!catalogue) return EVERYTHING;
  return catalogue.recall('all targets', action, () => targetsOf(action, catalogue));
}

const EVERYTHING: readonly Target[] = [anyOfClass('everywhere')];

function targetsOf(action: string, catalogue: Catalogue): readonly Target[] {
  const types = catalogue.action(action)?.resourceTypes ?? [];
  const required = types.filter((one) => one.required);
  const wanted = (required.length > 0 ? required : types).map(({ type }) => anyOfType(type.arn));
  return wanted.length > 0 ? wanted : EVERYTHING;
}

/**
 * Whether a policy by itself allows one of these actions on all resources of its kind, under no condition that narrows it down. Decided
 * by the element that allows the first; `detail` names the actions.
 */
export function allowsOnAll(document: PolicyDocument, actions: readonly string[], catalogue: Catalogue | undefined): Verdict {
  const holdings = aloneWith(document, undefined);
  const named: string[] = [];
  let decided: Verdict['decidedBy'];
  let truth: Truth = false;
  for (const action of actions) {
    if (isSilentOn(document, action)) continue;
    let best: Truth = false;
    for (const target of allTargetsOf(action, catalogue)) {
      const request: Request = { action, target };
      const permission = permissionFor(holdings, request);
      best = or(best, permission.truth);
      if (permission.truth !== true) continue;
      decided ??= permission.grant?.action;
      break;
    }
    truth = or(truth, best);
    if (best === true) named.push(action);
  }
  if (truth !== true || !decided) return { truth };
  return { truth, decidedBy: decided, detail: enumerate(named) };
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function enumerate(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first}, ${second} and ${names.length - 2} more`;
}
