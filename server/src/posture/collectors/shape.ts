/** Longer names than this are none that people gave. */
const LONGEST_NAME = 80;

/**
 * The `Name` tag in CloudFormation's shape, and no other: values of tags may hold anything, and no rule asks for them. A name that looks
 * like a key is dropped too.
 */
export function nameTag(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): readonly { readonly Key: string; readonly Value: string }[] {
  const name = tags?.find(({ Key }) => Key === 'Name')?.Value;
  if (name === undefined || name === '' || name.length > LONGEST_NAME || looksSecret(name)) return [];
  return [{ Key: 'Name', Value: name }];
}

function looksSecret(text: string): boolean {
  return (
    /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN|^gh[pousr]_|^xox[abp]-|^eyJ|(?:password|secret|token)\s*[=:]/i.test(text) ||
    /^[A-Za-z0-9+/=_-]{32,}$/.test(text)
  );
}

/** A policy as its service returns it: JSON, percent-encoded by IAM. A text that is none is handed on as it is. */
export function policyOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text.trimStart().startsWith('%7B') || text.trimStart().startsWith('%7b') ? decodeURIComponent(text) : text);
  } catch {
    return text;
  }
}
