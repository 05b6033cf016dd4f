import type { Operation } from '../../core/operation.ts';

/** What the platform said that waits, of all tenants that were asked together; one entry for each answer. */
export interface Backlog {
  readonly atMs: readonly number[];
  readonly waiting: readonly number[];
  readonly dead: readonly number[];
}

export interface BacklogRecord {
  /** Takes answers of `read-backlog` or `read-outgoing`, in any order; all else is left alone. */
  take(operation: Operation): void;
  /** The last answer of each tenant together, after each answer of one of them. */
  sums(): Backlog;
}

interface Answer {
  readonly atMs: number;
  readonly tenant: string;
  readonly waiting: number;
  readonly dead: number;
}

export function openBacklogRecord(verb: 'read-backlog' | 'read-outgoing'): BacklogRecord {
  const answers: Answer[] = [];
  return {
    take(operation) {
      if (operation.verb !== verb || operation.type !== 'ok') return;
      const { asked, answered } = operation.value;
      const [waiting, dead] = [lengthOf(answered?.waiting), lengthOf(answered?.dead)];
      answers.push({ atMs: operation.endMs, tenant: String(asked?.tenant), waiting, dead });
    },
    sums: () => summedUp(answers.toSorted((a, b) => a.atMs - b.atMs)),
  };
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function summedUp(answers: readonly Answer[]): Backlog {
  const last = new Map<string, Answer>();
  let [waiting, dead] = [0, 0];
  const sums = answers.map((answer) => {
    const before = last.get(answer.tenant);
    waiting += answer.waiting - (before?.waiting ?? 0);
    dead += answer.dead - (before?.dead ?? 0);
    last.set(answer.tenant, answer);
    return { atMs: answer.atMs, waiting, dead };
  });
  return {
    atMs: sums.map(({ atMs }) => atMs),
    waiting: sums.map((sum) => sum.waiting),
    dead: sums.map((sum) => sum.dead),
  };
}
