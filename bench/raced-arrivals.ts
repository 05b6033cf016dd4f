import { createServer, type Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

/**
 * A receiver in a thread of its own: it notes when each raced request has arrived with its last byte, and answers a
 * while later, so that no answer stands in the way of an arrival. What is not raced is answered at once.
 */
const answersAfterMs = 200;
const body = JSON.stringify({ padding: 'x'.repeat(600) });
const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** By the start of the slot that is raced for: every round has its own. */
const arrivals: Record<string, number[]> = {};

const server = createServer({ noDelay: true }, (socket) => {
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    const atMs = performance.now();
    received += chunk.toString('latin1');
    for (let end = endOfRequest(received); end !== -1; end = endOfRequest(received)) {
      take(received.slice(0, end), atMs, socket);
      received = received.slice(end);
    }
  });
  socket.on('error', () => socket.destroy());
});

function take(request: string, atMs: number, socket: Socket): void {
  const slot = request.startsWith('POST') ? /"start":"([^"]+)"/.exec(request)?.[1] : undefined;
  if (slot === undefined) {
    socket.write(answer);
    return;
  }
  arrivals[slot] ??= [];
  arrivals[slot].push(atMs);
  setTimeout(() => socket.write(answer), answersAfterMs);
}

/** Behind the last byte of the first request; -1 while it is not whole. */
function endOfRequest(received: string): number {
  const head = received.indexOf('\r\n\r\n');
  if (head === -1) return -1;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return received.length >= end ? end : -1;
}

server.listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address()));
// Asked for what arrived since it was asked last.
parentPort?.on('message', () => {
  parentPort?.postMessage({ ...arrivals });
  for (const slot of Object.keys(arrivals)) delete arrivals[slot];
});
