import { relativeTo, type AccessSubject as Subject } from '../analysis';
import { type AccessNode, accessTree } from '../features/iam/access';
import type { AccessItem, AccessSubject, AccessSubjects, AccessSubjectsParams, AccessView } from '../protocol';
import { placeName, rangeOf } from './convert';
import type { Session } from './session';

/** What a text says that declares something which can be asked about. */
const DECLARES = /(?:aws|awscc)_iam_|AWS::(?:IAM|Serverless)::|"Statement"/;
/** In a workspace so many configurations are looked at, and so many subjects listed. */
const MAX_CONFIGURATIONS = 300;
const MAX_SUBJECTS = 1_000;

/** Who can be asked about: in the configurations of a document, or in the whole workspace. */
export function accessSubjects(session: Session, { uri, position }: AccessSubjectsParams): AccessSubjects {
  const { analysis, documents } = session;
  const known = uri === undefined ? undefined : session.document(uri);
  if (uri !== undefined && !known) return { here: [], all: [], capped: false };
  const here = known && position ? analysis.accessSubjectsAt(known.uri, known.lines.offsetAt(position)) : [];
  const files = known ? [known.uri] : analysis.uris().filter((each) => DECLARES.test(analysis.text(each)?.text ?? ''));
  const found = analysis.accessSubjects(files, MAX_CONFIGURATIONS);
  const all = found.slice(0, MAX_SUBJECTS).map((subject) => subjectOf(session, subject));
  // What stands in the file itself comes first.
  const own = known && documents.clientUri(known.uri);
  all.sort((a, b) => Number(b.uri === own) - Number(a.uri === own));
  return {
    here: here.map((subject) => subjectOf(session, subject)),
    all,
    capped: found.length > MAX_SUBJECTS || files.length > MAX_CONFIGURATIONS,
  };
}

/** What one of them may do, and what the edits that are not saved change. */
export async function accessView(session: Session, uri: string, address: string): Promise<AccessView | null> {
  await session.reference.whenRead();
  const known = session.document(uri);
  const found = known && session.analysis.accessOf(known.uri, address);
  if (!found) return null;
  return {
    subject: subjectOf(session, found.subject),
    items: accessTree(found).map((node) => itemOf(session, node)),
  };
}

function subjectOf({ documents, files }: Session, { kind, address, name, uri, span }: Subject): AccessSubject {
  const known = documents.get(uri);
  const folder = files.folderOf(uri);
  const place = placeName(known, span.start)?.name ?? '';
  // Files of one name are told apart by their directory.
  const line = place.slice(place.lastIndexOf(':'));
  const file = folder === undefined ? place : `${relativeTo(folder, uri)}${line}`;
  return { kind, address, name, uri: documents.clientUri(uri), file };
}

function itemOf(session: Session, { place, items, ...node }: AccessNode): AccessItem {
  const known = place && session.documents.get(place.uri);
  return {
    ...node,
    ...(place && known ? { place: { uri: known.clientUri, range: rangeOf(known.lines, place.span) } } : {}),
    ...(items ? { items: items.map((each) => itemOf(session, each)) } : {}),
  };
}
