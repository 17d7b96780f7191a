import { type Catalogue, endingsFor } from '../../policy';
import type { PolicyEdit } from './edit';
import { replaceItem } from './lists';
import { referenceLanguage, referencesTo } from './references';
import type { Setting } from './source';
import { literalOf, type WrittenStatement } from './statement';

/** More references than this make no statement that somebody reads. */
const MOST = 20;

const NOTE = 'what else it reaches now is refused';

/**
 * `*` becomes the resources that the configuration declares and the actions can address, where each action has what it needs among them. Not
 * for actions that no resource can confine, and not where the policy is of a resource.
 */
export function narrowed(
  text: string,
  statement: WrittenStatement,
  catalogue: Catalogue,
  setting: Setting,
): readonly PolicyEdit[] {
  const { elements, notation } = statement;
  const effect = elements.get('Effect');
  const element = elements.get('Resource');
  const list = element?.list;
  const [item] = list?.items ?? [];
  const isAllow = literalOf(effect) === 'Allow' || (notation === 'block' && !effect);
  const isOther = ['Principal', 'NotPrincipal', 'NotAction', 'dynamic'].some((name) => elements.has(name));
  if (!isAllow || isOther || !element || !list || item?.text !== '*' || list.items.length !== 1) return [];
  const names = elements.get('Action')?.list?.items ?? [];
  const actions = names.map(({ text: name }) => (name === undefined || /^\*/.test(name) ? [] : catalogue.expand(name)));
  if (actions.length === 0 || actions.some((found) => found.length === 0) || setting.kind === 'policy') return [];
  const isJson = setting.kind === 'template' && setting.language === 'json';
  const language = referenceLanguage(notation, setting.kind, isJson);
  // What can be asked of the types alone comes first: it is cheap.
  const all = setting.resources();
  const endings = endingsFor(actions.flat(), new Set(all.map(({ type }) => type)));
  if (!endings || !language) return [];
  const words = referencesTo(all, endings, language);
  if (words.length === 0 || words.length > MOST) return [];
  const count = all.filter(({ type }) => endings.has(type)).length;
  const where = setting.kind === 'terraform' ? 'this module' : 'this template';
  const title = `Narrow * to the ${count === 1 ? 'resource' : `${count} resources`} of ${where} that the actions address`;
  return [
    {
      id: 'narrow',
      title,
      note: NOTE,
      repairs: ['iam/policy/resource-not-named'],
      edits: [replaceItem(text, statement, element, list, item, words, 'code')],
    },
  ];
}
