import { deputyOf } from '../../policy';
import type { HclFile } from '../../syntax/hcl/ast';
import { encloses, span, type TextEdit } from '../../text';
import { lineBreakOf, lineEnd, nextLine } from '../layout';
import { addCondition } from './conditions';
import type { PolicyEdit } from './edit';
import type { Addressable } from './references';
import { literalOf, type WrittenStatement } from './statement';

/** What stands around a statement, as far as it can be named there. */
export type Setting =
  | {
      readonly kind: 'terraform';
      readonly file: HclFile;
      /** All of the module, the file itself among them. */
      module(): readonly HclFile[];
      /** Those that the statement may refer to. */
      resources(): readonly Addressable[];
    }
  | { readonly kind: 'template'; readonly language: 'json' | 'yaml'; resources(): readonly Addressable[] }
  | { readonly kind: 'policy' };

/** How an account id is written: alone, and inside of an ARN; with what has to be added so that it can be. */
interface Account {
  readonly id: string;
  /** @param rest of the ARN behind the partition, with `@` for the account */
  arn(rest: string): string;
  readonly edits: readonly TextEdit[];
}

const NOTE = 'what it does for other accounts stops';

/**
 * The condition that a service acts for the own account, where a statement lets one in that acts for anybody: offered for services that
 * document that they say for whom they act. Nothing where somebody else is let in too, or the account cannot be named.
 */
export function sourceCondition(text: string, statement: WrittenStatement, setting: Setting): readonly PolicyEdit[] {
  const { elements, notation } = statement;
  const effect = elements.get('Effect');
  const isAllow = literalOf(effect) === 'Allow' || (notation === 'block' && !effect);
  const written = text.slice(statement.span.start, statement.span.end);
  if (!isAllow || elements.has('dynamic') || /aws:(?:source(?:account|arn|org|owner)|referer)/i.test(written)) return [];
  const services = servicesIn(statement);
  const prefix = prefixOf(statement);
  const [deputy, ...others] = services.map((service) => (prefix === undefined ? undefined : deputyOf(prefix, service)));
  const [service] = services;
  if (!deputy || service === undefined || others.some((other) => !other || other.source !== deputy.source)) return [];
  const account = accountFor(text, statement, setting);
  if (!account) return [];
  const { source, rule } = deputy;
  const change = source
    ? addCondition(text, statement, 'ArnLike', 'aws:SourceArn', account.arn(source))
    : addCondition(text, statement, 'StringEquals', 'aws:SourceAccount', account.id);
  if (!change) return [];
  const whose = services.length === 1 ? service : 'these services';
  const title = `Add a condition on the source account of ${whose}`;
  return [{ id: 'source-account', title, note: NOTE, edits: [...change, ...account.edits], repairs: [rule] }];
}

/** The services that are let in; none where anybody else is, or may be. */
function servicesIn({ elements }: WrittenStatement): readonly string[] {
  const principal = elements.get('Principal');
  const list = principal?.map?.get('Service')?.list;
  if (!list || principal?.map?.size !== 1) return [];
  const names = list.items.flatMap(({ text }) => text ?? []);
  return names.length === list.items.length ? names : [];
}

/** The one service whose actions are allowed: `sqs`. */
function prefixOf({ elements }: WrittenStatement): string | undefined {
  const items = elements.get('Action')?.list?.items ?? [];
  const [prefix, ...others] = new Set(items.map(({ text }) => /^(\w+):/.exec(text ?? '')?.[1]?.toLowerCase()));
  return others.length === 0 ? prefix : undefined;
}

function accountFor(text: string, statement: WrittenStatement, setting: Setting): Account | undefined {
  const partition = /\barn:(aws-[a-z-]+):/.exec(text)?.[1] ?? 'aws';
  if (setting.kind === 'policy') {
    const accounts = new Set(
      statement.elements
        .get('Resource')
        ?.list?.items.map((item) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(item.text ?? '')?.[1]),
    );
    const [id, ...more] = accounts;
    if (id === undefined || more.length > 0) return undefined;
    return { id: `"${id}"`, arn: (rest) => `"arn:${partition}:${rest.replace('@', id)}"`, edits: [] };
  }
  if (setting.kind === 'template') {
    const arn = (rest: string): string => `"arn:\${AWS::Partition}:${rest.replace('@', `\${AWS::AccountId}`)}"`;
    return setting.language === 'json'
      ? { id: '{ "Ref": "AWS::AccountId" }', arn: (rest) => `{ "Fn::Sub": ${arn(rest)} }`, edits: [] }
      : { id: '!Ref AWS::AccountId', arn: (rest) => `!Sub ${arn(rest)}`, edits: [] };
  }
  const identity = callerIdentity(text, statement, setting);
  if (!identity) return undefined;
  const { address, edits } = identity;
  return {
    id: statement.notation === 'json' ? `"\${${address}}"` : address,
    arn: (rest) => `"arn:${partition}:${rest.replace('@', `\${${address}}`)}"`,
    edits,
  };
}

const NAMES = ['current', 'this', 'own'];

/** The account of the module's own provider, from the data source that is there or one that is added behind the block. */
function callerIdentity(
  text: string,
  { span: place }: WrittenStatement,
  { file, module }: Extract<Setting, { kind: 'terraform' }>,
): { readonly address: string; readonly edits: readonly TextEdit[] } | undefined {
  const around = file.body.items.find((item) => encloses(item.span, place));
  // Under another provider the account may be another.
  if (around?.kind !== 'block' || around.unclosed || names(around.body, ['provider'])) return undefined;
  const identities = module().flatMap(({ body }) =>
    body.items.flatMap((item) => {
      if (item.kind !== 'block' || item.type !== 'data' || item.labels[0]?.text !== 'aws_caller_identity') return [];
      const name = item.labels[1]?.text;
      return name === undefined ? [] : [{ name, isPlain: !names(item.body, ['provider', 'count', 'for_each']) }];
    }),
  );
  const known = identities.find(({ isPlain }) => isPlain);
  const address = (name: string): string => `data.aws_caller_identity.${name}.account_id`;
  if (known) return { address: address(known.name), edits: [] };
  const name = NAMES.find((candidate) => identities.every((one) => one.name !== candidate));
  if (name === undefined) return undefined;
  const at = lineEnd(text, around.span.end);
  const next = nextLine(text, around.span.end);
  const isApart = next >= text.length || text.slice(next, lineEnd(text, next)).trim() === '';
  const lines = lineBreakOf(text);
  const added = `${lines}${lines}data "aws_caller_identity" "${name}" {}${isApart ? '' : lines}`;
  return { address: address(name), edits: [{ span: span(at, at), newText: added }] };
}

function names(body: HclFile['body'], attributes: readonly string[]): boolean {
  return body.items.some((item) => item.kind === 'attribute' && attributes.includes(item.name));
}
