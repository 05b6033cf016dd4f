import type { Operation } from '../../core/operation.ts';
import type { OutgoingAnswered, ProviderLine, ProviderName } from '../../core/provider.ts';
import type { Interner } from '../interner.ts';
import { type ConductSpan, openConductSpans } from './conduct-spans.ts';
import { openProviderItems, type ProviderItemLife } from './provider-items.ts';
import { openProviderRequests, type ProviderRequests } from './provider-requests.ts';

/** What laws about outgoing calls read: the journals of the providers, and what the platform said that waits. */
export interface Providers {
  readonly requests: ProviderRequests;
  /** Those that wrote anything down. */
  names(): readonly ProviderName[];
  /** Entries and messages that were ever made, in the order in which they were made. */
  items(): readonly ProviderItemLife[];
  /** How it treated its callers, from its start to its end without a gap. */
  conducts(provider: ProviderName): readonly ConductSpan[];
  /** The newest answers to `read-outgoing`, one a tenant. */
  asks(): readonly OutgoingAsk[];
}

/** What the platform said that it has not delivered. */
export interface OutgoingAsk {
  /** The operation's. */
  readonly id: string;
  /** '' where all tenants were asked about. */
  readonly tenant: string;
  readonly startMs: number;
  /** References of bookings. */
  readonly waiting: ReadonlySet<string>;
  readonly dead: ReadonlySet<string>;
  /** Platforms may cut the list off: then nobody knows what else waits. */
  readonly isWhole: boolean;
}

export interface OpenProviders extends Providers {
  /** Times are on the run's clock, those of a header's `offsetMs` too. */
  take(line: ProviderLine): void;
  takeOperation(operation: Operation): void;
}

/** Shorter lists than this are taken to be whole. */
const listedMax = 1000;

export function openProviders(names: Interner): OpenProviders {
  const requests = openProviderRequests(names);
  const items = openProviderItems(names);
  const conducts = openConductSpans();
  const asks = new Map<string, OutgoingAsk>();
  return {
    requests,
    names: conducts.providers,
    items: items.all,
    conducts: conducts.of,
    asks: () => [...asks.values()],
    take(line) {
      if ('mark' in line) conducts.takeMark(line);
      else if ('schemaVersion' in line) conducts.takeStart(line);
      else {
        conducts.takeSeen(line);
        items.take(line, requests.take(line));
      }
    },
    takeOperation({ verb, id, type, startMs, value: { asked, answered } }) {
      if (verb !== 'read-outgoing' || type !== 'ok' || answered === undefined) return;
      const tenant = typeof asked?.tenant === 'string' ? asked.tenant : '';
      const { waiting = [], dead = [] } = answered as Partial<OutgoingAnswered>;
      if ((asks.get(tenant)?.startMs ?? Number.NEGATIVE_INFINITY) > startMs) return;
      const isWhole = waiting.length < listedMax && dead.length < listedMax;
      asks.set(tenant, { id, tenant, startMs, waiting: new Set(waiting), dead: new Set(dead), isWhole });
    },
  };
}
