import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Parts } from './parts.ts';
import type { Client, LeaseEnd } from './pool.ts';
import { isRefusal, Problem } from './problem.ts';

/** Work on the database, with all of its ends told apart. */
export interface Transactions {
  /**
   * Runs the work in one transaction, again from the start when the database asks for that.
   * A refusal or failure thrown by the work leaves nothing stored.
   * @throws Problem `outcome-unknown` when the commit was sent and no answer came
   */
  write<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
  /** Runs reading work on one connection, outside of any transaction. */
  read<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
}

const attemptsMax = 5;
/** serialization_failure, deadlock_detected: the same work may well succeed a moment later. */
const worthRetrying = new Set(['40001', '40P01']);

export function createTransactions(parts: Parts): Transactions {
  async function attempt<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await parts.pool.take();
    let end: LeaseEnd = 'broken';
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await commit(client);
      end = 'done';
      return result;
    } catch (error) {
      if (canGoOn(error) && (await rollback(client))) end = isRefusal(error) ? 'refused' : 'done';
      throw error;
    } finally {
      parts.pool.giveBack(client, end);
    }
  }

  return {
    async write(work) {
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(work);
        } catch (error) {
          if (tried >= attemptsMax || !worthRetrying.has(codeOf(error))) throw error;
          await pause(Math.random() * 10 * 2 ** tried);
        }
      }
    },
    async read(work) {
      const client = await parts.pool.take();
      let end: LeaseEnd = 'broken';
      try {
        const result = await work(client);
        end = 'done';
        return result;
      } catch (error) {
        if (canGoOn(error)) end = isRefusal(error) ? 'refused' : 'done';
        throw error;
      } finally {
        parts.pool.giveBack(client, end);
      }
    },
  };
}

/** Once COMMIT is on its way, only the server's own answer tells what became of the transaction. */
async function commit(client: Client): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('COMMIT'));
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.severity === 'ERROR') throw cause;
    throw new Problem('outcome-unknown', 'the connection broke while the change was being committed', { cause });
  }
  if (command !== 'COMMIT') throw new Error('the transaction had been aborted before its commit');
}

function rollback(client: Client): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** Whether the connection is still worth talking to: when the server, or we ourselves, said no, and not goodbye. */
function canGoOn(error: unknown): boolean {
  if (error instanceof Problem) return error.kind !== 'outcome-unknown';
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

/** The five-character SQLSTATE of a database error; empty for anything else. */
function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}
