import * as assert from 'uvu/assert';
import { findCampaign } from '../../campaigns/find-campaign.ts';
import { suite } from '../door.ts';

const test = suite('finding a campaign');

test('a scenario undertakes what it can reach: where nobody but events books, no booking is acknowledged', async () => {
  const scopeOf = async (name: string): Promise<readonly string[]> => (await findCampaign(name)).scope;
  const storm = await scopeOf('webhook-storm');
  assert.equal([storm.includes('exactly-once'), storm.includes('accounting')], [true, false]);
  for (const name of ['booking-race', 'booking-day', 'provider-storm']) {
    assert.ok((await scopeOf(name)).includes('accounting'), name);
  }
});
