import { defect } from '../defect.ts';

/** The relay works in the background, and passes on no id of the request for which it does. */
export default defect('providers', (healthy) => ({
  send: ({ cause: _, ...call }, signal) => healthy.send(call, signal),
}));
