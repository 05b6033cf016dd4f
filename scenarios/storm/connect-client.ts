import { openSocket, type SocketOptions } from '../../drivers/socket/open-socket.ts';
import { originOf } from '../../drivers/socket/origin.ts';
import type { Client } from './take-over.ts';

/**
 * What autocannon does to open a connection (`_connect`, 9.0.0), but for whom it talks to: its own verifies no
 * certificate and looks a name up each time.
 */
export function connectClient(client: Client, baseUrl: string, options: SocketOptions): void {
  const socket = openSocket(originOf(baseUrl), options);
  client.conn = socket;
  socket.on('error', (error) => {
    client.emit('connError', error);
    if (!client.destroyed) client._connect();
  });
  socket.on('data', (chunk: Buffer) => {
    client.pipelinedRequests.addByteCount(chunk.length);
    client.parser.execute(chunk);
  });
  socket.on('end', () => {
    if (!client.destroyed) client._connect();
  });
  client._doRequest();
}
