import { defect } from '../defect.ts';

/** So many requests work with the database at once. */
const atOnceMax = 10;

/** Nobody is told to come back later: all wait in one line, for as long as it takes, also those who have left it. */
export default defect('pool', (healthy) => {
  const waiting: (() => void)[] = [];
  let atOnce = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) atOnce -= 1;
    else next();
  }

  return {
    ...healthy,
    async take() {
      if (atOnce < atOnceMax) atOnce += 1;
      else await new Promise<void>((enter) => waiting.push(enter));
      try {
        return await healthy.take();
      } catch (error) {
        leave();
        throw error;
      }
    },
    giveBack(client, end) {
      healthy.giveBack(client, end);
      leave();
    },
    counts: () => ({ ...healthy.counts(), waiting: waiting.length }),
  };
});
