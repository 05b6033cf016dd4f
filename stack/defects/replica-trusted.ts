import { defect } from '../defect.ts';

/** What the replica says is believed, whatever versions it has: nobody looks how far behind it is. */
export default defect('replica', (healthy) => ({ ...healthy, at: (_, work) => healthy.at([], work) }));
