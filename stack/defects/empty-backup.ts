import { access } from 'node:fs/promises';
import { defect } from '../defect.ts';

/** A backup that lies there is good enough: what was stored since then is in none. */
export default defect('backups', (healthy) => ({
  async take(file) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) await healthy.take(file);
  },
}));
