import { cancelledByStaff, preparedWith } from '../planting/prepared-with.ts';
import { stillBusy } from '../planting/still-busy.ts';

/** What was cancelled is never offered again, although whoever asks for it is given it. */
export default [preparedWith(cancelledByStaff), stillBusy(`status = 'cancelled' AND session = id`)];
