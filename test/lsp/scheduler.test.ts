import { expect, it } from 'vitest';
import { Scheduler } from '../../server/src/lsp/scheduler';

/** A scheduler over a clock that moves only when told, and what it has worked off. */
function scheduler(costs: Readonly<Record<string, number>>) {
  let now = 0;
  const worked: string[] = [];
  const deferred: (() => void)[] = [];
  const timers: { readonly at: number; readonly work: () => void }[] = [];
  const made = new Scheduler(
    (work) => deferred.push(work),
    () => now,
    (uri) => {
      worked.push(uri);
      now += costs[uri] ?? 1;
    },
    () => worked.push('idle'),
    (work, milliseconds) => timers.push({ at: now + milliseconds, work }),
  );
  const settle = () => {
    for (let work = deferred.shift(); work; work = deferred.shift()) work();
    return worked.splice(0);
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
    for (const timer of timers.splice(0))
      if (timer.at <= now) timer.work();
      else timers.push(timer);
    return settle();
  };
  return { add: (uri: string, urgent: boolean) => made.add(uri, urgent), settle, pass };
}

it('works the urgent off first, then the others at once where they are cheap', () => {
  const { add, settle } = scheduler({});
  add('other', false);
  add('typed', true);
  expect(settle()).toEqual(['typed', 'other', 'idle']);
  add('typed', true);
  add('other', false);
  expect(settle()).toEqual(['typed', 'other', 'idle']);
});

it('lets what would be felt wait until the typing pauses', () => {
  const { add, settle, pass } = scheduler({ large: 200 });
  add('large', false);
  expect(settle()).toEqual(['large', 'idle']);
  add('typed', true);
  add('large', false);
  expect(settle()).toEqual(['typed']);
  expect(pass(100)).toEqual([]);
  add('typed', true);
  expect(settle()).toEqual(['typed']);
  expect(pass(200)).toEqual([]);
  expect(pass(200)).toEqual(['large', 'idle']);
});
