import type { Catalogue, PolicyDocument } from '../../policy';
import {
  allowsAction,
  allowsEverywhere,
  allowsOnAll,
  allowsOtherActions,
  allowsOtherResources,
  allowsServiceEverywhere,
  escalates,
  hasWildcardAction,
  hasWritingWildcard,
  isAdministrator,
  isPublic,
  passesRoleAnywhere,
  requiresTls,
  servesAnybody,
  trustsAnyWorkload,
  trustsWholeOrganisation,
  wildcardOnNamed,
} from '../../policy';
import type { Literal } from '../../resources';
import type { Value, Verdict } from '../../values';
import { common } from '../../values';
import type { Judgement, Place } from '../judging/place';
import type { World } from '../judging/world';
import type { Operator } from './operator';

/** What a rule can ask of a policy document in one word. */
const QUESTIONS = {
  public: isPublic,
  admin: isAdministrator,
  'requires-tls': requiresTls,
  'wildcard-action': (document: PolicyDocument) => hasWildcardAction(document),
  'passes-any-role': passesRoleAnywhere,
  'service-everywhere': allowsServiceEverywhere,
  'other-actions': allowsOtherActions,
  'other-resources': allowsOtherResources,
  'trusts-any-workload': trustsAnyWorkload,
  escalates,
  'trusts-whole-organisation': trustsWholeOrganisation,
} as const satisfies Readonly<Record<string, (document: PolicyDocument) => Verdict>>;

/** The question that the reference of actions answers. */
const WRITING_WILDCARD = 'writing-wildcard';

export const POLICY_QUESTIONS: readonly string[] = [...Object.keys(QUESTIONS), WRITING_WILDCARD];

function isQuestion(name: Literal): name is keyof typeof QUESTIONS {
  return typeof name === 'string' && Object.hasOwn(QUESTIONS, name);
}

/** Questions that take an action or a service. */
const ASKED: Readonly<Record<string, (document: PolicyDocument, argument: string) => Verdict>> = {
  allows: allowsAction,
  'allows-everywhere': allowsEverywhere,
  'serves-anybody': servesAnybody,
  'wildcard-action': hasWildcardAction,
};

export const POLICY_ARGUMENTS: readonly string[] = Object.keys(ASKED);

/** The questions that take several actions. */
const OF_ACTIONS = {
  'allows-on-all': allowsOnAll,
  'wildcard-on-named': wildcardOnNamed,
} as const;

export const POLICY_ACTIONS: readonly string[] = Object.keys(OF_ACTIONS);

/**
 * `policy: public`, or with an argument: `{ allows: "iam:PassRole" }`, `{ allows-everywhere: "sts:AssumeRole" }`,
 * `{ allows-on-all: ["s3:GetObject"] }`, `{ wildcard-on-named: ["s3:PutBucketAcl"] }`, `{ wildcard-action: s3 }`, `{ serves-anybody: queue }`.
 */
export const policy: Operator = (argument) => {
  const asked = actionsOf(argument);
  const ask = asked
    ? byReference((document, by) => OF_ACTIONS[asked.question](document, asked.actions, by))
    : argument === WRITING_WILDCARD
      ? byReference(hasWritingWildcard)
      : remembering(questionOf(argument));
  return (place, world) => judge(place, place.value, ask, world);
};

type Ask = (value: Value, world: World) => Verdict;

/** Answers once for each value: values never change, and what an edit leaves alone is the same value after it. */
function remembering(ask: (document: PolicyDocument) => Verdict): Ask {
  const answers = new WeakMap<Value, Verdict>();
  return (value, world) => {
    const known = answers.get(value);
    if (known) return known;
    const verdict = ask(world.policyOf(value));
    answers.set(value, verdict);
    return verdict;
  };
}

/** Likewise, where the answer depends on what is known of the actions. */
function byReference(ask: (document: PolicyDocument, by: Catalogue | undefined) => Verdict): Ask {
  const answers = new WeakMap<Value, { readonly by: Catalogue | undefined; readonly verdict: Verdict }>();
  return (value, world) => {
    const by = world.iam();
    const known = answers.get(value);
    if (known && known.by === by) return known.verdict;
    const verdict = ask(world.policyOf(value), by);
    answers.set(value, { by, verdict });
    return verdict;
  };
}

function actionsOf(
  argument: Literal,
): { readonly question: keyof typeof OF_ACTIONS; readonly actions: readonly string[] } | undefined {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return undefined;
  for (const question of ['allows-on-all', 'wildcard-on-named'] as const) {
    const actions = (argument as { readonly [key: string]: Literal })[question];
    if (actions !== undefined) return { question, actions: [actions].flat().map(String) };
  }
  return undefined;
}

function questionOf(argument: Literal): (document: PolicyDocument) => Verdict {
  if (isQuestion(argument)) return QUESTIONS[argument];
  const [name = '', value = ''] = Object.entries(argument as { readonly [key: string]: Literal })[0] ?? [];
  const ask = ASKED[name] ?? hasWildcardAction;
  return (document) => ask(document, String(value));
}

function judge(place: Place, value: Value, ask: Ask, world: World): Judgement {
  switch (value.kind) {
    // No document allows nothing and demands nothing.
    case 'absent':
      return { truth: false, by: place };
    case 'oneOf':
      return { truth: common(value.choices.map((choice) => judge(place, choice, ask, world).truth)), by: place };
    case 'map':
    case 'encoded': {
      const { truth, decidedBy, detail } = ask(value, world);
      return { truth, by: place, ...(decidedBy ? { value: decidedBy } : {}), ...(detail === undefined ? {} : { detail }) };
    }
    default:
      return { truth: 'unknown', by: place };
  }
}
