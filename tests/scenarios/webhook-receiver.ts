import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly id: string;
  readonly body: string;
  readonly signature: string | undefined;
  readonly trace: string;
  readonly status: number;
  /** Other requests that it was dealing with when this one came. */
  readonly beside: number;
}

export interface Receiver {
  readonly baseUrl: string;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** What the receiver says to a delivery beside its honest answer; true: it has answered itself. */
export type Whim = (id: string, response: ServerResponse, count: number) => boolean;

const toleranceSeconds = 300;

/** A receiver by the Standard Webhooks specification, which signs what goes over the wire; honest but for its whims. */
export async function startReceiver(
  secrets: Readonly<Record<string, string>>,
  whim: Whim = () => false,
  takesGzip = true,
): Promise<Receiver> {
  const received: Received[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    // The backlog, where nothing ever waits.
    if (request.method === 'GET') return void response.end('{"waiting":[],"dead":[]}');
    const beside = open;
    open += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('close', () => {
      open -= 1;
    });
    request.once('end', () => {
      const bytes = Buffer.concat(chunks);
      const isGzip = request.headers['content-encoding'] === 'gzip';
      const body = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
      const id = String(request.headers['webhook-id']);
      const status = isGzip && !takesGzip ? 415 : statusOf(request, bytes, body, secrets);
      const { 'webhook-signature': signature, traceparent } = request.headers;
      const trace = String(traceparent).slice(3, 35);
      received.push({ id, body, signature: signature?.toString(), trace, status, beside });
      if (!whim(id, response, received.length)) setTimeout(() => response.writeHead(status).end(), 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function statusOf(
  request: IncomingMessage,
  bytes: Buffer,
  body: string,
  secrets: Readonly<Record<string, string>>,
): number {
  const tenant = decodeURIComponent(String(request.url?.split('/').at(-1)));
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = request.headers;
  if (Math.abs(Date.now() / 1000 - Number(time)) > toleranceSeconds) return 401;
  const key = Buffer.from((secrets[`webhook/${tenant}`] ?? '').replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(bytes).digest();
  const isSigned = String(signatures)
    .split(' ')
    .some((each) => {
      const [version, text = ''] = each.split(',');
      const given = Buffer.from(text, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
  if (!isSigned) return 401;
  if (request.headers['content-type'] !== 'application/json') return 415;
  try {
    JSON.parse(body);
    return 202;
  } catch {
    return 400;
  }
}
