import { once } from 'node:events';
import { createServer as createControl, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { random } from '../../core/random.ts';
import type { LinkTrouble } from '../environment.ts';
import { carry } from './carry.ts';

/**
 * A process between users and the platform: a door of its own for each of the platform's. `UPSTREAM_PORTS` and `PORTS`
 * are JSON lists (0: any free one), `CONTROL_PORT` and `SEED` numbers. Says `{"proxying":[<ports>],"control":<port>}`
 * once it can be called. `PUT /` at the control tells it the trouble, or `null`, and is answered with how many replies
 * and connections the one before has cost.
 */
const listOf = (name: string): readonly number[] => JSON.parse(process.env[name] ?? '[]') as readonly number[];
const host = '127.0.0.1';
const draws = random(Number(process.env.SEED ?? 1));
const users = new Set<Socket>();
let trouble: LinkTrouble | undefined;
let hits = 0;

function take(user: Socket, port: number): void {
  if (trouble?.trouble === 'cut') {
    reset(user);
    return;
  }
  users.add(user);
  user.once('close', () => users.delete(user));
  carry(user, { port, random: draws, trouble: () => trouble, onHit: () => (hits += 1) });
}

function reset(user: Socket): void {
  hits += 1;
  user.on('error', () => undefined);
  user.resetAndDestroy();
}

function change(next: LinkTrouble | undefined): number {
  const cost = hits;
  trouble = next;
  hits = 0;
  if (next?.trouble === 'cut') for (const user of users) reset(user);
  return cost;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function portOf(server: Server, port: number): Promise<number> {
  server.listen({ port, host, backlog: 1_024 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const wanted = listOf('PORTS');
const ports = await Promise.all(
  listOf('UPSTREAM_PORTS').map((upstream, index) => {
    const door = createServer({ noDelay: true, allowHalfOpen: true }, (user) => take(user, upstream));
    return portOf(door, wanted[index] ?? 0);
  }),
);
const control = createControl((request, reply) => {
  void textOf(request).then((text) => {
    const cost = request.method === 'PUT' ? change((JSON.parse(text) as LinkTrouble | null) ?? undefined) : hits;
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ hits: cost }));
  });
});
const controlPort = await portOf(control, Number(process.env.CONTROL_PORT ?? 0));
process.stdout.write(`${JSON.stringify({ proxying: ports, control: controlPort })}\n`);
