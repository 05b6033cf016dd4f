import { randomUUID } from 'node:crypto';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly language: 'de' | 'en';
}

export type NewCustomer = Omit<Customer, 'id'>;

export interface Customers {
  /** @throws Problem `conflict` when the phone number is known already */
  register(client: Client, tenant: string, customer: NewCustomer): Promise<Customer>;
  findByPhone(client: Client, tenant: string, phone: string): Promise<readonly Customer[]>;
  read(client: Client, tenant: string, id: string): Promise<Customer | undefined>;
  /** @throws Problem `not-found` */
  demandKnown(client: Client, tenant: string, id: string): Promise<void>;
}

const columns = 'id, name, phone, email, language';
const registerSql = `INSERT INTO customers (id, company_id, name, phone, email, language)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${columns}`;

export function createCustomers(): Customers {
  async function read(client: Client, tenant: string, id: string): Promise<Customer | undefined> {
    const text = `SELECT ${columns} FROM customers WHERE id = $2 AND company_id = $1`;
    return (await client.query<Customer>({ name: 'read-customer', text, values: [tenant, id] })).rows[0];
  }

  return {
    read,
    async register(client, tenant, { name, phone, email, language }) {
      const values = [`customer-${randomUUID()}`, tenant, name, phone, email, language];
      const { rows } = await client.query<Customer>({ name: 'register-customer', text: registerSql, values });
      if (rows[0] === undefined) throw new Problem('conflict', 'a customer with this phone number is known already');
      return rows[0];
    },
    async findByPhone(client, tenant, phone) {
      const text = `SELECT ${columns} FROM customers WHERE company_id = $1 AND phone = $2 LIMIT 10`;
      return (await client.query<Customer>({ name: 'find-customer', text, values: [tenant, phone] })).rows;
    },
    async demandKnown(client, tenant, id) {
      if ((await read(client, tenant, id)) === undefined) throw new Problem('not-found', 'no such customer');
    },
  };
}
