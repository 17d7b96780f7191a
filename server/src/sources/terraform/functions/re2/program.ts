import { type Assertion, type CharSet, type Node, type Parsed, type Pattern, parsePattern } from './syntax';

type Instruction =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'assert'; readonly at: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  /** Goes on at both, the first preferred. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'match' };

/** A pattern that is matched in a time that grows with the product of its size and the text's, whatever it is. */
export interface Program {
  readonly code: readonly Instruction[];
  readonly names: readonly string[];
}

const LARGEST = 5_000;

/** @returns `refused` where Go does not compile the pattern, `unsupported` where we cannot tell what it would do */
export function compile(pattern: string): Program | Exclude<Parsed, Pattern> {
  const parsed = parsePattern(pattern);
  return typeof parsed === 'string' ? parsed : compileTree(parsed);
}

export function compileTree({ root, names }: Pattern): Program | 'unsupported' {
  const code: Instruction[] = [];
  code.push({ op: 'save', slot: 0 });
  if (!emit(root, code)) return 'unsupported';
  code.push({ op: 'save', slot: 1 }, { op: 'match' });
  return { code, names };
}

/** @returns false when the program gets too large */
function emit(node: Node, code: Instruction[]): boolean {
  if (code.length > LARGEST) return false;
  switch (node.kind) {
    case 'empty':
      return true;
    case 'set':
      code.push({ op: 'set', set: node.set });
      return true;
    case 'assert':
      code.push({ op: 'assert', at: node.at });
      return true;
    case 'group': {
      code.push({ op: 'save', slot: node.index * 2 });
      const done = emit(node.body, code);
      code.push({ op: 'save', slot: node.index * 2 + 1 });
      return done;
    }
    case 'sequence':
      return node.items.every((item) => emit(item, code));
    case 'choice':
      return emitChoice(node.items, code);
    case 'repeat':
      return emitRepeat(node, code);
  }
}

function emitChoice(items: readonly Node[], code: Instruction[]): boolean {
  const ends: { op: 'jump'; to: number }[] = [];
  for (const [i, item] of items.entries()) {
    if (i === items.length - 1) {
      if (!emit(item, code)) return false;
      break;
    }
    const split: Instruction = { op: 'split', first: code.length + 1, second: 0 };
    code.push(split);
    if (!emit(item, code)) return false;
    const jump: Instruction = { op: 'jump', to: 0 };
    code.push(jump);
    ends.push(jump);
    split.second = code.length;
  }
  for (const end of ends) end.to = code.length;
  return true;
}

function emitRepeat({ body, least, most, lazy }: Extract<Node, { kind: 'repeat' }>, code: Instruction[]): boolean {
  const split = (): { op: 'split'; first: number; second: number } => {
    const instruction = { op: 'split' as const, first: code.length + 1, second: code.length + 1 };
    code.push(instruction);
    return instruction;
  };
  const leave = (instruction: { first: number; second: number }): void => {
    if (lazy) instruction.first = code.length;
    else instruction.second = code.length;
  };
  if (most === undefined) {
    for (let i = 0; i < least - 1; i++) if (!emit(body, code)) return false;
    if (least > 0) {
      const start = code.length;
      if (!emit(body, code)) return false;
      const again = split();
      if (lazy) again.second = start;
      else again.first = start;
      return true;
    }
    const enter = split();
    const start = code.length;
    if (!emit(body, code)) return false;
    const again = split();
    if (lazy) again.second = start;
    else again.first = start;
    leave(enter);
    return true;
  }
  for (let i = 0; i < least; i++) if (!emit(body, code)) return false;
  const splits: { first: number; second: number }[] = [];
  for (let i = least; i < most; i++) {
    splits.push(split());
    if (!emit(body, code)) return false;
  }
  for (const each of splits) leave(each);
  return true;
}
