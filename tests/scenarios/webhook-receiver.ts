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

/**
 * A receiver by Standard Webhooks, and at `/webhooks/voice/` by a timestamp and an HMAC in one header;
 * both sign what goes over the wire. Honest but for its whims.
 */
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
      const id = isOfVoice(request) ? idIn(body) : String(request.headers['webhook-id']);
      const status = isGzip && !takesGzip ? 415 : statusOf(request, bytes, body, secrets);
      const { 'webhook-signature': ofStandard, 'x-voice-signature': ofVoice, traceparent } = request.headers;
      const signature = ofVoice ?? ofStandard;
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

function isOfVoice(request: IncomingMessage): boolean {
  return request.url?.startsWith('/webhooks/voice/') === true;
}

/** Also of a body that is cut off in the middle. */
function idIn(body: string): string {
  try {
    return String((JSON.parse(body) as { readonly id?: unknown }).id);
  } catch {
    return /"id":"([^"]*)"/.exec(body)?.[1] ?? '';
  }
}

function statusOf(
  request: IncomingMessage,
  bytes: Buffer,
  body: string,
  secrets: Readonly<Record<string, string>>,
): number {
  const tenant = decodeURIComponent(String(request.url?.split('/').at(-1)));
  const { time, isSigned } = isOfVoice(request)
    ? voice(request, bytes, secrets[`voice/${tenant}`] ?? '')
    : standard(request, bytes, secrets[`webhook/${tenant}`] ?? '');
  if (Math.abs(Date.now() / 1000 - Number(time)) > toleranceSeconds || !isSigned) return 401;
  if (request.headers['content-type'] !== 'application/json') return 415;
  try {
    JSON.parse(body);
    return 202;
  } catch {
    return 400;
  }
}

interface Verified {
  readonly time: unknown;
  readonly isSigned: boolean;
}

function standard({ headers }: IncomingMessage, bytes: Buffer, secret: string): Verified {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(bytes).digest();
  const given = String(signatures)
    .split(' ')
    .flatMap((each) => (each.startsWith('v1,') ? [Buffer.from(each.slice(3), 'base64')] : []));
  return { time, isSigned: given.some((one) => isEqual(one, expected)) };
}

function voice({ headers }: IncomingMessage, bytes: Buffer, secret: string): Verified {
  const parts = String(headers['x-voice-signature'] ?? '').split(',');
  const time = parts.find((part) => part.startsWith('t='))?.slice(2);
  const key = Buffer.from(secret.replace('base64:', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${time}.`).update(bytes).digest();
  const given = parts.flatMap((part) => (part.startsWith('v1=') ? [Buffer.from(part.slice(3), 'hex')] : []));
  return { time, isSigned: given.some((one) => isEqual(one, expected)) };
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
