import type { Completion, Intent } from './intent.ts';
import type { HttpCall, HttpReply, Step } from './target.ts';

type Delivery = Intent & { readonly verb: 'deliver-webhook' };
type Refusal = Extract<Completion, { readonly type: 'fail' }>['reason'];

/**
 * What providers say to the reference stack, in the words that they agreed on: of half of the calls the voice provider
 * tells at an endpoint of its own, of the others somebody who delivers by Standard Webhooks. Events of one call come to
 * one endpoint.
 */
export function* deliverWebhook(intent: Delivery): Generator<Step | HttpCall, Completion, HttpReply> {
  const { demand, form } = intent;
  yield { step: intent.verb };
  const { status } = yield {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    writtenAs: form,
    ...(isOfVoice(intent.call) ? toVoice(intent) : toStandard(intent)),
  };
  const keys = demand.effect === 'book' ? [demand.slot.resource] : [];
  return { ...outcomeOf(status), keys };
}

/** Drawn by the call's name: its letters' sum is odd. */
function isOfVoice(call: string): boolean {
  let sum = 0;
  for (let at = 0; at < call.length; at += 1) sum += call.charCodeAt(at);
  return sum % 2 === 1;
}

type Directed = Pick<HttpCall, 'path' | 'route' | 'body' | 'sign'>;

function toStandard(intent: Delivery): Directed {
  const { id, tenant, kind, credential } = intent;
  const secret = `webhook/${tenant}`;
  return {
    path: `/webhooks/standard/${encodeURIComponent(tenant)}`,
    route: '/webhooks/standard/:tenant',
    body: JSON.stringify({ type: kind, data: dataOf(intent) }),
    sign: {
      ...{ scheme: 'standard-webhooks', secret, newSecret: `${secret}/new`, otherSecret: 'webhook/nobody' },
      ...{ id, credential },
    },
  };
}

function toVoice(intent: Delivery): Directed {
  const { id, tenant, kind, credential } = intent;
  const secret = `voice/${tenant}`;
  return {
    path: `/webhooks/voice/${encodeURIComponent(tenant)}`,
    route: '/webhooks/voice/:tenant',
    body: JSON.stringify({ id, type: kind, data: dataOf(intent) }),
    sign: {
      ...{ scheme: 'timestamped-hmac', header: 'x-voice-signature', credential },
      ...{ secret, newSecret: `${secret}/new`, otherSecret: 'voice/nobody' },
    },
  };
}

function dataOf({ call, position, demand, form }: Delivery): Readonly<Record<string, unknown>> {
  const about = { callId: call, sequence: position };
  // Well-formed, and nothing that anybody could do.
  if (form === 'poison') return { ...about, start: 'the day before yesterday' };
  if (demand.effect === 'cancel') return { ...about, cancels: demand.cancels };
  if (demand.effect === 'none') return about;
  const { branch: branchId, service: serviceId, customer: customerId, slot } = demand;
  const { resource: staffId, start, end } = slot;
  return { ...about, branchId, serviceId, customerId, staffId, start, end };
}

const refusals: Readonly<Record<number, Refusal>> = {
  400: 'invalid',
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'throttled',
};

/** A sender looks at the status alone: 2xx is "it is mine now"; what is neither that nor a refusal comes again. */
function outcomeOf(status: number): Completion {
  if (status >= 200 && status < 300) return { type: 'ok', answer: {} };
  const reason = refusals[status];
  if (reason !== undefined) return { type: 'fail', reason };
  return { type: 'info', reason: 'unknown', sample: `status ${status}` };
}
