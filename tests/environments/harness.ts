import { embeddedWith } from '../../environments/embedded.ts';
import { fakeStack } from './bench.ts';

/** A harness to be killed: starts the fake stack, says what runs, and stays. */
const [cacheName = '', fixturesFolder = '', runFolder = ''] = process.argv.slice(2);
const lab = await embeddedWith({ stackFolder: fakeStack, cacheName }).start({
  fixturesFolder,
  runFolder,
  defects: [],
  baseUrls: [],
  signal: new AbortController().signal,
  note: () => undefined,
});
process.stdout.write(`${JSON.stringify({ baseUrls: lab.baseUrls })}\n`);
