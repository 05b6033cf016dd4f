import type { Completion, Intent } from './intent.ts';
import type { HttpCall, HttpReply, Step } from './target.ts';
import { webhookBody } from './webhook-body.ts';

type Delivery = Intent & { readonly verb: 'deliver-webhook' };
type Refusal = Extract<Completion, { readonly type: 'fail' }>['reason'];

/** What the voice provider says to the reference stack, in the words that the two agreed on. */
export function* deliverWebhook(intent: Delivery): Generator<Step | HttpCall, Completion, HttpReply> {
  const { id, tenant, kind, demand, credential, form } = intent;
  const secret = `webhook/${tenant}`;
  yield { step: intent.verb };
  const { status } = yield {
    method: 'POST',
    path: `/webhooks/standard/${encodeURIComponent(tenant)}`,
    route: '/webhooks/standard/:tenant',
    headers: { 'content-type': form === 'wrong-type' ? 'text/plain' : 'application/json' },
    body: webhookBody({ type: kind, data: dataOf(intent) }, form),
    ...(form === 'gzip' ? { sending: 'compressed' } : form === 'slow' ? { sending: 'slowly' } : {}),
    sign: {
      ...{ scheme: 'standard-webhooks', secret, newSecret: `${secret}/new`, otherSecret: 'webhook/nobody' },
      ...{ id, credential },
    },
  };
  const keys = demand.effect === 'book' ? [demand.slot.resource] : [];
  return { ...outcomeOf(status), keys };
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
