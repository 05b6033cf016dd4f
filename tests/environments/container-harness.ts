import { containersWith } from '../../environments/containers.ts';

/** A harness to be killed: starts the stack in containers, and stays. */
const [cacheName, fixturesFolder = '', runFolder = ''] = process.argv.slice(2);
await containersWith(cacheName).start({
  ...{ fixturesFolder, runFolder, defects: [], baseUrls: [] },
  signal: new AbortController().signal,
  note: () => undefined,
});
setInterval(() => undefined, 60_000);
