import type { ProviderEffect, ProviderItem, ProviderRequest } from '../core/provider.ts';
import { type Act, type Call, refusal, type Service } from './service.ts';

/** All that a provider holds now. */
export interface Items {
  /** Does what a call asks for, at once and whole. */
  act(call: Call): Act;
  /** The item that a call would change or make, as far as that can be told without doing anything. */
  about(call: Call): ProviderItem | undefined;
  /** Takes up what an earlier process had done before it ended, line by line; what it did, where it did anything. */
  restore(request: ProviderRequest): Act | undefined;
}

const pageMax = 1000;

export function openItems(service: Service): Items {
  const { collection, name, makes, isChangeable } = service;
  const items = new Map<string, ProviderItem>();
  let made = 0;

  const list = (query: URLSearchParams): Act => {
    const limit = Number(query.get('limit') ?? pageMax);
    const after = Number(query.get('after') ?? 0);
    if (!Number.isInteger(limit) || limit < 1 || limit > pageMax) {
      return refusal(400, 'invalid', `limit must be a whole number from 1 to ${pageMax}`);
    }
    if (!Number.isInteger(after) || after < 0) return refusal(400, 'invalid', 'after is not of this list');
    const reference = query.get('reference');
    const all = [...items.values()].filter((item) => reference === null || item.reference === reference);
    const rest = all.filter(({ id }) => numberOf(id) > after);
    const page = rest.slice(0, limit);
    const next = rest.length > page.length ? { next: String(numberOf(page.at(-1)?.id)) } : {};
    return { status: 200, body: { [collection]: page, ...next } };
  };
  const make = (body: Call['body']): Act => {
    const asked = body === undefined ? 'the body must be a JSON object' : service.read(body);
    if (typeof asked === 'string') return refusal(400, 'invalid', asked);
    made += 1;
    const about = { id: `${name}-${made}`, ...asked };
    items.set(about.id, about);
    return done({ action: makes, item: about.id }, about);
  };
  const move = (item: ProviderItem, body: Call['body']): Act => {
    const asked = body === undefined ? 'the body must be a JSON object' : service.read({ ...item, ...body });
    if (typeof asked === 'string') return refusal(400, 'invalid', asked);
    const id = item.id as string;
    const about = { id, ...asked };
    items.set(id, about);
    return done({ action: 'move', item: id }, about);
  };
  const remove = (item: ProviderItem): Act => {
    const id = item.id as string;
    items.delete(id);
    return done({ action: 'delete', item: id }, item);
  };
  const actOnItem = (id: string, { method, body }: Call): Act => {
    if (method !== 'GET' && !(isChangeable && (method === 'PATCH' || method === 'DELETE'))) return wrongMethod();
    const item = items.get(id);
    if (item === undefined) return refusal(404, 'not-found', `there is nothing with this id in ${collection}`);
    if (method === 'PATCH') return move(item, body);
    return method === 'DELETE' ? remove(item) : { status: 200, body: item, about: item };
  };

  return {
    act(call) {
      const place = placeOf(service, call.path);
      if (place === undefined) return refusal(404, 'not-found', 'there is no such route');
      if (place.id !== undefined) return actOnItem(place.id, call);
      if (call.method === 'GET') return list(call.query);
      return call.method === 'POST' ? make(call.body) : wrongMethod();
    },
    about({ method, path, body }) {
      const place = placeOf(service, path);
      if (place?.id !== undefined) return items.get(place.id);
      const asked = place !== undefined && method === 'POST' && body !== undefined ? service.read(body) : '';
      return typeof asked === 'string' ? undefined : asked;
    },
    restore({ effect, about }) {
      if (effect === undefined || about === undefined) return undefined;
      made = Math.max(made, numberOf(effect.item));
      if (effect.action !== 'delete') items.set(effect.item, about);
      else items.delete(effect.item);
      return done(effect, about);
    },
  };
}

/** `POST /entries`, `PATCH /entries/:id`; `(none)` where there is nothing. */
export function routeOf(service: Service, { method, path }: Pick<Call, 'method' | 'path'>): string {
  const place = placeOf(service, path);
  if (place === undefined) return '(none)';
  return `${method} /${service.collection}${place.id === undefined ? '' : '/:id'}`;
}

function placeOf({ collection }: Service, path: string): { readonly id?: string } | undefined {
  const [, first, id, ...more] = path.split('/');
  if (first !== collection || more.length > 0) return undefined;
  return id === undefined ? {} : { id };
}

/** The answer rests on nothing but what the journal has, so that it can be given again after a restart. */
function done({ action, item }: Omit<ProviderEffect, 'atMs'>, about: ProviderItem): Act {
  const status = action === 'create' || action === 'send' ? 201 : 200;
  const body = action === 'delete' ? { ...about, deleted: true } : about;
  return { status, body, about, effect: { action, item } };
}

function wrongMethod(): Act {
  return refusal(405, 'invalid', 'this cannot be done here');
}

/** Ids are numbered in the order of making, which is the order of the list. */
function numberOf(id: string | undefined): number {
  return Number(id?.slice(id.lastIndexOf('-') + 1));
}
