import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Conduct } from '../core/provider.ts';
import type { Desk } from './open-desk.ts';
import { readBody } from './read-body.ts';
import { readConduct } from './read-conduct.ts';
import { type Act, refusal } from './service.ts';

export interface ControlParts {
  readonly desk: Desk;
  readonly conduct: () => Conduct;
  readonly setConduct: (conduct: Conduct) => void;
  readonly open: () => number;
}

/**
 * The harness's own door to a provider, which no behaviour and no journal stands before: `GET` and `PUT /behaviour`,
 * `GET /open` (how many requests have no end yet), and the lists of what is there now.
 */
export function controlServer({ desk, conduct, setConduct, open }: ControlParts): Server {
  const act = async (request: IncomingMessage): Promise<Act> => {
    const { bytes } = await readBody(request);
    if (request.url === '/open') return { status: 200, body: { open: open() } };
    if (request.url !== '/behaviour') {
      return request.method === 'GET' ? desk.look(request) : refusal(405, 'invalid', 'this door is for looking');
    }
    if (request.method !== 'PUT') return { status: 200, body: conduct() };
    const asked = readConduct(jsonOf(bytes));
    if (typeof asked === 'string') return refusal(400, 'invalid', asked);
    setConduct(asked);
    return { status: 200, body: asked };
  };
  return createServer((request, response) => {
    void act(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
