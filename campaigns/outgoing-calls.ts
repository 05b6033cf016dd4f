import type { Operation } from '../core/operation.ts';
import type { Plan } from '../core/plan.ts';
import { openClient } from '../drivers/node/client.ts';
import { awaitBacklog } from './await-backlog.ts';
import { fewOf } from './few-of.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { watchBacklog } from './watch-backlog.ts';

/** What the platform says of its own calls to providers, in a history of its own. */
export interface OutgoingCalls {
  /** For a plan that breaks providers: what loads before it left behind is done first. Then asks again and again. */
  watch(plan: Plan): Promise<{ stop(): Promise<void> }>;
  /** Asks until nothing waits any more, or the time that it may take is over. */
  settle(): Promise<void>;
}

/** After half a minute's failures the next attempt may be half a minute away, and what piled up comes behind it. */
const owedMs = 45_000;
const askingMs = 10_000;

/** Asks nothing where the target cannot be asked. */
export function outgoingCalls(context: RunContext, ready: Ready): OutgoingCalls {
  const { recorder, clock, signal, progress } = context;
  const { target, world, lab, runId, zones } = ready;
  if (!target.offers.verbs.includes('read-outgoing')) {
    const nothing = async (): Promise<void> => undefined;
    return { watch: async () => ({ stop: nothing }), settle: nothing };
  }
  const history = recorder.openHistory('outgoing', 0);
  const asked = {
    verb: 'read-outgoing' as const,
    tenants: world.tenants.map(({ id }) => id),
    client: openClient({
      ...{ target, runId, zones, clock: clock.now, secrets: lab.secrets, baseUrls: lab.baseUrls },
      ...{ name: 'outgoing', timeoutMs: askingMs, reach: lab.reach },
    }),
    take: (operation: Operation) => void history.write(operation),
  };
  const settle = async (): Promise<void> => {
    progress.step('waiting for calls to providers');
    const open = await awaitBacklog({ ...asked, sinceMs: clock.now(), owedMs, clock: clock.now, signal });
    if (open.length > 0) progress.note(`calls to providers still wait, or nobody knows: ${fewOf(open)}`);
  };
  return {
    settle,
    async watch({ faults = [] }) {
      const isBreaking = faults.some(({ fault }) => fault === 'provider-misbehaves');
      if (isBreaking) await settle();
      return watchBacklog({ ...asked, tenants: isBreaking ? asked.tenants : [] });
    },
  };
}
