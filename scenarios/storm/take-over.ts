import type autocannon from 'autocannon';
import { openShotUnderWay, type Shot } from './shot.ts';

/**
 * What autocannon's client does behind its documented surface (9.0.0, pinned): it writes a request to every new
 * connection at once, forgets the one that was lost with the old, goes on parsing where the old one broke off, and
 * knows no waiting. So both steps are taken over here, and nothing is lost in silence.
 */
export interface Client extends NodeJS.EventEmitter {
  conn?: { destroy(error: Error): void };
  destroyed: boolean;
  readonly parser: { reinitialize(type: 'RESPONSE'): void };
  readonly pipelinedRequests: { size(): number; insertRequest(request: object): void };
  setRequests(requests: readonly autocannon.Request[]): void;
  getRequestBuffer(): string;
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
}

/** A connection that never brought a reply is not opened anew at once: a process that is down would be all we do. */
const pauseMs = 100;
/** No acknowledgement is as long; one that never ends must not fill the memory before its time is over. */
const bodyBytesMax = 1 << 20;

export interface TakenOver {
  /** Gives up the request whose time is over. */
  cutLate(): void;
  stop(): void;
}

export interface LaneOfClient {
  readonly timeoutMs: number;
  /** The next request; undefined: nothing is due. */
  readonly take: () => Shot | undefined;
  /** Nothing was due: it asks again when it is woken. */
  readonly onWaiting: (wake: () => void) => void;
}

/** Makes a connection of autocannon's send what its lane has, and tell what came of it, whatever happens to it. */
export function takeOver(client: Client, lane: LaneOfClient): TakenOver {
  const connect = client._connect.bind(client);
  const doRequest = client._doRequest.bind(client);
  const underWay = openShotUnderWay();
  let reopening: NodeJS.Timeout | undefined;
  let [isStopped, isWaiting, isWornOut, hasReplied] = [false, false, false, true];

  const onResponse = (status: number, body: string, _: object, headers: RawHeaders = {}): void => {
    // Behind an informational one comes the reply itself.
    if (status < 200) return;
    hasReplied = true;
    underWay.end({ status, headers: named(headers), body });
  };
  const open = (): void => {
    reopening = undefined;
    if (client.destroyed || isStopped) return;
    client.parser.reinitialize('RESPONSE');
    [isWornOut, hasReplied] = [false, false];
    connect();
  };

  client._connect = () => {
    if (client.conn !== undefined) client._destroyConnection();
    underWay.lose();
    if (isStopped || reopening !== undefined) return;
    if (hasReplied) open();
    else reopening = setTimeout(open, pauseMs);
  };
  const fire = (): void => {
    if (isStopped || underWay.exists() || reopening !== undefined) return;
    if (isWornOut) {
      client._connect();
      return;
    }
    const shot = lane.take();
    if (shot === undefined) {
      if (!isWaiting) lane.onWaiting(wake);
      isWaiting = true;
      return;
    }
    underWay.begin(shot);
    shot.sent();
    doRequest();
  };
  const wake = (): void => {
    isWaiting = false;
    fire();
  };
  // Behind the parser's turn: what it still finds in the bytes it has is no reply to what was not sent yet.
  client._doRequest = () => queueMicrotask(fire);
  client.on('headers', ({ shouldKeepAlive }: { readonly shouldKeepAlive: boolean }) => {
    // Behind an informational reply, or unasked: autocannon would fall over it.
    if (client.pipelinedRequests.size() === 0) client.pipelinedRequests.insertRequest(asked);
    if (!shouldKeepAlive || !underWay.exists()) isWornOut = true;
  });
  cutEndless(client);
  const asked = { onResponse };
  client.setRequests([asked]);
  client.getRequestBuffer = underWay.request;
  client.on('connError', (error: Error) => underWay.blame(error.message));
  return {
    cutLate() {
      if (performance.now() - (underWay.sinceMs() ?? Number.POSITIVE_INFINITY) < lane.timeoutMs) return;
      underWay.blame(`no reply within ${lane.timeoutMs} ms`);
      client._connect();
    },
    stop() {
      isStopped = true;
      clearTimeout(reopening);
      underWay.blame('stopped before the reply');
      underWay.lose();
    },
  };
}

function cutEndless(client: Client): void {
  let bodyBytes = 0;
  client.on('headers', () => {
    bodyBytes = 0;
  });
  client.on('body', (chunk: Buffer) => {
    bodyBytes += chunk.length;
    if (bodyBytes > bodyBytesMax) client.conn?.destroy(new Error(`the reply went on behind ${bodyBytesMax} bytes`));
  });
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function named(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
