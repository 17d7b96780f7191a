import { relative, sep } from 'node:path';
import type { Severity } from '../analysis';

/** Colours, where the stream is a terminal and NO_COLOR is not set. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

export function styleOf(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  const on = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const code = (open: number, close: number) => (text: string) =>
    on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    yellow: code(33, 39),
    green: code(32, 39),
    cyan: code(36, 39),
  };
}

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export function severityColour(style: Style, severity: Severity): (text: string) => string {
  if (severity === 'critical') return (text) => style.bold(style.red(text));
  if (severity === 'high') return style.red;
  return severity === 'medium' ? style.yellow : style.cyan;
}

/** Text from a file for a terminal: what would steer the terminal is shown as `·`. Tabs stay. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '·');
}

/** A path as people name it: seen from where they are, with slashes as the system writes them. */
export function shownPath(path: string): string {
  const seen = relative(process.cwd(), path);
  return printable(seen === '' ? '.' : seen.startsWith(`..${sep}..`) ? path : seen);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
