import type { Zone } from '../../core/world.ts';
import { signWebhook } from '../../drivers/node/sign-webhook.ts';
import { originOf } from '../../drivers/socket/origin.ts';
import { traceparent } from '../../targets/attempt.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import type { HttpCall, HttpReply, Session } from '../../targets/target.ts';
import type { Delivery } from './deliveries.ts';
import type { Begun, Desk } from './desk.ts';
import type { Shot } from './shot.ts';
import { type WireBody, wireBody, wireRequest } from './wire-request.ts';

export interface LaneOptions {
  /** The sender of this connection, `process` of its operations. */
  readonly name: string;
  readonly baseUrl: string;
  readonly desk: Desk;
  readonly secrets: Readonly<Record<string, string>>;
  readonly zones?: readonly Zone[];
  readonly clock: () => number;
  /** The wall clock to sign a delivery by, ms since 1970. */
  readonly signedAtMs: (delivery: Delivery) => number;
  /** Told why a reply did not come. */
  readonly onFault: (words: string) => void;
}

/** One connection's deliveries, one behind the other: gives the next request, or undefined while nothing is due. */
export function openLane(options: LaneOptions): () => Shot | undefined {
  const { name, desk, clock } = options;
  const { authority, prefix } = originOf(options.baseUrl);
  const session: Session = { user: name, notes: new Map(), clocks: openClocks(options.zones ?? []) };
  let lives = 0;
  let further: Shot | undefined;

  const finish = (begun: Begun): void => {
    if (desk.settle(begun).type === 'info') lives += 1;
  };
  const shotOf = (begun: Begun, call: HttpCall, made: number): Shot => {
    let startMs = 0;
    const body = wireBody(call);
    const headers = { ...call.headers, traceparent: traceparent(begun.id, made), ...signed(call, body, begun) };
    const { method } = call;
    const replied = (reply: HttpReply): void => {
      const endMs = clock();
      if (reply.status === 0) options.onFault(reply.body);
      begun.attempt.made({ route: `${method} ${call.route}`, startMs, endMs, status: reply.status });
      const next = begun.attempt.next(reply);
      if (next === undefined || desk.isClosed()) finish(begun);
      else further = shotOf(begun, next, made + 1);
    };
    return {
      ...wireRequest({ ...call, path: prefix + call.path, headers }, body, authority),
      replied,
      sent() {
        startMs = clock();
      },
    };
  };
  const signed = ({ sign }: HttpCall, body: WireBody, { due }: Begun): Record<string, string> => {
    if (sign === undefined) return {};
    if (sign.scheme === 'bearer') return { authorization: `Bearer ${options.secrets[sign.secret] ?? ''}` };
    return signWebhook(sign, body, options.secrets, options.signedAtMs(due.delivery));
  };

  return () => {
    const shot = further;
    further = undefined;
    if (shot !== undefined) return shot;
    for (;;) {
      const begun = desk.begin(lives === 0 ? name : `${name}.${lives}`, session);
      if (begun === undefined) return undefined;
      const call = begun.attempt.next();
      if (call !== undefined) return shotOf(begun, call, 0);
      finish(begun);
    }
  };
}
