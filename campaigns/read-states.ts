import type { StoredBooking } from '../core/booking.ts';
import type { World } from '../core/world.ts';
import type { Client } from '../drivers/node/client.ts';
import { readState } from '../drivers/node/read-state.ts';
import { openState } from '../recording/write-state.ts';
import type { Recorder } from './recorder.ts';

export interface StateOptions {
  readonly which: 'initial' | 'final';
  /** Each reads one tenant at a time, so that the platform's processes share the work. */
  readonly clients: readonly Client[];
  readonly world: World;
  readonly recorder: Recorder;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly take?: (booking: StoredBooking) => void;
}

/** Reads what the platform stores for every tenant into initial-state.ndjson or final-state.ndjson. */
export async function readStates(options: StateOptions): Promise<boolean> {
  const { which, recorder } = options;
  const path = which === 'initial' ? recorder.folder.initialState : recorder.folder.finalState;
  const writer = openState(path, `${which}-state`);
  const tenants = options.world.tenants.map(({ id }) => id);
  const problems: string[] = [];
  let bookings = 0;
  const work = async (client: Client): Promise<void> => {
    for (let tenant = tenants.shift(); tenant !== undefined && problems.length === 0; tenant = tenants.shift()) {
      const read = await readState(client, tenant, (booking) => {
        writer.write(booking);
        options.take?.(booking);
      });
      bookings += read.bookings;
      if (!read.isComplete) problems.push(read.problem ?? `${tenant}: incomplete`);
      if (options.signal.aborted) problems.push('interrupted');
    }
  };
  await Promise.all(options.clients.map(work));
  const isComplete = problems.length === 0;
  if (isComplete) writer.complete();
  else writer.abandon();
  const problem = problems[0] === undefined ? {} : { problem: problems[0] };
  recorder.event({ event: 'state-read', atMs: options.clock(), state: which, bookings, isComplete, ...problem });
  return isComplete;
}
