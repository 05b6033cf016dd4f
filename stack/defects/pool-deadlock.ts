import { defect } from '../defect.ts';

/**
 * Customers are looked up on a connection of their own, while that of the request waits: when all connections belong to
 * requests that want a second one, nobody gets any.
 */
export default defect('customers', (healthy, parts) => ({
  ...healthy,
  read: (_, ...asked) => parts.transactions.read((own) => healthy.read(own, ...asked)),
  findByPhone: (_, ...asked) => parts.transactions.read((own) => healthy.findByPhone(own, ...asked)),
  demandKnown: (_, ...asked) => parts.transactions.read((own) => healthy.demandKnown(own, ...asked)),
}));
