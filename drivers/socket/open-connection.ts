import type { Socket } from 'node:net';
import type { HttpReply } from '../../targets/target.ts';
import { type ConnectOptions, connect, connectionWords } from './connect.ts';
import type { Origin } from './origin.ts';
import { type Inbox, readReply, type WholeReply } from './read-reply.ts';

export interface ConnectionOptions extends Omit<ConnectOptions, 'timeoutMs'> {
  /** The source's. */
  readonly clock: () => number;
}

export interface Exchanged {
  /** Status 0, with the reason as its body, when none came: nothing is ever sent twice. */
  readonly reply: HttpReply;
  /** When it was begun; for a held request when its last byte went out, since nobody can act on less. */
  readonly startMs: number;
  readonly endMs: number;
  /** False when the platform answered or left before the last byte: it was in no race. */
  readonly wasWhole: boolean;
}

/** One user's way to one origin: a connection that is kept as long as the platform keeps it, and then made anew. */
export interface Connection {
  /** @param hold holds the last byte back and calls `go` when it may leave; all bytes before it are sent at once */
  exchange(bytes: Buffer, timeoutMs: number, hold?: (go: () => void) => void): Promise<Exchanged>;
  /** Connections that were made so far. */
  made(): number;
  /** Ends what is under way, with this reason. */
  close(reason: string): void;
}

/** How long an unused connection is trusted when the platform does not say how long it keeps one. */
const keptMsDefault = 4_000;
/** A connection is left alone when its end is near, since a request that meets it is lost. */
const keptShare = 0.7;

export function openConnection(origin: Origin, options: ConnectionOptions): Connection {
  const { clock } = options;
  let line: Line | undefined;
  let trustedUntilMs = 0;
  let made = 0;
  let closed: string | undefined;

  const usable = async (timeoutMs: number): Promise<Line> => {
    if (line?.isOpen() && clock() < trustedUntilMs) return line;
    line?.close();
    line = openLine(await connect(origin, { ...options, timeoutMs }));
    made += 1;
    if (closed !== undefined) line.fail(closed);
    return line;
  };

  return {
    made: () => made,
    async exchange(bytes, timeoutMs, hold) {
      const beganMs = clock();
      let sentMs: number | undefined;
      let timer: NodeJS.Timeout | undefined;
      let isOver = false;
      try {
        if (closed !== undefined) throw new Error(closed);
        const used = await usable(timeoutMs);
        const replied = used.reply();
        const send = (part: Buffer): void => {
          sentMs = clock();
          used.socket.write(part);
          // When everybody has gone: nothing may come between one contender's byte and the next one's.
          queueMicrotask(() => {
            if (!isOver) timer = setTimeout(() => used.fail(`no reply within ${timeoutMs} ms`), timeoutMs);
          });
        };
        if (hold === undefined) send(bytes);
        else {
          used.socket.write(bytes.subarray(0, -1));
          const last = bytes.subarray(-1);
          hold(() => {
            if (!isOver) send(last);
          });
        }
        const { reply, isKept, keptMs = keptMsDefault } = await replied;
        const endMs = clock();
        trustedUntilMs = endMs + keptShare * keptMs;
        if (!isKept || sentMs === undefined) used.close();
        const startMs = hold === undefined ? beganMs : (sentMs ?? beganMs);
        return { reply, startMs, endMs, wasWhole: sentMs !== undefined };
      } catch (error) {
        line?.close();
        const words = error instanceof Error ? error.message : String(error);
        const startMs = hold === undefined ? beganMs : (sentMs ?? beganMs);
        const body = sentMs === undefined && hold !== undefined ? `${words}, before the request was whole` : words;
        return { reply: { status: 0, headers: {}, body }, startMs, endMs: clock(), wasWhole: sentMs !== undefined };
      } finally {
        isOver = true;
        clearTimeout(timer);
      }
    },
    close(reason) {
      closed = reason;
      line?.fail(reason);
    },
  };
}

/** A socket with somebody who reads replies from it, one at a time. */
interface Line {
  readonly socket: Socket;
  isOpen(): boolean;
  /** The next reply; to be asked for before the request is sent. */
  reply(): Promise<WholeReply>;
  fail(reason: string): void;
  close(): void;
}

function openLine(socket: Socket): Line {
  const inbox: Inbox = { rest: Buffer.alloc(0), isEnded: false };
  let waiting: { readonly settle: (whole: WholeReply) => void; readonly fail: (error: unknown) => void } | undefined;
  let reading = readReply(inbox);

  const fail = (error: unknown): void => {
    socket.destroy();
    waiting?.fail(error);
    waiting = undefined;
  };
  const read = (): void => {
    // Nobody asked: a farewell, or what a confused platform sends behind its reply.
    if (waiting === undefined) {
      socket.destroy();
      return;
    }
    try {
      const { done, value } = reading.next();
      if (done !== true) return;
      waiting.settle(value);
      waiting = undefined;
      reading = readReply(inbox);
    } catch (error) {
      fail(error);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    inbox.rest = inbox.rest.length === 0 ? chunk : Buffer.concat([inbox.rest, chunk]);
    read();
  });
  socket.on('end', () => {
    inbox.isEnded = true;
    read();
  });
  socket.on('error', (error) => fail(new Error(connectionWords(error))));
  socket.on('close', () => fail(new Error('it closed the connection without a reply')));

  return {
    socket,
    isOpen: () => !socket.destroyed && socket.writable && !inbox.isEnded,
    reply: () =>
      new Promise((settle, reject) => {
        waiting = { settle, fail: reject };
        if (socket.destroyed) fail(new Error('it closed the connection without a reply'));
      }),
    fail: (reason) => fail(new Error(reason)),
    close: () => socket.destroy(),
  };
}
