import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Conduct, ProviderName, ProviderRequest } from '../core/provider.ts';
import { drawTreatment } from './draw-treatment.ts';
import { listenAt } from './listen-at.ts';
import type { Desk } from './open-desk.ts';
import { readBody } from './read-body.ts';
import { requestRecord } from './request-record.ts';
import { type Outcome, treat } from './treat.ts';
import { openVisit, type Visit } from './visit.ts';

export interface ProviderServer {
  readonly url: string;
  /** How many requests have no end yet. */
  open(): number;
  /** Takes no more, ends what is still open without a reply, and answers how many requests there were. */
  stop(): Promise<number>;
}

export interface ServerParts {
  readonly provider: ProviderName;
  readonly desk: Desk;
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  /** Asked for each request when it arrives. */
  readonly conduct: () => Conduct;
  /** How many requests earlier processes wrote into the same journal. */
  readonly before: number;
  readonly nowMs: () => number;
  /** In the journal when it returns. */
  readonly write: (request: ProviderRequest) => void;
  /** A request could not be written down, or ran into a bug of ours: nothing that follows is evidence. */
  readonly onFault: (error: unknown) => void;
}

/** The door that a platform calls. Each request is written down before its reply goes out. */
export async function openProviderServer(parts: ServerParts): Promise<ProviderServer> {
  const { provider, desk, seed, nowMs } = parts;
  const open = new Map<Visit, Promise<void>>();
  const stopping = new AbortController();
  let count = parts.before;

  const serve = async (visit: Visit): Promise<void> => {
    const body = await readBody(visit.request);
    const asked = desk.describe(visit.request, body);
    const outcome = await treat(visit, () => desk.deal(visit.request, body, visit.id), stopping.signal);
    parts.write(requestRecord(provider, visit, asked, outcome, nowMs()));
    if (visit.ended() === undefined) finish(visit, outcome, body.isWhole);
  };
  const arrive = (request: IncomingMessage, response: ServerResponse): void => {
    count += 1;
    const treatment = drawTreatment(parts.conduct(), seed, count);
    const visit = openVisit({ id: `${provider}-${count}`, request, response, treatment }, nowMs);
    if (stopping.signal.aborted) visit.stop();
    const served = serve(visit).catch((error: unknown) => {
      request.socket.destroy();
      parts.onFault(error);
    });
    open.set(visit, served);
    void served.then(() => open.delete(visit));
  };

  const server = createServer({ keepAliveTimeout: 75_000 }, arrive);
  const url = await listenAt(server, parts.host, parts.port);
  return {
    url,
    open: () => open.size,
    async stop() {
      stopping.abort();
      server.close();
      for (const visit of open.keys()) visit.stop();
      while (open.size > 0) await Promise.all(open.values());
      server.closeAllConnections();
      return count;
    },
  };
}

function finish({ id, request, response }: Visit, { reply, isReset }: Outcome, isWhole: boolean): void {
  if (isReset === true) request.socket.resetAndDestroy();
  else if (reply === undefined) request.socket.destroy();
  else {
    response.writeHead(reply.status, {
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply.body), 'x-request-id': id },
      // What was not read would be taken for the next request.
      ...(isWhole ? {} : { connection: 'close' }),
      ...reply.headers,
    });
    response.end(reply.body);
  }
}
