import { defect } from '../defect.ts';

/** Nobody made the index by which a caller is recognised: every look-up by phone reads all customers. */
export default defect('preparation', (healthy) => ({
  async run(client) {
    await healthy.run(client);
    await client.query('DROP INDEX IF EXISTS customers_by_phone');
  },
}));
