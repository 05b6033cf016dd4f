import { openLedger } from '../checkers/ledger.ts';
import { linearizability } from '../checkers/linearizability.ts';
import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';

/** The case at which the published search explodes: many want one slot, two are told that it is theirs. */
const tenant = 't1';
const slot = { resource: 'staff-1', start: '2027-03-02T14:00:00Z', end: '2027-03-02T14:30:00Z' };
const service = { id: 's1', name: 's1', durationMinutes: 30, bufferMinutes: 0, capacity: 1 };
const world = {
  ...({ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01' } as const),
  tenants: [{ id: tenant, name: tenant, branches: [], services: [service] }],
};

function contender(number: number, contenders: number): Operation {
  const isWinner = number === 0 || number === Math.floor(contenders / 2);
  const asked = { tenant, service: service.id, slot, customer: `customer-${number}` };
  return {
    ...{
      id: `op-${number}`,
      intent: `run-${number}-0`,
      process: `user-${number}`,
      verb: 'book',
      keys: [slot.resource],
    },
    ...{ startMs: number % 7, endMs: 100 + (number % 11), type: isWinner ? 'ok' : 'fail', requests: [] },
    value: { asked, ...(isWinner ? { answered: { booking: `b${number}`, slot } } : { reason: 'taken' }) },
  };
}

/** Median of the law's own time, the ledger being read already. */
function lawMs(contenders: number, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const ledger = openLedger();
    const law = linearizability.open({ world, isShared: false }, ledger);
    for (let number = 0; number < contenders; number += 1) {
      const operation = contender(number, contenders);
      ledger.take(operation);
      if (operation.type !== 'ok') continue;
      const stored: StoredBooking = { id: `b${number}`, tag: operation.intent, tenant, status: 'booked', ...slot };
      ledger.takeFinal(stored);
    }
    const states = { isInitialComplete: true, isFinalComplete: true };
    const startMs = performance.now();
    const finding = law.close({ unseenOperations: 0, isHistoryWhole: true, ...states, clockErrorMs: 2 });
    const tookMs = performance.now() - startMs;
    const bars = finding.witness?.scenes?.[0]?.bars.length;
    if (finding.validity !== 'invalid' || bars !== 2)
      throw new Error(`${contenders}: ${finding.validity}, ${bars} bars`);
    return tookMs;
  });
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

const bounds = [
  [1_000, 50],
  [5_000, 250],
] as const;
console.log(
  JSON.stringify(
    bounds.map(([contenders, boundMs]) => {
      const value = lawMs(contenders, 9);
      const name = `linearizability: ${contenders} contenders, two winners`;
      return { name, value, unit: 'ms', bound: `<= ${boundMs}`, ok: value <= boundMs };
    }),
  ),
);
