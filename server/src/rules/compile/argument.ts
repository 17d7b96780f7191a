import { DEPUTISED } from '../../policy';
import type { Literal, PropertyType } from '../../resources';
import type { OperatorName } from '../model';
import { POLICY_ACTIONS, POLICY_ARGUMENTS, POLICY_QUESTIONS } from '../operators/policy';
import { regexProblem } from './regex';

const isText = (literal: Literal) => typeof literal === 'string';
const isNumber = (literal: Literal) => typeof literal === 'number';
const isScalarLiteral = (literal: Literal) => isText(literal) || isNumber(literal) || typeof literal === 'boolean';
const isTextOrTexts = (literal: Literal) =>
  isText(literal) || (Array.isArray(literal) && literal.length > 0 && literal.every(isText));
const isScalars = (literal: Literal) => Array.isArray(literal) && literal.length > 0 && literal.every(isScalarLiteral);

/** What is wrong with an operator's argument, whatever it is asked of. */
export function argumentProblem(operator: OperatorName, argument: Literal): string | undefined {
  switch (operator) {
    case 'equals':
      return isScalarLiteral(argument) ? undefined : 'expected text, a number, true or false (for several, `in`)';
    case 'in':
    case 'not-in':
    case 'includes-all':
      return isScalars(argument) ? undefined : 'expected a list of texts, numbers or booleans, or a `$list`';
    case 'matches': {
      if (!isText(argument)) return 'expected a regular expression';
      const problem = regexProblem(String(argument));
      return problem && `this regular expression cannot be used: ${problem}`;
    }
    case 'starts-with':
    case 'ends-with':
    case 'contains':
      return isTextOrTexts(argument) ? undefined : 'expected text, or a list of texts';
    case 'at-least':
    case 'at-most':
      if (isNumber(argument)) return undefined;
      return isText(argument) && /\d/.test(String(argument)) ? undefined : 'expected a number, or a version as text';
    case 'exists':
    case 'has-secret':
    case 'looks-secret-name':
      return typeof argument === 'boolean' ? undefined : 'expected true or false';
    case 'count':
      return countProblem(argument);
    case 'opens':
      return opensProblem(argument);
    case 'cidr':
      return argument === 'world' || argument === 'public' || argument === 'private'
        ? undefined
        : 'expected `world`, `public` or `private`';
    case 'policy':
      return policyProblem(argument);
  }
}

function countProblem(argument: Literal): string | undefined {
  if (isNumber(argument)) return undefined;
  const wrong = 'expected a number, or `{ at-least: n, at-most: n }`';
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return wrong;
  const entries = Object.entries(argument);
  const right =
    entries.length > 0 && entries.every(([key, value]) => (key === 'at-least' || key === 'at-most') && typeof value === 'number');
  return right ? undefined : wrong;
}

function policyProblem(argument: Literal): string | undefined {
  if (typeof argument === 'string' && POLICY_QUESTIONS.includes(argument)) return undefined;
  const wrong = `expected one of ${POLICY_QUESTIONS.join(', ')}, or \`{ allows: "service:Action" }\`, \`{ allows-everywhere: "service:Action" }\`, \`{ allows-on-all: [service:Action] }\`, \`{ wildcard-on-named: [service:Action] }\`, \`{ wildcard-action: service }\`, \`{ serves-anybody: ${DEPUTISED.join(' | ')} }\``;
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return wrong;
  const [entry, ...more] = Object.entries(argument);
  if (entry && POLICY_ACTIONS.includes(entry[0]) && more.length === 0)
    return isTextOrTexts(entry[1]) ? undefined : 'expected an action, or a list of actions';
  const right = entry && more.length === 0 && POLICY_ARGUMENTS.includes(entry[0]) && isText(entry[1]);
  if (entry?.[0] === 'serves-anybody' && !DEPUTISED.includes(String(entry[1]))) return wrong;
  return right ? undefined : wrong;
}

const OPENS_KEYS = ['port', 'ports', 'protocol', 'from', 'except'];

function opensProblem(argument: Literal): string | undefined {
  const wrong =
    'expected `{ port: 22 | any, ports: [22, "3000-4000"], protocol: tcp | udp | icmp | all | any, from: world | any, except: [80] }`';
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return wrong;
  const given = argument as { readonly [key: string]: Literal };
  if (Object.keys(given).some((key) => !OPENS_KEYS.includes(key))) return wrong;
  if (given.port !== undefined && given.ports !== undefined) return 'expected `port` or `ports`, not both';
  const ports = [given.port ?? [], given.ports ?? []].flat() as Literal[];
  if (!ports.every((port) => port === 'any' || /^\d{1,5}(?:-\d{1,5})?$/.test(String(port)))) return wrong;
  if (given.protocol !== undefined && !['tcp', 'udp', 'icmp', 'all', 'any'].includes(String(given.protocol))) return wrong;
  if (given.from !== undefined && given.from !== 'world' && given.from !== 'any') return wrong;
  return Array.isArray(given.except) || given.except === undefined ? undefined : wrong;
}

/** Fits an argument to the type of the property that it is compared with: `"443"` for an integer becomes 443. */
export function coerceArgument(
  operator: OperatorName,
  argument: Literal,
  type: PropertyType | undefined,
): { argument: Literal } | { error: string } {
  const compares = operator === 'equals' || operator === 'in' || operator === 'not-in';
  const orders = operator === 'at-least' || operator === 'at-most';
  if (type === 'boolean') {
    if (!compares) return { error: `is true or false: \`${operator}\` makes no sense of it` };
    return coerceAll(
      argument,
      (one) => (one === 'true' ? true : one === 'false' ? false : one),
      (one) => typeof one === 'boolean',
      'is true or false',
    );
  }
  if (type === 'integer' || type === 'number') {
    if (!compares && !orders) return { error: `is a number: \`${operator}\` makes no sense of it` };
    return coerceAll(
      argument,
      (one) => (typeof one === 'string' && one.trim() !== '' && !Number.isNaN(Number(one)) ? Number(one) : one),
      isNumber,
      'is a number',
    );
  }
  if (type === 'string' && compares)
    return coerceAll(argument, (one) => (one === null || typeof one === 'object' ? one : String(one)), isText, 'is text');
  return { argument };
}

function coerceAll(
  argument: Literal,
  coerce: (one: Literal) => Literal,
  fits: (one: Literal) => boolean,
  kind: string,
): { argument: Literal } | { error: string } {
  const all = (Array.isArray(argument) ? argument : [argument]).map(coerce);
  const wrong = all.find((one) => !fits(one));
  if (wrong !== undefined) return { error: `${kind}, and \`${String(wrong)}\` is not` };
  return { argument: Array.isArray(argument) ? all : (all[0] ?? argument) };
}
