import { readdir } from 'node:fs/promises';
import type { StoredBooking } from '../core/booking.ts';
import { type Client, openClient } from '../drivers/node/client.ts';
import { cleanUp } from './clean-up.ts';
import { madeByRun } from './made-by-run.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { idOfLoad } from './run-load.ts';

const requestTimeoutMs = 10_000;

/**
 * A target of others is left as it was found, as far as its own API goes: the last thing of a run, behind all that is
 * evidence, so that no law sees it.
 * @param stored what was read after the load; undefined where it could not be read whole
 */
export async function leaveTarget(
  context: RunContext,
  ready: Ready,
  stored: readonly StoredBooking[] | undefined,
): Promise<void> {
  const { recorder, progress, clock, brakes } = context;
  const { folder } = recorder;
  if (ready.lab.isOfOthers !== true) return;
  progress.step('cancelling what was booked');
  // The platform tells its providers of that, too, and they write it down.
  recorder.event({ event: 'evidence-ended', atMs: clock.now() });
  const { cancelled, left, customers } = await cleanUp({
    stored,
    made: await madeByRun(folder.histories),
    prefixes: await prefixesOf(folder.histories, ready.runId),
    clients: clientsOf(context, ready),
    obstacle: brakes.isUnwelcome() ? "the owner's consent is gone" : obstacleOf(ready),
    file: folder.cleanup,
  });
  recorder.event({ event: 'cleaned-up', atMs: clock.now(), cancelled, left: left.length });
  const staying = [
    ...(left.length > 0 ? [`${left.length} bookings`] : []),
    ...(customers.length > 0 ? [`${customers.length} customers`] : []),
  ].join(' and ');
  const where = staying === '' ? '' : `; ${staying} of this run stay, cleanup.json lists them`;
  progress.note(`${cancelled} bookings of this run were cancelled${where}`);
}

function obstacleOf({ target }: Ready): string | undefined {
  return target.offers.verbs.includes('cancel') ? undefined : 'the adapter has no cancel';
}

/** Each load's tags begin with an id of its own, and those of storms with the run's. */
async function prefixesOf(historyFolder: string, runId: string): Promise<readonly string[]> {
  const sources = (await readdir(historyFolder)).map((name) => name.replace(/\.ndjson(\.zst)?$/, ''));
  return [runId, ...sources.map((source) => idOfLoad(runId, source))];
}

function clientsOf({ clock }: RunContext, { lab, target, runId, zones }: Ready): Client[] {
  const { secrets, reach } = lab;
  const asked = { target, runId, zones, secrets, reach, clock: clock.now, timeoutMs: requestTimeoutMs };
  return lab.baseUrls.map((baseUrl, index) =>
    openClient({ ...asked, baseUrls: [baseUrl], name: `leave-${index + 1}` }),
  );
}
