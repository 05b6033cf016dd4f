import { defect } from '../defect.ts';

/** What belongs behind an appointment is not kept free: the next one may begin as soon as it ends. */
export default defect('appointments', (healthy) => ({
  ...healthy,
  insert: (client, appointment) => healthy.insert(client, { ...appointment, blockedUntil: appointment.end }),
  move: (client, tenant, id, to) => healthy.move(client, tenant, id, { ...to, blockedUntil: to.end }),
}));
