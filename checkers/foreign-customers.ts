import type { Operation } from '../core/operation.ts';

/** One tenant looked for a customer by a number which another tenant alone had registered. */
export interface ForeignCustomer {
  /** Of the look. */
  readonly id: string;
  readonly tenant: string;
  readonly owner: string;
  /** The owner's own, where that was the answer; undefined: it was told of nobody, or of somebody else. */
  readonly customer: string | undefined;
}

export interface ForeignCustomers {
  readonly looks: readonly ForeignCustomer[];
}

export interface OpenForeignCustomers extends ForeignCustomers {
  take(operation: Operation): void;
}

type Registered = { readonly tenant: string; readonly customer: string };

/** Looks are judged by what was registered before them in the same history. */
export function openForeignCustomers(): OpenForeignCustomers {
  const byPhone = new Map<string, Registered | 'several'>();
  const looks: ForeignCustomer[] = [];
  return {
    looks,
    take({ id, verb, type, value }) {
      if (verb !== 'register-customer' && verb !== 'find-customer') return;
      const { tenant, phone } = value.asked ?? {};
      const customer = value.answered?.customer;
      if (typeof tenant !== 'string' || typeof phone !== 'string') return;
      const known = byPhone.get(phone);
      if (verb === 'register-customer') {
        // One that was refused, or never answered, may have been made all the same.
        const isSure = type === 'ok' && typeof customer === 'string';
        if (known === undefined && isSure) byPhone.set(phone, { tenant, customer });
        else if (known === undefined || known === 'several' || known.tenant !== tenant) byPhone.set(phone, 'several');
        return;
      }
      if (known === undefined || known === 'several' || known.tenant === tenant || type === 'info') return;
      const isTold = type === 'ok' && customer === known.customer;
      looks.push({ id, tenant, owner: known.tenant, customer: isTold ? known.customer : undefined });
    },
  };
}
