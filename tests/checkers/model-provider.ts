import type {
  Behaviour,
  Conduct,
  ProviderEffect,
  ProviderItem,
  ProviderLine,
  ProviderName,
  ProviderRequest,
} from '../../core/provider.ts';
import type { Random } from '../../core/random.ts';

/** One request, as a platform sends it. */
export interface Sent {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** The item that it changes or deletes. */
  readonly item?: string;
  readonly about: ProviderItem;
  readonly key?: string;
  readonly trace?: string;
}

/** What the caller learns, and when. */
export interface Learned {
  readonly endMs: number;
  readonly status: number;
  readonly item?: string;
  readonly retryAfterSeconds?: number;
}

export interface ModelProvider {
  readonly lines: ProviderLine[];
  behave(shares: Conduct['shares'], atMs: number): void;
  /** @param hangUpMs when the caller gives up */
  send(sent: Sent, atMs: number, hangUpMs: number): Learned;
}

/** A provider as providers/README.md has it, in model time. */
export function openModelProvider(provider: ProviderName, draw: Random): ModelProvider {
  const lines: ProviderLine[] = [{ schemaVersion: 1, source: provider, offsetMs: 0, errorMs: 1, seed: 1 }];
  const answers = new Map<string, { readonly item: string; readonly id: string }>();
  const gone = new Set<string>();
  let conduct: Conduct = { shares: {}, slowMs: [500, 5000], retryAfterSeconds: 1 };
  let count = 0;

  return {
    lines,
    behave(shares, atMs) {
      conduct = { ...conduct, shares };
      lines.push({ mark: 'conduct', provider, atMs, conduct });
    },
    send(sent, atMs, hangUpMs) {
      count += 1;
      const behaviour = drawn(conduct, draw);
      const waitMs = behaviour === 'slow' ? draw.between(...conduct.slowMs) : behaviour === 'silent' ? 1e9 : 2;
      const isHungUp = atMs + waitMs > hangUpMs;
      const endMs = isHungUp ? hangUpMs : atMs + waitMs;
      const does =
        ['healthy', 'slow', 'act-and-drop'].includes(behaviour) || (behaviour === 'garbage' && draw.chance(0.5));
      const known = sent.key === undefined ? undefined : answers.get(sent.key);
      const id = `${provider}-${count}`;
      const item = known?.item ?? sent.item ?? id;
      const isRefused = sent.method !== 'POST' && gone.has(item) && known === undefined;
      const acts = does && known === undefined && !isRefused;
      const action = actionOf(sent.method, provider);
      if (acts && action === 'delete') gone.add(item);
      if (acts && sent.key !== undefined) answers.set(sent.key, { item, id });
      const wellStatus = isRefused ? 404 : sent.method === 'POST' ? 201 : 200;
      const told: Partial<Record<Behaviour, number>> = { failing: 500, 'rate-limiting': 429, garbage: 200 };
      const isCut = ['act-and-drop', 'drop', 'reset'].includes(behaviour);
      const status = isHungUp || isCut ? 0 : (told[behaviour] ?? wellStatus);
      const path = sent.item === undefined ? '/items' : `/items/${sent.item}`;
      const retry = behaviour === 'rate-limiting' ? { retryAfterSeconds: conduct.retryAfterSeconds } : {};
      const request: ProviderRequest = {
        ...{
          id,
          provider,
          arrivedMs: atMs,
          endedMs: endMs,
          method: sent.method,
          route: `${sent.method} /items`,
          path,
          status,
        },
        ...{
          ending: isHungUp ? 'hung-up' : isCut ? 'cut' : 'replied',
          behaviour,
          bodyBytes: 9,
          about: { ...sent.about, id: item },
        },
        bodyHash: JSON.stringify(sent.about).length.toString(16).padStart(32, '0'),
        ...(acts ? { effect: { action, item, atMs: atMs + 1 } } : {}),
        ...(does && known !== undefined ? { repeats: known.id } : {}),
        ...(sent.key === undefined ? {} : { idempotencyKey: sent.key }),
        ...(sent.trace === undefined ? {} : { traceId: sent.trace }),
        ...retry,
      };
      lines.push(request);
      const isUnderstood = status < 500 && status !== 0 && behaviour !== 'garbage';
      return {
        endMs,
        status: behaviour === 'garbage' ? 599 : status,
        ...retry,
        ...(isUnderstood && status < 300 ? { item } : {}),
      };
    },
  };
}

function drawn({ shares }: Conduct, draw: Random): Behaviour {
  let left = draw.next();
  for (const [name, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return name as Behaviour;
  }
  return 'healthy';
}

function actionOf(method: Sent['method'], provider: ProviderName): ProviderEffect['action'] {
  if (method !== 'POST') return method === 'PATCH' ? 'move' : 'delete';
  return provider === 'calendar' ? 'create' : 'send';
}
