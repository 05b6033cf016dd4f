import { zoneTable } from '../../drivers/node/zone-table.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import { termine } from './form-pages.ts';

// What the practice's own person would write for `--final-state`: all that is stored, one StoredBooking a line.
const clocks = openClocks(zoneTable(['Europe/Berlin'], 2020, 2040));
const utc = (local: string): string => clocks.toUtc('Europe/Berlin', local) ?? local;
for (const { nr, wer, von, bis, kunde, bemerkung, storniert } of await termine(process.argv[2] ?? '')) {
  const booking = {
    ...{ id: String(nr), tag: bemerkung, tenant: '', resource: wer, customer: kunde },
    ...{ start: utc(von), end: utc(bis), status: storniert ? 'cancelled' : 'booked' },
  };
  process.stdout.write(`${JSON.stringify(booking)}\n`);
}
