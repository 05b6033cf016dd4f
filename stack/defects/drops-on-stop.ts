import { defect } from '../defect.ts';

/** Who is asked to stop hangs up at once, whoever waits for an answer. */
export default defect('departure', () => ({
  async leave(app) {
    app.server.closeAllConnections();
    await app.close();
  },
}));
