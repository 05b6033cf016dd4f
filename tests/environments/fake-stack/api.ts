import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * The smallest platform that the environment can start. How it misbehaves is said by DEFECTS: `never-ready`,
 * `dies-early`, `unknown-defect`, `leaks-secrets`, `answers-early`; of load.ts `never-loaded`, of worker.ts
 * `never-works`.
 */
const defects = (process.env.DEFECTS ?? '').split(',');
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 3, idleTimeoutMillis: 0 });
pool.on('error', () => undefined);

if (defects.includes('unknown-defect')) {
  process.stderr.write('DEFECTS names unknown-defect, which nobody planted\n');
  process.exit(2);
}
if (defects.includes('dies-early')) throw new Error('cannot go on');
if (defects.includes('leaks-secrets')) {
  process.stdout.write(`${process.env.DATABASE_URL} ${process.env.API_KEY_SECRET}\n`);
}

const server = createServer((request, reply) => {
  void answer(request.method ?? 'GET', request.url ?? '/').then(
    ([status, body]) => reply.writeHead(status).end(body),
    (error: unknown) => reply.writeHead(500).end(String(error)),
  );
});

async function answer(method: string, path: string): Promise<[number, string]> {
  if (path === '/health/ready') {
    if (defects.includes('never-ready')) return [503, 'still waiting for the moon'];
    await pool.query('SELECT 1');
    return [200, 'ready'];
  }
  if (method === 'POST') {
    if (defects.includes('answers-early')) await pool.query('SET synchronous_commit = off');
    const id = Number(path.slice('/things/'.length));
    await pool.query('INSERT INTO things VALUES ($1, $2)', [id, `thing ${id}`]);
    return [201, 'stored'];
  }
  const name = decodeURIComponent(path.slice('/things/'.length));
  const found = await pool.query('SELECT id FROM things WHERE name = $1', [name]);
  return [200, JSON.stringify(found.rows)];
}

server.listen(Number(process.env.PORT), process.env.HOST, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeIdleConnections();
  void pool.end();
});
