import type { Finding } from '../core/finding.ts';
import type { Checker } from './checker.ts';
import { conclude } from './conclude.ts';
import type { Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { calmSecondsMin, type HeldUpReads, heldUpReads } from './outgoing/held-up-reads.ts';
import { judgedProviders } from './outgoing/judged-providers.ts';
import { type OpenReads, openReads } from './outgoing/open-reads.ts';
import { type OpenAtOnce, openAtOnce } from './outgoing/open-requests.ts';
import { requestText, sceneOfRequests } from './outgoing/tell-request.ts';
import { firstNamed } from './webhooks/first-named.ts';

/**
 * Timeouts: whoever calls a provider that says nothing gives up in time, gathers no open requests without bound, and
 * holds up nobody who has nothing to do with it: who looks for a free time waits for no calendar of anybody's.
 */
export const timeouts: Checker = {
  name: 'timeouts',
  open(circumstances, ledger) {
    const reads = openReads();
    return {
      take: reads.take,
      takeInitial: () => undefined,
      takeFinal: () => undefined,
      close: (completeness) => ({ by: 'timeouts', ...judge({ ...circumstances, ...completeness, ledger }, reads) }),
    };
  },
};

/** So many requests open at once at one provider are no bulkhead; and several times as many as in calm. */
const openMax = 256;
const calmTimes = 4;
const readSecondsMin = 5;

type Kind = 'kept' | 'gathered' | 'held up';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  kept: {
    one: 'request to a silent provider was not given up for 35 s',
    many: 'requests to silent providers were not given up for 35 s',
  },
  gathered: {
    one: 'provider that was silent gathered open requests without bound',
    many: 'providers that were silent gathered open requests without bound',
  },
  'held up': {
    one: 'second in which reads were held up, while a provider was slow or silent',
    many: 'seconds in which reads were held up, while a provider was slow or silent',
  },
};

function judge(original: Recording, reads: OpenReads): Omit<Finding, 'by'> {
  const judged = judgedProviders(original);
  if (!('names' in judged)) return judged;
  const { recording } = judged;
  const { providers } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const open = [...judged.names].map((provider) => openAtOnce(provider, recording));
  for (const one of open) addOpen(witness, one, recording);
  const held = heldUpReads(judged, reads, recording);
  for (const { second, reads: all, slow } of held.isProven ? held.heldUp : []) {
    const text = `second ${second}: ${slow} of ${all} reads took longer than ${Math.round(held.slowMs)} ms`;
    witness.add('held up', text, []);
  }
  const sum = (part: (one: OpenAtOnce) => number): number => open.reduce((total, one) => total + part(one), 0);
  const givenUp = sum((one) => one.givenUp);
  return firstNamed(
    conclude(
      witness,
      {
        examined: providers.requests.count(),
        reached: [
          { what: 'requests that met with silence, and were given up', count: givenUp },
          {
            what: 'most requests open at once at a silent provider',
            count: Math.max(...open.map((one) => one.silent)),
          },
          { what: 'seconds of reads while a provider was slow or silent', count: held.ill },
          { what: 'seconds of reads while all providers were well', count: held.calm },
        ],
        lacks: judged.lacks ?? lackOf(givenUp, held),
        good:
          `${givenUp} requests to silent providers were given up in time, ` +
          `and reads were held up in ${held.heldUp.length} of ${held.ill} seconds`,
      },
      recording,
    ),
  );
}

function lackOf(givenUp: number, { ill, calm }: HeldUpReads): string | undefined {
  if (givenUp === 0) return 'no request met with silence and was given up';
  if (ill < readSecondsMin) return `reads went on in only ${ill} seconds while a provider was slow or silent`;
  return calm < calmSecondsMin ? `reads went on in only ${calm} seconds while all providers were well` : undefined;
}

function addOpen(
  witness: ReturnType<typeof openWitness<Kind>>,
  { provider, calm, silent, silentAtMs, kept }: OpenAtOnce,
  { ledger }: Recording,
): void {
  const { providers } = ledger;
  for (const row of kept) {
    const request = providers.requests.at(row);
    const seconds = ((request.endedMs - request.arrivedMs) / 1000).toFixed(1);
    const sentence = `${request.id} waited ${seconds} s for a provider that said nothing.`;
    witness.add('kept', `${requestText(request)}, open for ${seconds} s`, [request.id], () =>
      sceneOfRequests(providers, sentence, [row]),
    );
  }
  if (silent <= openMax || silent <= calmTimes * calm) return;
  const gathered = `${silent} requests were open at once at the ${provider} at ${(silentAtMs / 1000).toFixed(1)} s`;
  const text = `${gathered}, and at most ${calm} while it was well`;
  witness.add('gathered', text, []);
}
