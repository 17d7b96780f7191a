/** A piece of the text of `Fn::Sub`: a literal, or a name with its offset in the text. */
export type SubPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string; readonly start: number; readonly end: number };

/** `${Name}`, `${Resource.Attribute}`; `${!Name}` is the literal `${Name}`; a `${` without its brace is text. */
export function subPieces(text: string): readonly SubPiece[] {
  const pieces: SubPiece[] = [];
  let literal = '';
  let done = 0;
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', done)) {
    const close = text.indexOf('}', at);
    if (close < 0) break;
    const name = text.slice(at + 2, close);
    literal += text.slice(done, at);
    done = close + 1;
    if (name.startsWith('!')) {
      literal += `\${${name.slice(1)}}`;
    } else if (/^\s*[A-Za-z0-9:][\w.:-]*\s*$/.test(name)) {
      if (literal !== '') pieces.push({ kind: 'literal', text: literal });
      literal = '';
      pieces.push({ kind: 'name', name: name.trim(), start: at, end: close + 1 });
    } else {
      literal += text.slice(at, close + 1);
    }
  }
  literal += text.slice(done);
  if (literal !== '' || pieces.length === 0) pieces.push({ kind: 'literal', text: literal });
  return pieces;
}
