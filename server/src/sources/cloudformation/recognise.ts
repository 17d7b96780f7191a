/** How much of a text is looked at: enough for long descriptions and parameter sections before the first resource. */
const WINDOW = 200_000;

/**
 * Whether a YAML or JSON text is a CloudFormation (or SAM) template, told without parsing it: it says so
 * (`AWSTemplateFormatVersion`, `Transform: AWS::…`), or it has `Resources` with a `Type: AWS::…` in them.
 */
export function looksLikeTemplate(text: string): boolean {
  const head = text.length > WINDOW ? text.slice(0, WINDOW) : text;
  // A plain search is a fraction of the cost, and most texts hold neither word.
  if (
    head.includes('AWSTemplateFormatVersion') &&
    (/^\ufeff?[ \t]*["']?AWSTemplateFormatVersion["']?\s*:/m.test(head) || /[{,]\s*"AWSTemplateFormatVersion"\s*:/.test(head))
  )
    return true;
  if (!head.includes('Resources') || !/(?:^[ \t]*|[{,]\s*)["']?Resources["']?\s*:/m.test(head)) return false;
  return /["']?Type["']?\s*:\s*["']?(?:AWS|Alexa|Custom)::[A-Za-z]/.test(head);
}
