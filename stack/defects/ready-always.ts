import { defect } from '../defect.ts';

/** Readiness is green as long as the process lives: nobody asks the database. */
export default defect('pool', (healthy) => ({
  ...healthy,
  ping: async () => undefined,
}));
