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
  const taken: Taken[] = [];
  const running = autocannon({
    ...{ url: options.baseUrl, connections: options.connections, duration: longSeconds },
    ...{ timeout: longSeconds, sampleInt: sampleMs },
    setupClient(client) {
      taken.push(takeOver(client as unknown as Client, taken.length, options, waiting));
    },
  }) as unknown as autocannon.Instance & PromiseLike<unknown>;
  // Its own timer for each request warns of itself now and then; and once for all is enough.
  const looking = setInterval(
    () => {
      for (const { cutLate } of taken) cutLate();
    },
    Math.min(sampleMs, options.timeoutMs / 4),
  );
  return {
    wake() {
      const ask = waiting.shift();
      ask?.();
      return ask !== undefined;
    },
    async stop() {
      clearInterval(looking);
      for (const { stop } of taken) stop();
      running.stop();
      await running;
    },
  };
}

interface Taken {
  /** Gives up the request whose time is over. */
  cutLate(): void;
  stop(): void;
}

function takeOver(client: Client, connection: number, options: CannonOptions, waiting: (() => void)[]): Taken {
  const connect = client._connect.bind(client);
  const doRequest = client._doRequest.bind(client);
  let shot: Shot | undefined;
  let request: autocannon.Request = {};
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
    settle({ status: 0, headers: {}, body: fault ?? 'the connection ended before the reply' });
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
  const fire = (): void => {
    if (isStopped || shot !== undefined || reopening !== undefined) return;
    if (isWornOut) return client._connect();
    shot = options.take(connection);
    if (shot === undefined) {
      if (!isWaiting) waiting.push(wake);
      isWaiting = true;
      return;
    }
    [sentMs, bodyBytes] = [performance.now(), 0];
    request = { ...shot.request, onResponse };
    client.setRequests([request]);
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
    if (client.pipelinedRequests.size() === 0) client.pipelinedRequests.insertRequest(request);
    if (!shouldKeepAlive || shot === undefined) isWornOut = true;
  });
  client.on('body', (chunk: Buffer) => {
    bodyBytes += chunk.length;
    if (bodyBytes > bodyBytesMax) client.conn?.destroy(new Error(`the reply went on behind ${bodyBytesMax} bytes`));
  });
  client.on('connError', (error: Error) => {
    fault = error.message;
  });
  return {
    cutLate() {
      if (shot === undefined || performance.now() - sentMs < options.timeoutMs) return;
      fault = `no reply within ${options.timeoutMs} ms`;
      client._connect();
    },
    stop() {
      isStopped = true;
      clearTimeout(reopening);
      fault = 'stopped before the reply';
      lose();
    },
  };
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function named(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
