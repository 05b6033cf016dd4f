/** The smallest relay: says that it works, calls each provider once, and waits to be stopped. */
const timer = setInterval(() => undefined, 1_000);
process.once('SIGTERM', () => clearInterval(timer));
const headers = { authorization: `Bearer ${process.env.PROVIDER_TOKEN}`, 'idempotency-key': `of ${process.pid}` };
await fetch(`${process.env.CALENDAR_URL}/entries`, { headers }).catch(() => undefined);
await fetch(`${process.env.MESSAGING_URL}/messages`, { headers }).catch(() => undefined);
process.stdout.write(`${JSON.stringify({ relaying: process.pid })}\n`);
