import { defect } from '../defect.ts';

/** What a request was read into is kept for the figures, and nobody ever lets go of it. */
const keptBytes = 65_536;

export default defect('metrics', (healthy) => {
  const kept: Buffer[] = [];
  return {
    ...healthy,
    answered(method, route, status, seconds) {
      kept.push(Buffer.alloc(keptBytes, route));
      healthy.answered(method, route, status, seconds);
    },
  };
});
