/** Terraform's strings are in Unicode's normal form C, wherever they come from. */
export function normalised(text: string): string {
  return /^[\0-\u02ff]*$/.test(text) ? text : text.normalize('NFC');
}
