import type { CodeLens } from 'vscode-languageserver';
import { policyLenses } from '../features/iam/lens';
import { rangeOf } from './convert';
import { POLICY, type Session } from './session';

/** A line above each policy of a document, which nobody clicks: a command without a name is shown as plain text. */
export async function codeLenses(session: Session, uri: string): Promise<CodeLens[]> {
  const wanted = () => {
    const known = session.settings.enable && session.settings.codeLens ? session.document(uri) : undefined;
    return known && POLICY.test(known.text) ? known : undefined;
  };
  if (!wanted() || !(await session.reference.whenRead())) return [];
  // Asked again: the text may have changed meanwhile.
  const known = wanted();
  if (!known) return [];
  return policyLenses(known.text, session.analysis.policies(known.uri)).map(
    ({ span, title }): CodeLens => ({ range: rangeOf(known.lines, span), command: { title, command: '' } }),
  );
}
