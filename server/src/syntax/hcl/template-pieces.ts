import type { Span } from '../../text';
import { fitted } from '../fitted';
import type { Expression, TemplatePart } from './ast';

/** A template before its directives are matched with their ends. Offsets are in the parser's text. */
export type Piece = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'literal'; value: string }
  | { readonly kind: 'interpolation'; readonly expression: Expression }
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'for'; readonly keyName: string | undefined; readonly valueName: string; readonly collection: Expression }
  | { readonly kind: 'else' }
  | { readonly kind: 'endif' }
  | { readonly kind: 'endfor' }
);

export interface Assembled {
  readonly parts: TemplatePart[];
  /** How deep directives nest. */
  readonly depth: number;
  readonly problems: readonly { start: number; end: number; message: string }[];
}

interface Level {
  readonly opener: Extract<Piece, { kind: 'if' | 'for' }> | undefined;
  readonly parts: TemplatePart[];
  /** The parts before the `else`, once one was met. */
  beforeElse: TemplatePart[] | undefined;
}

const maxDirectives = 100;

/** Joins neighbouring literals and puts what stands between a directive and its end into the directive. */
export function assemble(pieces: readonly Piece[], span: (start: number, end: number) => Span): Assembled {
  const problems: { start: number; end: number; message: string }[] = [];
  const levels: Level[] = [{ opener: undefined, parts: [], beforeElse: undefined }];
  let depth = 0;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    const level = levels.at(-1);
    if (!piece || !level) break;
    switch (piece.kind) {
      case 'literal': {
        const values = [piece.value];
        let end = piece.end;
        for (let next = pieces[i + 1]; next?.kind === 'literal'; next = pieces[i + 1]) {
          values.push(next.value);
          end = next.end;
          i++;
        }
        level.parts.push({
          kind: 'literal',
          span: span(piece.start, end),
          value: values.length === 1 ? piece.value : values.join(''),
        });
        break;
      }
      case 'interpolation':
        level.parts.push({ kind: 'interpolation', span: span(piece.start, piece.end), expression: piece.expression });
        break;
      case 'if':
      case 'for':
        if (levels.length > maxDirectives) {
          problems.push({ start: piece.start, end: piece.end, message: 'Directives nest too deep to be read.' });
          return { parts: levels[0]?.parts ?? [], depth, problems };
        }
        levels.push({ opener: piece, parts: [], beforeElse: undefined });
        depth = Math.max(depth, levels.length);
        break;
      case 'else':
        if (level.opener?.kind === 'if' && level.beforeElse === undefined) level.beforeElse = level.parts.splice(0);
        else problems.push({ start: piece.start, end: piece.end, message: 'There is no "if" for this "else".' });
        break;
      default: {
        const wanted = piece.kind === 'endif' ? 'if' : 'for';
        if (level.opener?.kind === wanted) {
          levels.pop();
          levels.at(-1)?.parts.push(close(level, level.opener, piece.end, span));
        } else
          problems.push({ start: piece.start, end: piece.end, message: `There is no "${wanted}" for this "${piece.kind}".` });
      }
    }
  }
  while (levels.length > 1) {
    const level = levels.pop();
    if (!level?.opener) break;
    const { start, end, kind } = level.opener;
    problems.push({ start, end, message: `This "${kind}" directive is not closed: "%{ end${kind} }" is missing.` });
    levels.at(-1)?.parts.push(close(level, level.opener, pieces.at(-1)?.end ?? end, span));
  }
  return { parts: fitted(levels[0]?.parts ?? []), depth, problems };
}

function close(
  level: Level,
  opener: NonNullable<Level['opener']>,
  end: number,
  span: (start: number, end: number) => Span,
): TemplatePart {
  if (opener.kind === 'if') {
    const otherwise = level.beforeElse ? level.parts : [];
    return {
      kind: 'if',
      span: span(opener.start, end),
      condition: opener.condition,
      then: level.beforeElse ?? level.parts,
      otherwise,
    };
  }
  const { keyName, valueName, collection } = opener;
  return { kind: 'for', span: span(opener.start, end), keyName, valueName, collection, body: level.parts };
}
