import autocannon from 'autocannon';
import type { HttpReply } from '../../targets/target.ts';

/** One request, and who is told what came of it: exactly once, with status 0 when no reply came. */
export interface Shot {
  readonly request: autocannon.Request;
  /** The request is written now. */
  sent(): void;
  replied(reply: HttpReply): void;
}

export interface CannonOptions {
  readonly baseUrl: string;
  readonly connections: number;
  readonly timeoutMs: number;
  /** The next request of one connection; undefined: nothing is due, and it waits until it is woken. */
  readonly take: (connection: number) => Shot | undefined;
}

/** Connections to one base URL, each of which sends its next request when it has its last one's reply. */
export interface Cannon {
  /** Lets one connection that waits ask for its next request; false: none waits. */
  wake(): boolean;
  /** What is under way is told that no reply came. */
  stop(): Promise<void>;
}

/**
 * What autocannon's client does behind its documented surface (9.0.0, pinned): it writes a request to every new
 * connection at once, forgets the one that was lost with the old, goes on parsing where the old one broke off, and
 * knows no waiting. So both steps are taken over here, and nothing is lost in silence.
 */
interface Client extends NodeJS.EventEmitter {
  conn?: { destroy(error: Error): void };
  destroyed: boolean;
  /** ms; the option is in seconds, and at least one. */
  timeout: number;
  readonly parser: { reinitialize(type: 'RESPONSE'): void };
  readonly pipelinedRequests: { size(): number; insertRequest(request: object): void };
  setRequests(requests: readonly autocannon.Request[]): void;
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
}

/** Stops are noticed at its samples only. */
const sampleMs = 100;
/** Longer than any storm: it ends when it is stopped. */
const longSeconds = 24 * 60 * 60;
/** A connection that never brought a reply is not opened anew at once: a process that is down would be all we do. */
const pauseMs = 100;
/** No acknowledgement is as long; one that never ends must not fill the memory before its time is over. */
const bodyBytesMax = 1 << 20;

export function openCannon(options: CannonOptions): Cannon {
  const waiting: (() => void)[] = [];
  const breakOffs: (() => void)[] = [];
  let connections = 0;
  const running = autocannon({
    ...{ url: options.baseUrl, connections: options.connections, duration: longSeconds },
    sampleInt: sampleMs,
    setupClient(client) {
      breakOffs.push(takeOver(client as unknown as Client, connections++, options, waiting));
    },
  }) as unknown as autocannon.Instance & PromiseLike<unknown>;
  return {
    wake() {
      const ask = waiting.shift();
      ask?.();
      return ask !== undefined;
    },
    async stop() {
      for (const breakOff of breakOffs) breakOff();
      running.stop();
      await running;
    },
  };
}

/** @returns what ends it */
function takeOver(client: Client, connection: number, options: CannonOptions, waiting: (() => void)[]): () => void {
  client.timeout = options.timeoutMs;
  const connect = client._connect.bind(client);
  const doRequest = client._doRequest.bind(client);
  let shot: Shot | undefined;
  let sentMs = 0;
  let bodyBytes = 0;
  let fault: string | undefined;
  let reopening: NodeJS.Timeout | undefined;
  let [isStopped, isWaiting, isWornOut, hasReplied] = [false, false, false, true];

  const settle = (reply: HttpReply): void => {
    const settled = shot;
    shot = undefined;
    settled?.replied(reply);
  };
  const lose = (): void => {
    const isLate = performance.now() - sentMs >= options.timeoutMs;
    const words = isLate ? `no reply within ${options.timeoutMs} ms` : 'the connection ended before the reply';
    settle({ status: 0, headers: {}, body: fault ?? words });
    fault = undefined;
  };
  const onResponse = (status: number, body: string, _: object, headers: RawHeaders = {}): void => {
    // Behind an informational one comes the reply itself.
    if (status < 200) return;
    hasReplied = true;
    settle({ status, headers: named(headers), body });
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
    lose();
    if (isStopped || reopening !== undefined) return;
    if (hasReplied) open();
    else reopening = setTimeout(open, pauseMs);
  };
  client._doRequest = () => {
    if (isStopped || shot !== undefined || reopening !== undefined) return;
    // Not within the parser's own turn.
    if (isWornOut) return queueMicrotask(() => client._connect());
    shot = options.take(connection);
    if (shot === undefined) {
      if (!isWaiting) waiting.push(wake);
      isWaiting = true;
      return;
    }
    [sentMs, bodyBytes] = [performance.now(), 0];
    const request = { ...shot.request, onResponse };
    client.setRequests([request]);
    shot.sent();
    doRequest();
  };
  const wake = (): void => {
    isWaiting = false;
    client._doRequest();
  };
  client.on('headers', ({ shouldKeepAlive }: { readonly shouldKeepAlive: boolean }) => {
    // Nobody asked for this reply; autocannon would fall over it.
    if (client.pipelinedRequests.size() === 0) client.pipelinedRequests.insertRequest({});
    if (!shouldKeepAlive || shot === undefined) isWornOut = true;
  });
  client.on('body', (chunk: Buffer) => {
    bodyBytes += chunk.length;
    if (bodyBytes > bodyBytesMax) client.conn?.destroy(new Error(`the reply went on behind ${bodyBytesMax} bytes`));
  });
  client.on('connError', (error: Error) => {
    fault = error.message;
  });
  return () => {
    isStopped = true;
    clearTimeout(reopening);
    fault = 'stopped before the reply';
    lose();
  };
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function named(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
