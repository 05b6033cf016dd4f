import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A platform that says yes to everything; enough to see what a driver sends and records. */
export interface ToyPlatform {
  readonly baseUrl: string;
  readonly requests: readonly { readonly path: string; readonly headers: NodeJS.Dict<string | string[]> }[];
  stop(): Promise<void>;
}

export async function startToyPlatform(
  answer: (path: string) => { status: number; body: string },
): Promise<ToyPlatform> {
  const requests: { path: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  const server: Server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
