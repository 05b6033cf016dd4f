import type autocannon from 'autocannon';
import type { HttpReply } from '../../targets/target.ts';
import { openShotUnderWay, type Shot, type ShotUnderWay } from './shot.ts';
import { trickle } from './trickle.ts';
import type { Turn } from './volley.ts';

/**
 * What autocannon's client does behind its documented surface (9.0.0, pinned): it writes a request to every new
 * connection at once, forgets the one that was lost with the old, goes on parsing where the old one broke off, and
 * knows no waiting. So both steps are taken over here, and nothing is lost in silence.
 */
export interface Client extends NodeJS.EventEmitter {
  conn?: { destroy(error: Error): void; write(piece: Buffer): void };
  destroyed: boolean;
  readonly parser: { reinitialize(type: 'RESPONSE'): void; execute(chunk: Buffer): void };
  /** Told of each whole reply, with its headers as name and value in turn. */
  readonly requestIterator: { recordBody: (asked: object, status: number, body: string, raw?: string[]) => void };
  readonly pipelinedRequests: {
    size(): number;
    insertRequest(request: object): void;
    addByteCount(bytes: number): void;
  };
  setRequests(requests: readonly autocannon.Request[]): void;
  getRequestBuffer(): string | Buffer;
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
  /** Opens a connection in place of autocannon's own. */
  readonly connect: (client: Client) => void;
  readonly timeoutMs: number;
  /** The next request; undefined: nothing is due. */
  readonly take: () => Shot | undefined;
  /** Nothing was due: it asks again when it is woken, and its turn comes. */
  readonly onWaiting: (wake: () => Turn) => void;
  /** Lets a request be made and sent soon, with those of other connections. */
  readonly onReady: (turn: Turn) => void;
}

interface Standing {
  readonly underWay: ShotUnderWay;
  isStopped: boolean;
  isOpening: boolean;
  /** A rest of the request is still to be written. */
  isTrickling: boolean;
  /** The connection can carry no other request. */
  isWornOut: boolean;
  hasReplied: boolean;
  reopening: NodeJS.Timeout | undefined;
}

/** Makes a connection of autocannon's send what its lane has, and tell what came of it, whatever happens to it. */
export function takeOver(client: Client, lane: LaneOfClient): TakenOver {
  const underWay = openShotUnderWay();
  const standing: Standing = {
    ...{ underWay, isStopped: false, isOpening: false, isTrickling: false, isWornOut: false },
    ...{ hasReplied: true, reopening: undefined },
  };
  takeReplies(client, standing);
  takeConnecting(client, lane, standing);
  takeSending(client, lane, standing);
  cutEndless(client);
  return {
    cutLate() {
      if (performance.now() - (underWay.sinceMs() ?? Number.POSITIVE_INFINITY) < lane.timeoutMs) return;
      underWay.blame(`no reply within ${lane.timeoutMs} ms`);
      client._connect();
    },
    stop() {
      standing.isStopped = true;
      clearTimeout(standing.reopening);
      underWay.blame('stopped before the reply');
      underWay.lose();
    },
  };
}

function takeReplies(client: Client, standing: Standing): void {
  const { underWay } = standing;
  const asked = {};
  client.requestIterator.recordBody = (_, status, body, raw = []) => {
    // Behind an informational one comes the reply itself.
    if (status < 200) return;
    standing.hasReplied = true;
    underWay.end(openReply(status, body, raw));
  };
  client.on('headers', ({ shouldKeepAlive }: { readonly shouldKeepAlive: boolean }) => {
    // Behind an informational reply, or unasked: autocannon would fall over it.
    if (client.pipelinedRequests.size() === 0) client.pipelinedRequests.insertRequest(asked);
    if (!shouldKeepAlive || !underWay.exists()) standing.isWornOut = true;
  });
  client.setRequests([asked]);
}

function takeConnecting(client: Client, lane: LaneOfClient, standing: Standing): void {
  const open = (): void => {
    standing.reopening = undefined;
    if (client.destroyed || standing.isStopped) return;
    client.parser.reinitialize('RESPONSE');
    [standing.isWornOut, standing.hasReplied, standing.isTrickling] = [false, false, false];
    standing.isOpening = true;
    lane.connect(client);
    standing.isOpening = false;
  };
  client._connect = () => {
    if (client.conn !== undefined) client._destroyConnection();
    standing.underWay.lose();
    if (standing.isStopped || standing.reopening !== undefined) return;
    if (standing.hasReplied) open();
    else standing.reopening = setTimeout(open, pauseMs);
  };
  client.on('connError', (error: Error) => standing.underWay.blame(error.message));
}

function takeSending(client: Client, lane: LaneOfClient, standing: Standing): void {
  const { underWay } = standing;
  const doRequest = client._doRequest.bind(client);
  let [isReady, isWaiting] = [false, false];
  let shot: Shot | undefined;
  const turn: Turn = {
    aim() {
      isReady = false;
      if (standing.isStopped || underWay.exists() || standing.reopening !== undefined) return false;
      // Answered before its end: who acknowledges so early has to get the rest all the same, and nothing in between.
      if (standing.isTrickling) return false;
      if (standing.isWornOut) {
        client._connect();
        return false;
      }
      shot = lane.take();
      if (shot !== undefined) underWay.begin(shot);
      else if (!isWaiting) {
        isWaiting = true;
        lane.onWaiting(wake);
      }
      return shot !== undefined;
    },
    fire() {
      underWay.send();
      doRequest();
      if (shot?.rest !== undefined) sendRest(client, shot, shot.rest, standing);
    },
  };
  const wake = (): Turn => {
    isWaiting = false;
    return turn;
  };
  client.getRequestBuffer = underWay.request;
  // Behind the parser's turn: what it still finds in the bytes it has is no reply to what was not sent yet.
  client._doRequest = () => {
    // A connection that is refused before anybody was to use it would be opened again and again, and for nobody.
    if (standing.isOpening) queueMicrotask(() => turn.aim() && turn.fire());
    else if (!isReady) lane.onReady(turn);
    isReady = true;
  };
}

function sendRest(client: Client, shot: Shot, rest: readonly Buffer[], standing: Standing): void {
  const { conn } = client;
  standing.isTrickling = true;
  const write = (piece: Buffer): boolean => {
    if (client.conn !== conn) return false;
    conn?.write(piece);
    return true;
  };
  trickle(rest, write, () => {
    standing.isTrickling = false;
    if (standing.underWay.is(shot)) standing.underWay.send();
    else client._doRequest();
  });
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

/** Most adapters never look at the headers of a reply: they are named when one does. */
function openReply(status: number, body: string, raw: readonly string[]): HttpReply {
  return {
    status,
    body,
    get headers() {
      const headers: Record<string, string> = {};
      for (let at = 0; at + 1 < raw.length; at += 2) {
        const [name, value] = [String(raw[at]).toLowerCase(), String(raw[at + 1])];
        headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
      }
      return headers;
    },
  };
}
