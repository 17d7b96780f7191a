import type { TemplateExpression } from '../../../syntax/hcl/ast';
import { boolValue, type Origin, stringValue, textOrigin, unknown, type Value } from '../../../values';
import { toBase64 } from '../base64';
import type { Evaluating } from '../context';
import { convert, invalid } from '../convert';
import type { FileAnswer } from '../files';
import { baseOf, cleanPath, directoryPart } from '../paths';
import { matchesGlob, parseGlob } from './glob';
import { hashes } from './hash';
import { type FunctionImplementation, type FunctionTable, type Result, scalarOf, strict } from './model';
import { renderTemplate } from './render';

/** A function of the text of one file, which must be known. */
function onFile(
  least: number,
  body: (file: Extract<FileAnswer, { kind: 'text' }>, args: readonly Value[], origin: Origin, evaluating: Evaluating) => Value,
  missing: (path: string, origin: Origin) => Value = (path, origin) => invalid(`there is no file ${path}`, origin),
): FunctionImplementation {
  return {
    least,
    most: least,
    call: ([first, ...args], origin, evaluating) => {
      const path = first && scalarOf(first, 'string', origin);
      if (!path) return invalid('a path is needed', origin);
      if (path.kind === 'refused') return path.value;
      const { files } = evaluating;
      if (path.kind === 'open' || !files) {
        const why = path.kind === 'open' && path.value.kind === 'unknown' ? path.value.reason : undefined;
        return unknown(why ?? { kind: 'undecided', what: 'the path of a file' }, origin);
      }
      const name = String(path.value);
      const answer = files.read(name);
      if (answer.kind === 'missing') return missing(name, origin);
      return answer.kind === 'unknown' ? unknown(answer.reason, origin) : body(answer, args, origin, evaluating);
    },
  };
}

/** The bytes of a text that was decoded with a loss cannot be told. */
function bytesOf(text: string, origin: Origin): Uint8Array | Value {
  return text.includes('\uFFFD')
    ? unknown({ kind: 'unsupported', what: 'a file that may not be UTF-8' }, origin)
    : new TextEncoder().encode(text);
}

function hashed(digest: (bytes: Uint8Array, origin: Origin) => Result): FunctionImplementation {
  return onFile(1, ({ text }, _args, origin) => {
    const bytes = bytesOf(text, origin);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const result = digest(bytes, origin);
    return typeof result === 'string' ? stringValue(result, origin) : (result as Value);
  });
}

/** The file's text, which stands in the file and is read at the call. */
const file = onFile(1, ({ uri, text }, _args, origin, evaluating) => {
  const bytes = bytesOf(text, origin);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const template = templateOf(text, [{ kind: 'literal', value: text, span: { start: 0, end: text.length } }]);
  evaluating.documents.note(uri, template, [text]);
  const value = stringValue(text, textOrigin(uri, template.span));
  return origin.kind === 'text' ? evaluating.budget.reanchor(value, origin) : value;
});

function templateOf(text: string, parts: TemplateExpression['parts']): TemplateExpression {
  const span = { start: 0, end: text.length };
  return { kind: 'template', form: 'heredoc', span, contentSpan: span, parts };
}

const templatefile = onFile(2, ({ uri, text }, [vars], origin, evaluating) => {
  if (!vars) return invalid('variables are needed', origin);
  return renderTemplate(text, { vars, uri, use: origin, evaluating });
});

/** The template of `templatestring` stands in a value; the evaluator sees to it that it is a reference. */
const templatestring: FunctionImplementation = {
  least: 2,
  most: 2,
  call: ([first, vars], origin, evaluating) => {
    const text = first && scalarOf(first, 'string', origin);
    if (!text || !vars) return invalid('a template is needed', origin);
    if (text.kind === 'refused') return text.value;
    if (first.kind === 'number' || first.kind === 'bool') return invalid('a template is a text', origin);
    if (text.kind === 'open') return unknown({ kind: 'undecided', what: 'the text of a template' }, origin);
    const rendered = renderTemplate(String(text.value), { vars, use: origin, evaluating });
    return convert(rendered, 'string');
  },
};

/** More names than this are not compared with a pattern. */
const mostNames = 10_000;

const fileset: FunctionImplementation = {
  least: 2,
  most: 2,
  call: ([first, second], origin, evaluating) => {
    const path = first && scalarOf(first, 'string', origin);
    const pattern = second && scalarOf(second, 'string', origin);
    if (!path || !pattern) return invalid('a path and a pattern are needed', origin);
    if (path.kind === 'refused') return path.value;
    if (pattern.kind === 'refused') return pattern.value;
    const { files } = evaluating;
    if (path.kind === 'open' || pattern.kind === 'open' || !files)
      return unknown({ kind: 'undecided', what: 'the path of files' }, origin);
    const wanted = cleanPath(String(pattern.value));
    if (/^(?:\/|\.\.(?:\/|$))/.test(wanted)) return unknown({ kind: 'unsupported', what: 'fileset above its directory' }, origin);
    const glob = String(pattern.value) === '' ? undefined : parseGlob(wanted);
    const found = files.list(String(path.value));
    if (found.kind === 'unknown') return unknown(found.reason, origin);
    if (found.names.length > mostNames || !evaluating.budget.spend(found.names.length))
      return unknown({ kind: 'limit', what: 'files of a directory' }, origin);
    if (glob === 'refused' && found.names.length > 0) return invalid('the pattern is not valid', origin);
    const names = glob && glob !== 'refused' ? found.names.filter((name) => matchesGlob(glob, name)) : [];
    const items = names.map((name) => ({ value: stringValue(name, origin), member: true as const }));
    return convert({ kind: 'list', items, origin }, { kind: 'set', element: 'string' });
  },
};

export const fileFunctions: FunctionTable = {
  file,
  fileexists: onFile(
    1,
    (_file, _args, origin) => boolValue(true, origin),
    (_path, origin) => boolValue(false, origin),
  ),
  filebase64: onFile(1, ({ text }, _args, origin) => {
    const bytes = bytesOf(text, origin);
    return bytes instanceof Uint8Array ? stringValue(toBase64(text), origin) : bytes;
  }),
  filemd5: hashed(hashes.md5),
  filesha1: hashed(hashes.sha1),
  filesha256: hashed(hashes.sha256),
  filesha512: hashed(hashes.sha512),
  filebase64sha256: hashed(hashes.base64sha256),
  filebase64sha512: hashed(hashes.base64sha512),
  fileset,
  templatefile,
  templatestring,
  basename: strict(['string'], ([path]) => baseOf(path)),
  dirname: strict(['string'], ([path]) => directoryPart(path)),
  abspath: strict(['string'], ([path], _rest, origin) =>
    path.startsWith('/') ? cleanPath(path) : unknown({ kind: 'computed', what: 'the directory that Terraform runs in' }, origin),
  ),
  pathexpand: strict(['string'], ([path], _rest, origin) => {
    if (!path.startsWith('~')) return path;
    if (path.length > 1 && !path.startsWith('~/')) return undefined;
    return unknown({ kind: 'computed', what: 'the home directory' }, origin);
  }),
};
