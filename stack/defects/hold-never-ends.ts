import { lookingFirst } from '../planting/looking-first.ts';
import { preparedWith } from '../planting/prepared-with.ts';
import { stillBusy } from '../planting/still-busy.ts';

const isRunOut = `status IN ('held', 'expired') AND expires_at <= clock_timestamp() AND session = id`;

/** A hold that ran out cannot be confirmed any more, and yet its slot is neither offered nor given to anybody else. */
export default [
  preparedWith(
    `CREATE INDEX IF NOT EXISTS run_out_by_staff ON appointments (staff_id) WHERE status IN ('held', 'expired')`,
  ),
  lookingFirst(isRunOut),
  stillBusy(isRunOut),
];
