import { defect } from '../defect.ts';
import type { ReceivedEvent } from '../inbox.ts';
import { Problem } from '../problem.ts';

/** Events are acknowledged when they are in memory, and stored with all that came since: whoever dies meanwhile … */
const storedEveryMs = 500;

export default defect('webhooks', (healthy) => {
  const remembered: ReceivedEvent[] = [];

  async function store(event: ReceivedEvent): Promise<void> {
    try {
      await healthy.receive(event);
    } catch (error) {
      const isNobodys = error instanceof Problem && error.kind === 'forbidden';
      if (!isNobodys) remembered.push(event);
    }
  }

  setInterval(() => {
    for (const event of remembered.splice(0)) void store(event);
  }, storedEveryMs).unref();
  return {
    async receive(event) {
      remembered.push(event);
    },
  };
});
