import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { Problem } from '../problem.ts';
import { readTime } from '../read-time.ts';
import { slotsQuery, slotsReply } from '../schemas.ts';
import { tenantOfRequest } from './requests.ts';

interface SlotsQuery {
  readonly branchId: string;
  readonly serviceId: string;
  readonly staffId?: string;
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

const searchMaxMs = 31 * 86_400_000;

export function slotRoutes(app: FastifyInstance, parts: Parts): void {
  const schema = { summary: 'Find free slots', querystring: slotsQuery, response: { 200: slotsReply } };
  app.get<{ Querystring: SlotsQuery }>('/v1/slots', { schema }, async (request) => {
    const { from, to, ...wanted } = request.query;
    const between = { from: readTime(from), to: readTime(to) };
    if (between.to <= between.from) throw new Problem('invalid', 'to must lie behind from');
    if (between.to - between.from > searchMaxMs)
      throw new Problem('invalid', 'at most 31 days can be searched at once');
    return parts.transactions.read((client) =>
      parts.availability.find(client, tenantOfRequest(request), { ...wanted, between }),
    );
  });
}
