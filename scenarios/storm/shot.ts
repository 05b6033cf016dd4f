import type { HttpReply } from '../../targets/target.ts';

/** One request, and who is told what came of it: exactly once, with status 0 when no reply came. */
export interface Shot {
  /** The request as it goes over the wire, a text as UTF-8; of one that has a rest, its head. */
  readonly request: string | Buffer;
  /** Pieces of the body that follow, each after a pause. */
  readonly rest?: readonly Buffer[];
  /** The request is written now; told once more with the last piece of a rest, before which nobody can have read it. */
  sent(): void;
  replied(reply: HttpReply): void;
}

/** The one shot that a connection has under way, or none. */
export interface ShotUnderWay {
  exists(): boolean;
  /** Since ms of `performance.now()`; undefined: there is none. */
  sinceMs(): number | undefined;
  begin(shot: Shot): void;
  /** It is written now: its time begins. */
  send(): void;
  is(shot: Shot): boolean;
  /** '' where there is none. */
  request(): string | Buffer;
  end(reply: HttpReply): void;
  /** Says why the reply will not come. */
  blame(words: string): void;
  /** There is no reply, for what was blamed last. */
  lose(): void;
}

export function openShotUnderWay(): ShotUnderWay {
  let shot: Shot | undefined;
  let sinceMs = 0;
  let words: string | undefined;
  const end = (reply: HttpReply): void => {
    const ended = shot;
    shot = undefined;
    ended?.replied(reply);
  };
  return {
    is: (other) => shot === other,
    exists: () => shot !== undefined,
    sinceMs: () => (shot === undefined ? undefined : sinceMs),
    request: () => shot?.request ?? '',
    begin(begun) {
      shot = begun;
    },
    send() {
      sinceMs = performance.now();
      shot?.sent();
    },
    end,
    blame(why) {
      words = why;
    },
    lose() {
      const why = words ?? 'the connection ended before the reply';
      words = undefined;
      end({ status: 0, headers: {}, body: why });
    },
  };
}
