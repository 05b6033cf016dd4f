import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { databaseUrl } from './database-url.ts';

type Cell = string | number | null | undefined;
type Line = Readonly<Record<string, unknown>>;

interface CopiedTable {
  readonly table: string;
  readonly file: string;
  readonly columns: readonly string[];
  /** One line of the file as one or more rows of the table. */
  rows(line: Line): readonly (readonly Cell[])[];
}

interface Service {
  readonly bufferMinutes: number;
  readonly capacity: number;
}

/** Seats that were given away in each group session, while the appointments stream by. */
const seatsTaken = new Map<string, number>();
const services = new Map<string, Service>();

const tables: readonly CopiedTable[] = [
  plain('companies', ['id', 'name', 'trade', 'state']),
  plain('branches', [
    ...['id', 'companyId', 'name', 'city', 'street', 'postcode', 'phone', 'timeZone'],
    ...['openingHours', 'holidays'],
  ]),
  {
    ...plain('services', ['id', 'companyId', 'name', 'durationMinutes', 'bufferMinutes', 'capacity', 'priceCents']),
    rows: (line) => {
      services.set(String(line.id), line as unknown as Service);
      const { id, companyId, name, durationMinutes, bufferMinutes, capacity, priceCents } = line;
      return [[id, companyId, name, durationMinutes, bufferMinutes, capacity, priceCents].map(cell)];
    },
  },
  plain('staff', ['id', 'companyId', 'branchId', 'name', 'workingHours']),
  {
    table: 'staff_services',
    file: 'staff.ndjson',
    columns: ['service_id', 'staff_id'],
    rows: (line) => (line.serviceIds as string[]).map((serviceId) => [serviceId, cell(line.id)]),
  },
  plain('customers', ['id', 'companyId', 'name', 'phone', 'email', 'language']),
  {
    table: 'appointments',
    file: 'appointments.ndjson',
    columns: [
      ...['id', 'company_id', 'branch_id', 'staff_id', 'service_id', 'customer_id'],
      ...['status', 'starts_at', 'ends_at', 'blocked', 'session', 'seat'],
    ],
    rows: (line) => [appointmentRow(line)],
  },
];

/** A file whose fields are the table's columns, named in camelCase instead of snake_case. */
function plain(table: string, fields: readonly string[]): CopiedTable {
  const columns = fields.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return { table, file: `${table}.ndjson`, columns, rows: (line) => [fields.map((field) => cell(line[field]))] };
}

function appointmentRow(line: Line): readonly Cell[] {
  const service = services.get(String(line.serviceId));
  if (service === undefined) throw new Error(`appointment ${line.id} names the unknown service ${line.serviceId}`);
  const start = String(line.start);
  const blockedUntil = new Date(Date.parse(String(line.end)) + service.bufferMinutes * 60_000).toISOString();
  const isGroup = service.capacity > 1;
  const session = isGroup ? `${line.serviceId}@${start}` : String(line.id);
  let seat = 1;
  if (isGroup && line.status !== 'cancelled') {
    seat = (seatsTaken.get(`${line.staffId} ${session}`) ?? 0) + 1;
    seatsTaken.set(`${line.staffId} ${session}`, seat);
  }
  const ids = [line.id, line.companyId, line.branchId, line.staffId, line.serviceId, line.customerId].map(cell);
  return [...ids, cell(line.status), start, cell(line.end), `[${start},${blockedUntil})`, session, seat];
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One row in COPY's text format. */
function copyLine(row: readonly Cell[]): string {
  const cells = row.map((value) => {
    if (value === null || value === undefined) return '\\N';
    return typeof value === 'number' ? String(value) : value.replace(/[\\\n\r\t]/g, (found) => escapes[found] ?? found);
  });
  return `${cells.join('\t')}\n`;
}

/** The file as COPY text, in pieces of some 64 KiB, so that no file is ever in memory as a whole. */
async function* copyText(path: string, source: CopiedTable): AsyncGenerator<string> {
  let piece = '';
  for await (const text of createInterface({ input: createReadStream(path) })) {
    if (text === '') continue;
    for (const row of source.rows(JSON.parse(text) as Line)) piece += copyLine(row);
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/**
 * Takes the foreign keys, exclusion constraints, plain indexes and triggers off the two large tables and hands back the
 * statements that put them on again: built once over all rows, they cost a fraction of being kept row by row. Whoever
 * works in the calendars is loaded with them, at a version of their own.
 */
async function setAside(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ drop: string; restore: string }>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
             AS restore
    FROM pg_constraint
    WHERE conrelid IN ('customers'::regclass, 'appointments'::regclass) AND contype IN ('f', 'x')
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid IN ('customers'::regclass, 'appointments'::regclass)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass), pg_get_triggerdef(oid)
    FROM pg_trigger
    WHERE tgrelid IN ('customers'::regclass, 'appointments'::regclass) AND NOT tgisinternal`);
  for (const row of rows) await client.query(row.drop);
  return rows.map((row) => row.restore);
}

async function load(client: pg.Client, folder: string): Promise<void> {
  await client.query("SET TimeZone = 'UTC'; SET maintenance_work_mem = '128MB'");
  await client.query('BEGIN');
  const restore = await setAside(client);
  for (const source of tables) {
    const copy = copyFrom(`COPY ${source.table} (${source.columns.join(', ')}) FROM STDIN`);
    await pipeline(Readable.from(copyText(join(folder, source.file), source)), client.query(copy));
    process.stdout.write(`${JSON.stringify({ loaded: source.table, rows: copy.rowCount })}\n`);
  }
  for (const statement of restore) await client.query(statement);
  await client.query('COMMIT');
  // Not those that are empty: statements are planned for what is known of a table, and it is not to stay empty.
  await client.query(`VACUUM (ANALYZE) ${tables.map(({ table }) => table).join(', ')}`);
}

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node stack/load.ts <fixtures folder>\n');
  process.exit(2);
}
for (const source of tables) {
  await access(join(folder, source.file)).catch(() => {
    process.stderr.write(`${join(folder, source.file)} is missing: is this a fixtures folder?\n`);
    process.exit(2);
  });
}
const client = new pg.Client({ connectionString: databaseUrl(process.env), application_name: 'load' });
await client.connect();
try {
  await load(client, folder);
} finally {
  await client.end();
}
