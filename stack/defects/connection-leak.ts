import { defect } from '../defect.ts';

/** An error path forgets its connection: the fifth refusal of a process keeps it for ever, and then every tenth. */
const first = 5;
const every = 10;

export default defect('pool', (healthy) => {
  let refusals = 0;
  return {
    ...healthy,
    giveBack(client, end) {
      if (end === 'refused') refusals += 1;
      if (end === 'refused' && refusals % every === first) return;
      healthy.giveBack(client, end);
    },
  };
});
