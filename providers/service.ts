import type { ProviderEffect, ProviderItem, ProviderName } from '../core/provider.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What one kind of provider keeps, and how it is asked for. */
export interface Service {
  readonly name: ProviderName;
  /** The one collection that it has: `entries`. */
  readonly collection: string;
  readonly makes: 'create' | 'send';
  /** The item that a body asks for; a text says what is wrong with it. */
  readonly read: (body: Json) => ProviderItem | string;
  /** Whether an item can be changed and deleted later. */
  readonly isChangeable: boolean;
}

/** One request, as far as it asks for something. */
export interface Call {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** undefined: none, or no JSON object. */
  readonly body: Json | undefined;
}

/** What came of a call. */
export interface Act {
  readonly status: number;
  readonly body: object;
  readonly about?: ProviderItem;
  readonly effect?: Omit<ProviderEffect, 'atMs'>;
}

export function refusal(status: number, error: string, detail: string): Act {
  return { status, body: { error, detail } };
}
