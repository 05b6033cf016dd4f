import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ProviderItem, ProviderRequest } from '../core/provider.ts';
import { type Answer, type Attempt, openAnswers } from './answers.ts';
import { type Description, describeRequest, headerOf, pathOf, textLengthMax } from './describe-request.ts';
import { openItems, routeOf } from './items.ts';
import { type Body, bodyBytesMax } from './read-body.ts';
import { type Call, type Json, refusal, type Service } from './service.ts';

/** Where requests are dealt with, each in one step, however they are treated before and after. */
export interface Desk {
  /** @param id the request's own in the journal */
  deal(request: IncomingMessage, body: Body, id: string): Answer;
  /** What a request asks for, also where it is never dealt with. */
  describe(request: IncomingMessage, body: Body): Asked;
  /** What is there now, for whoever reconciles; asks for no token. */
  look(request: IncomingMessage): Answer;
  restore(request: ProviderRequest): void;
}

export interface Asked extends Description {
  readonly route: string;
  readonly about?: ProviderItem;
}

/** @param token what callers have to show; undefined: nothing */
export function openDesk(service: Service, token: string | undefined): Desk {
  const items = openItems(service);
  const answers = openAnswers();

  const refusalOf = (request: IncomingMessage, { isWhole }: Body): Answer | undefined => {
    if (!isBearer(headerOf(request, 'authorization'), token)) return refusal(401, 'forbidden', 'show your token');
    if (!isWhole) return refusal(413, 'invalid', `a body has at most ${bodyBytesMax} bytes`);
    if ((headerOf(request, 'idempotency-key')?.length ?? 0) > textLengthMax) {
      return refusal(400, 'invalid', `an idempotency key has at most ${textLengthMax} characters`);
    }
    return undefined;
  };
  return {
    deal(request, body, id) {
      const refused = refusalOf(request, body);
      if (refused !== undefined) return refused;
      const call = callOf(request, body.bytes);
      const attempt = attemptOf({ ...describeRequest(request, body.bytes), id });
      const act = () => items.act(call);
      return attempt === undefined || call.method === 'GET' ? act() : answers.give(attempt, act);
    },
    describe(request, { bytes }) {
      const call = callOf(request, bytes);
      const about = items.about(call);
      const asked = { ...describeRequest(request, bytes), route: routeOf(service, call) };
      return about === undefined ? asked : { ...asked, about };
    },
    look: (request) => items.act({ ...callOf(request, Buffer.alloc(0)), method: 'GET' }),
    restore(request) {
      const act = items.restore(request);
      const attempt = attemptOf(request);
      if (act !== undefined && attempt !== undefined) answers.keep(attempt, act);
    },
  };
}

function attemptOf(
  request: Pick<ProviderRequest, 'id' | 'idempotencyKey' | 'method' | 'path' | 'bodyHash'>,
): Attempt | undefined {
  const { id, idempotencyKey: key, method, path, bodyHash } = request;
  return key === undefined ? undefined : { key, fingerprint: `${method} ${path} ${bodyHash}`, request: id };
}

function callOf(request: IncomingMessage, bytes: Buffer): Call {
  const { method = '', url = '/' } = request;
  const path = pathOf(request);
  return { method, path, query: new URLSearchParams(url.slice(path.length)), body: jsonOf(bytes) };
}

function jsonOf(bytes: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** In constant time: hashes are of one length. */
function isBearer(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(header ?? ''), hash(`Bearer ${token}`));
}
