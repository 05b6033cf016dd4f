import { pino } from 'pino';
import { plantDefects } from './defect.ts';
import { createParts } from './parts.ts';
import { readSettings } from './settings.ts';

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write('usage: node stack/backup.ts <archive>\n');
  process.exit(2);
}
const settings = readSettings({ ...process.env, PROCESS_NAME: 'backup' });
const parts = createParts(settings, pino({ level: settings.logLevel }, process.stderr));
await plantDefects(settings.defects, parts);
await parts.backups.take(file);
await parts.pool.close();
process.stdout.write(`${JSON.stringify({ backup: file })}\n`);
