import type { FastifyInstance } from 'fastify';
import type { NewCustomer } from '../customers.ts';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import {
  companiesQuery,
  companiesReply,
  customerBody,
  customerReply,
  customersQuery,
  customersReply,
  idParams,
  writeHeaders,
} from '../schemas.ts';
import { sendWrite, tenantOfRequest } from './requests.ts';

export function customerRoutes(app: FastifyInstance, parts: Parts): void {
  const registerSchema = {
    summary: 'Register a customer; a phone number is known once in each company',
    headers: writeHeaders,
    body: customerBody,
    response: { 201: customerReply },
  };
  app.post<{ Body: Omit<NewCustomer, 'email'> & { email?: string | null } }>(
    '/v1/customers',
    { schema: registerSchema },
    (request, reply) => {
      const customer = { ...request.body, email: request.body.email ?? null };
      return sendWrite(parts, request, reply, 'register-customer', (client, tenant) =>
        parts.customers.register(client, tenant, customer),
      );
    },
  );

  const findSchema = {
    summary: 'Find a customer by the phone number, exactly as it was registered',
    querystring: customersQuery,
    response: { 200: customersReply },
  };
  app.get<{ Querystring: { phone: string } }>('/v1/customers', { schema: findSchema }, async (request) => {
    const { phone } = request.query;
    const items = await parts.transactions.read((client) =>
      parts.customers.findByPhone(client, tenantOfRequest(request), phone),
    );
    return { items };
  });

  const readSchema = { summary: 'Read one customer', params: idParams, response: { 200: customerReply } };
  app.get<{ Params: { id: string } }>('/v1/customers/:id', { schema: readSchema }, async (request) => {
    const found = await parts.transactions.read((client) =>
      parts.customers.read(client, tenantOfRequest(request), request.params.id),
    );
    if (found === undefined) throw new Problem('not-found', 'no such customer');
    return found;
  });
}

/** The public directory: where a visit begins, before anybody has a key. */
export function companyRoutes(app: FastifyInstance, parts: Parts): void {
  const schema = {
    summary: 'The public directory of companies',
    querystring: companiesQuery,
    response: { 200: companiesReply },
  };
  app.get<{ Querystring: { limit: number; cursor?: string } }>('/v1/companies', { schema }, (request) =>
    parts.transactions.read((client) => parts.listing.companies(client, request.query.limit, request.query.cursor)),
  );
}
