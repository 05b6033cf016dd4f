import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How a process leaves that was asked to stop. */
export interface Departure {
  /** Resolves when everybody who came in has an answer, and nobody comes in any more. */
  leave(app: FastifyInstance): Promise<void>;
}

/**
 * By now readiness is red, and each reply asks its connection to be closed. The door stays open until balancers have
 * seen the one, and users on connections that they keep the other: who still comes is served like anybody else.
 */
export function createDeparture(drainMs: number): Departure {
  return {
    async leave(app) {
      await pause(drainMs);
      await app.close();
    },
  };
}
