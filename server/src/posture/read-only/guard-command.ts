import type { MiddlewareStack } from '@smithy/types';
import { ReadOnlyRefusal } from './refusal';

/** The part of an SDK client that the guard needs. */
export interface Guardable<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'add'>;
}

/**
 * The second layer: the client refuses every command that is not listed by its exact name, before it is serialised or signed.
 * @throws ReadOnlyRefusal from the client's `send`
 */
export function guardCommands<Input extends object, Output extends object, Client extends Guardable<Input, Output>>(
  client: Client & Guardable<Input, Output>,
  service: string,
  allowed: ReadonlySet<string>,
): Client {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command: unknown = context.commandName;
      const name = typeof command === 'string' && command.endsWith('Command') ? command.slice(0, -'Command'.length) : '';
      if (!allowed.has(name)) throw new ReadOnlyRefusal('command', `${service} ${name || 'an unnamed command'}`);
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'ashlarReadOnly' },
  );
  return client;
}
