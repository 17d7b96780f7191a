import type { PathStep, RulePath } from '../model';

/** A path that could not be read: `expected` says what would have been right at `offset`. */
export interface PathError {
  readonly error: string;
  readonly offset: number;
}

const TYPE =
  /^(?:(?:AWS|Ashlar|Alexa)::[A-Za-z0-9]+::[A-Za-z0-9]+|Microsoft\.[A-Za-z0-9]+(?:\/[A-Za-z0-9]+)+|[a-z0-9]+\.googleapis\.com\/[A-Za-z0-9]+)/;
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*(?:-(?!>)[A-Za-z0-9_$]*)*/;
const QUOTED = /^'([^']+)'/;

/** The cloud type at the start of a text, if there is one. */
export function typeAtStart(text: string): string | undefined {
  return TYPE.exec(text)?.[0];
}

/**
 * Reads a path of a rule: `A.B[]`, `Tags[Key=Owner].Value`, `VpcId->AWS::EC2::VPC.Tags`, `<-AWS::EC2::FlowLog.ResourceId`,
 * `@Ashlar::IAM::PasswordPolicy.MinimumLength`, `^.Engine`, and `.` for the element itself (no steps).
 */
export function parsePath(text: string): RulePath | PathError {
  return new PathReader(text).read();
}

export function isPathError(path: RulePath | PathError): path is PathError {
  return 'error' in path;
}

class PathReader {
  private at = 0;
  private readonly steps: PathStep[] = [];

  constructor(private readonly text: string) {}

  read(): RulePath | PathError {
    if (this.text === '.') return [];
    if (this.text === '') return this.fail('a path, or `.` for the element itself');
    this.take('.');
    let first = true;
    while (this.at < this.text.length) {
      const error = this.step(first);
      if (error) return error;
      first = false;
    }
    return this.steps;
  }

  private step(first: boolean): PathError | undefined {
    if (this.take('^')) {
      if (!first) return this.fail('`^` only at the start', this.at - 1);
      this.steps.push({ kind: 'resource' });
      return undefined;
    }
    if (this.take('@')) {
      if (!first) return this.fail('`@Type` only at the start', this.at - 1);
      const type = this.type();
      if (!type) return this.fail('a cloud type after `@`, as in `@Ashlar::IAM::PasswordPolicy`');
      this.steps.push({ kind: 'account', type });
      return undefined;
    }
    if (this.take('->')) {
      const type = this.type();
      this.steps.push(type ? { kind: 'follow', type } : { kind: 'follow' });
      return undefined;
    }
    if (this.take('<-')) return this.referrers();
    if (this.take('[]')) {
      if (first)
        return this.fail(
          'a name before `[]` (the items of the element itself are `.` with `some`, `every` or `none`)',
          this.at - 2,
        );
      this.steps.push({ kind: 'items' });
      return undefined;
    }
    if (this.take('[')) return this.select();
    const dot = this.take('.');
    if (!dot && !first) return this.fail('`.`, `[]`, `[Key=value]`, `->` or `<-`');
    if (this.text.startsWith('->', this.at) || this.text.startsWith('<-', this.at)) return undefined;
    const name = this.name();
    if (name === undefined) return this.fail('a property name');
    this.steps.push({ kind: 'name', name });
    return undefined;
  }

  private referrers(): PathError | undefined {
    const bracketed = this.take('(');
    const type = this.type();
    if (!type || !this.take('.'))
      return this.fail('a cloud type and a property after `<-`, as in `<-AWS::EC2::FlowLog.ResourceId`');
    const path: (string | '[]')[] = [];
    do {
      const name = this.name();
      if (name === undefined) return this.fail('a property name');
      path.push(name);
      while (this.take('[]')) path.push('[]');
    } while (this.take('.'));
    if (bracketed && !this.take(')')) return this.fail('`)`');
    if (!bracketed && this.at < this.text.length) return this.fail('the end (to go on, put brackets: `<-(Type.Path).Name`)');
    this.steps.push({ kind: 'referrers', type, path });
    return undefined;
  }

  private select(): PathError | undefined {
    const key = this.name();
    if (key === undefined || !this.take('=')) return this.fail('`[]` or `[Key=value]`');
    const end = this.text.indexOf(']', this.at);
    if (end < 0) return this.fail('`]`', this.text.length);
    this.steps.push({ kind: 'select', key, value: this.text.slice(this.at, end) });
    this.at = end + 1;
    return undefined;
  }

  private type(): string | undefined {
    const found = typeAtStart(this.text.slice(this.at));
    if (found) this.at += found.length;
    return found;
  }

  private name(): string | undefined {
    const rest = this.text.slice(this.at);
    const quoted = QUOTED.exec(rest);
    const found = quoted?.[0] ?? NAME.exec(rest)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return quoted ? quoted[1] : found;
  }

  private take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private fail(expected: string, offset = this.at): PathError {
    return { error: `expected ${expected} at character ${offset + 1} of \`${this.text}\``, offset };
  }
}

/** The path as a rule would write it: the inverse of `parsePath`, for messages and documentation. */
export function printPath(path: RulePath): string {
  let out = '';
  for (const step of path) {
    switch (step.kind) {
      case 'name':
        out += (out === '' ? '' : '.') + (NAME.exec(step.name)?.[0] === step.name ? step.name : `'${step.name}'`);
        break;
      case 'items':
        out += '[]';
        break;
      case 'select':
        out += `[${step.key}=${step.value}]`;
        break;
      case 'follow':
        out += `->${step.type ?? ''}`;
        break;
      case 'referrers':
        out += `<-(${step.type}.${step.path.join('.').replaceAll('.[]', '[]')})`;
        break;
      case 'account':
        out += `@${step.type}`;
        break;
      case 'resource':
        out += '^';
        break;
    }
  }
  return out === '' ? '.' : out;
}
