import { defect } from '../defect.ts';

/** What failed is tried again at once, and again, whatever the provider asks for and however many do the same. */
export default defect('retries', (healthy) => ({
  ...healthy,
  attemptsMax: Number.POSITIVE_INFINITY,
  delayMs: () => 0,
  mayRetry: () => true,
}));
