import { type AddressInfo, createServer } from 'node:net';

/**
 * A process of its own that acknowledges every request on raw sockets and reads nothing but how long it is, so that the
 * generator is measured and not the receiver. Its port is its first message.
 */
const reply = Buffer.from('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
const headEnd = Buffer.from('\r\n\r\n');

const server = createServer((socket) => {
  let head = '';
  let missing = 0;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    if (missing === 0) {
      const end = chunk.indexOf(headEnd);
      head += chunk.toString('latin1', 0, end < 0 ? chunk.length : end);
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      missing = length - (chunk.length - end - headEnd.length);
      head = '';
    } else missing -= chunk.length;
    if (missing === 0) socket.write(reply);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
