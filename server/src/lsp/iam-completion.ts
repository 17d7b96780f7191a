import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
} from 'vscode-languageserver';
import { iamCompletion } from '../features/iam/completion';
import type { IamItem, Offer } from '../features/iam/completion-model';
import { referenceOffers } from '../features/iam/completion-references';
import { span } from '../text';
import { rangeOf } from './convert';
import { type PolicyAt, policyAt } from './policy-at';
import type { Session } from './session';

const KINDS: Readonly<Record<IamItem['kind'], CompletionItemKind>> = {
  element: CompletionItemKind.Property,
  service: CompletionItemKind.Module,
  action: CompletionItemKind.Method,
  value: CompletionItemKind.EnumMember,
  resource: CompletionItemKind.Value,
  operator: CompletionItemKind.Operator,
  key: CompletionItemKind.Field,
  reference: CompletionItemKind.Reference,
};

/** What can be written at a position of a policy; null elsewhere, and where the text has changed meanwhile. */
export async function completeIam(
  session: Session,
  { textDocument, position }: CompletionParams,
  withSnippets: boolean,
): Promise<CompletionList | null> {
  const asked = session.document(textDocument.uri);
  if (!session.settings.enable || !asked) return null;
  const offset = asked.lines.offsetAt(position);
  const at = await policyAt(session, asked.uri, offset);
  const found =
    at && iamCompletion(at.place, asked.text, offset, at.catalogue, at.descriptions, references(session, asked.uri, offset, at));
  if (!found) return null;
  const range = rangeOf(asked.lines, found.span);
  const items = found.items.map((item): CompletionItem => {
    const isSnippet = item.isSnippet && withSnippets;
    return {
      label: item.label,
      kind: KINDS[item.kind],
      filterText: item.filter,
      sortText: item.sort,
      insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: item.isSnippet && !withSnippets ? withoutHoles(item.insert) : item.insert },
      ...(item.detail === undefined ? {} : { detail: item.detail }),
      ...(item.documentation === undefined ? {} : { documentation: item.documentation }),
      ...(item.again ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
    };
  });
  return { isIncomplete: found.isIncomplete, items };
}

function references(session: Session, uri: string, offset: number, { place, catalogue }: PolicyAt): readonly Offer[] {
  if (place.role !== 'resource') return [];
  const { analysis } = session;
  return referenceOffers(place, analysis.report(uri).kind, analysis.addressable(uri, span(offset, offset)), catalogue);
}

/** A snippet as plain text, for editors that know none. */
function withoutHoles(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '');
}
