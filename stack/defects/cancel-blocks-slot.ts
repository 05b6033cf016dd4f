import { lookingFirst } from '../planting/looking-first.ts';
import { cancelledByStaff, preparedWith } from '../planting/prepared-with.ts';
import { stillBusy } from '../planting/still-busy.ts';

const isCancelled = `status = 'cancelled' AND session = id`;

/** What was cancelled still counts as taken: its slot is neither offered nor given again. */
export default [preparedWith(cancelledByStaff), lookingFirst(isCancelled), stillBusy(isCancelled)];
