import type { StoredBooking } from '../core/booking.ts';
import type { World } from '../core/world.ts';
import type { Client } from '../drivers/node/client.ts';
import { readState } from '../drivers/node/read-state.ts';
import { readStateCommand } from './read-state-command.ts';
import type { Recorder, StateName } from './recorder.ts';

export interface StateOptions {
  readonly which: StateName;
  /** Each reads one tenant at a time, so that the platform's processes share the work. */
  readonly clients: readonly Client[];
  readonly world: World;
  readonly recorder: Recorder;
  readonly clock: () => number;
  /** Ends the reading; the clients must have it too, so that it reaches what they wait for. */
  readonly signal: AbortSignal;
  readonly take?: (booking: StoredBooking) => void;
  /** What of a booking may be written down; default: all. */
  readonly disguise?: (booking: StoredBooking) => StoredBooking;
  /** A command of the user's own that prints what is stored; asked instead of the platform's pages. */
  readonly command?: readonly string[];
  /** Whether the target declares `read-state`; default true. */
  readonly isReadable?: boolean;
}

/** Reads what the platform stores for every tenant into the file of that state. */
export async function readStates(options: StateOptions): Promise<boolean> {
  const { which, recorder } = options;
  const writer = recorder.openState(which);
  const take = (read: StoredBooking): void => {
    const booking = options.disguise?.(read) ?? read;
    writer.write(booking);
    options.take?.(booking);
  };
  const read = await readAll(options, take);
  if (read.problem === undefined) writer.complete();
  else writer.abandon(read.problem);
  const fault = writer.fault();
  const problem = read.problem ?? (fault === undefined ? undefined : `it could not be written: ${fault}`);
  const isComplete = problem === undefined;
  const why = isComplete ? {} : { problem };
  const { bookings } = read;
  recorder.event({ event: 'state-read', atMs: options.clock(), state: which, bookings, isComplete, ...why });
  return isComplete;
}

async function readAll(options: StateOptions, take: (booking: StoredBooking) => void) {
  if (options.command !== undefined) return readStateCommand(options.command, take);
  if (options.isReadable !== false) return readPages(options, take);
  return { bookings: 0, problem: 'the target has no read-state, and no --final-state command was given' };
}

async function readPages(options: StateOptions, take: (booking: StoredBooking) => void) {
  const { world, clients, signal, recorder } = options;
  const tenants = world.tenants.map(({ id }) => id);
  const problems: string[] = [];
  let bookings = 0;
  const work = async (client: Client): Promise<void> => {
    for (let tenant = tenants.shift(); tenant !== undefined && problems.length === 0; tenant = tenants.shift()) {
      const read = await readState(client, tenant, take);
      bookings += read.bookings;
      if (signal.aborted) problems.push(recorder.full.aborted ? 'the disk is full' : 'interrupted');
      else if (!read.isComplete) problems.push(read.problem ?? `${tenant}: incomplete`);
    }
  };
  await Promise.all(clients.map(work));
  return { bookings, problem: problems[0] };
}
