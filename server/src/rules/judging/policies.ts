import type { Catalogue, Doubt, Fault, Validity, ValidityMemory } from '../../policy';
import { CHECKS, sitesOf, validate } from '../../policy';
import { isCheck } from '../../policy/validity/checks';
import type { FixIntent, Resource } from '../../resources';
import { stringValue } from '../../values';
import type { Finding, NotAssessed } from '../finding';
import type { CompiledRule } from '../model';
import { findingOf } from './finding-of';
import type { Member, Place } from './place';
import { descend, itemsOf, rootPlace } from './place';
import type { World } from './world';

/** The rules about the grammar of policies, by the name of their check. */
export type PolicyRules = ReadonlyMap<string, CompiledRule>;

/** What is found in the grammar of one resource's policies. It depends on nothing else than what stands here. */
export interface PolicyVerdicts {
  readonly rules: PolicyRules;
  readonly catalogue: Catalogue | undefined;
  readonly hasPolicy: boolean;
  readonly findings: readonly PolicyFinding[];
  readonly notAssessed: readonly NotAssessed[];
}

export interface PolicyFinding {
  readonly rule: CompiledRule;
  readonly element: Member;
  readonly finding: Finding;
  /** It holds whatever the policy is attached to: a policy document that is a resource of its own is told so there. */
  readonly isGeneral: boolean;
}

/**
 * Judges the policies of a resource by all rules about their grammar at once: each document is laid out once, however many rules there
 * are.
 */
export function judgePolicies(
  resource: Resource,
  rules: PolicyRules,
  world: World,
  iam: (() => Catalogue | undefined) | undefined,
  memory: ValidityMemory,
): PolicyVerdicts {
  const findings: PolicyFinding[] = [];
  const notAssessed: NotAssessed[] = [];
  const wants = (check: string): boolean => rules.has(check);
  let catalogue: Catalogue | undefined;
  let hasPolicy = false;
  for (const { path, site } of sitesOf(resource)) {
    for (const element of elementsAt(rootPlace(resource), path)) {
      const { value } = element.place;
      // A value that is no structure is not judged; of one of several nothing is sure.
      if (value.kind !== 'map' && value.kind !== 'encoded') continue;
      hasPolicy = true;
      catalogue ??= iam?.();
      const validity = validate(value, { catalogue, wants, site, asker: rules, memory });
      let general: ReadonlySet<string> | undefined;
      for (const fault of validity.faults) {
        const rule = rules.get(fault.check);
        if (!rule) continue;
        const finding = toFinding(rule, fault, element.place, resource, world);
        // Only what is written elsewhere may stand in a document of its own.
        const mayBeShared = site !== undefined && finding.related.length > 0;
        if (mayBeShared)
          general ??= new Set(validate(value, { catalogue, wants, site: undefined, asker: rules, memory }).faults.map(identity));
        findings.push({ rule, element, finding, isGeneral: mayBeShared && general?.has(identity(fault)) === true });
      }
      for (const [rule, reason] of undecided(validity, rules))
        notAssessed.push({ rule: rule.id, address: resource.address, reason });
    }
  }
  return { rules, catalogue, hasPolicy, findings, notAssessed };
}

function identity({ check, at }: Fault): string {
  return at.kind === 'text' ? `${check} ${at.uri} ${at.span.start} ${at.span.end}` : check;
}

/** The values at a path of `sitesOf`. */
export function elementsAt(root: Place, path: readonly string[]): readonly Member[] {
  const at = path.indexOf('[]');
  if (at < 0) return [{ place: descend(root, path), member: true }];
  const list = itemsOf(descend(root, path.slice(0, at)));
  return list.members.flatMap(({ place, member }) =>
    elementsAt(place, path.slice(at + 1)).map((inner) => ({
      place: inner.place,
      member: member === true ? inner.member : member,
    })),
  );
}

function toFinding(rule: CompiledRule, fault: Fault, place: Place, resource: Resource, world: World): Finding {
  const { at, text, detail } = fault;
  const judged = { truth: false, by: place, value: stringValue(text, at), ...(detail === undefined ? {} : { detail }) };
  const finding = findingOf(rule, resource, place, judged, world);
  const fix = rule.fix?.word && fault.repair ? wordFix(rule.fix, fault.repair, resource) : finding.fix;
  const { fix: _own, ...rest } = finding;
  return fix ? { ...rest, fix } : rest;
}

function wordFix(
  { title, safe, note }: NonNullable<CompiledRule['fix']>,
  word: NonNullable<Fault['repair']>,
  resource: Resource,
): FixIntent {
  return {
    title: title.replace('{to}', word.to),
    safe,
    ...(note === undefined ? {} : { note }),
    resource,
    intents: [],
    words: [word],
  };
}

const REASONS: Readonly<Record<Doubt, string>> = {
  document: 'Parts of the policy are not known.',
  effect: 'The effect of a statement is not known.',
  sid: 'A statement id is not known.',
  action: 'An action of the policy is not known.',
  resource: 'A resource of the policy is not known.',
  principal: 'A principal of the policy is not known.',
  condition: 'A condition of the policy is not known.',
  kind: 'What the policy is attached to is not known.',
  reference: "AWS's reference of actions and condition keys is not loaded.",
};

function undecided({ faults, doubts }: Validity, rules: PolicyRules): readonly (readonly [CompiledRule, string])[] {
  if (doubts.size === 0) return [];
  const found = new Set(faults.map(({ check }) => check));
  const left: (readonly [CompiledRule, string])[] = [];
  for (const [check, rule] of rules) {
    if (found.has(check) || !isCheck(check)) continue;
    const doubt = CHECKS[check].find((one) => doubts.has(one));
    if (doubt) left.push([rule, REASONS[doubt]]);
  }
  return left;
}
