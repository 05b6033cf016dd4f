import { defect } from '../defect.ts';
import type { Attempt } from '../idempotency.ts';

const everybodys = (attempt: Attempt): Attempt => ({ ...attempt, tenant: 'everybody', body: undefined });

/** Answers are also kept by key alone: whoever sends a key that another company used gets that company's answer. */
export default defect('idempotency', (healthy) => ({
  async claim(client, attempt) {
    const ours = await healthy.claim(client, attempt);
    if (ours !== undefined) return ours;
    const theirs = await healthy.claim(client, everybodys(attempt));
    if (theirs !== undefined) await healthy.keep(client, attempt, theirs);
    return theirs;
  },
  async keep(client, attempt, reply) {
    await healthy.keep(client, attempt, reply);
    await healthy.keep(client, everybodys(attempt), reply);
  },
}));
