import { defect } from '../defect.ts';

/** What the client asks for is what it gets: only the search knows working hours, breaks, holidays, and the past. */
export default defect('availability', (healthy) => ({ ...healthy, demandOffered: () => undefined }));
