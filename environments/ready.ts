import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { endInWords, lastLines } from './finish.ts';
import { tail } from './tail.ts';
import type { Child } from './workspace.ts';

export interface ReadyOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly hide: (text: string) => string;
}

const pauseMs = 25;
const answerTimeoutMs = 2_000;
const shownLength = 300;

const url = '"(http:\\/\\/127\\.0\\.0\\.1:\\d+)"';

/** Waits for the line `{"listening":"http://127.0.0.1:<port>"}` of a process. @throws Failure with exit code 5 */
export async function listeningUrl(child: Child, options: ReadyOptions): Promise<string> {
  const [found = ''] = await said(
    child,
    new RegExp(`^\\{"listening":${url}`),
    options,
    'it never said where it listens',
  );
  return found;
}

/** Of a provider, that says too where it is controlled: `{"listening":"…","control":"…"}`. */
export async function providerUrls(
  child: Child,
  options: ReadyOptions,
): Promise<{ readonly url: string; readonly control: string }> {
  const pattern = new RegExp(`^\\{"listening":${url},"control":${url}\\}`);
  const [found = '', control = ''] = await said(child, pattern, options, 'it never said where it listens');
  return { url: found, control };
}

/** Waits for the line `{"working":<pid>}`, or another word, of a process that nobody calls. @throws Failure: code 5 */
export async function waitUntilWorking(child: Child, options: ReadyOptions, word = 'working'): Promise<void> {
  // By its own pid: one that is started again goes on in the output of the one before.
  await said(child, new RegExp(`^\\{"${word}":(${child.pid})\\}`), options, `it never said that it is ${word}`);
}

/** What a process says of itself in a line of its output: the groups of the pattern. */
export async function said(
  child: Child,
  pattern: RegExp,
  options: ReadyOptions,
  missing: string,
): Promise<readonly string[]> {
  let found: readonly string[] | undefined;
  const output = tail(child.outputFile, (line) => {
    found ??= pattern.exec(line)?.slice(1);
  });
  try {
    await poll(child, options, missing, async () => {
      output.read();
      return found === undefined ? missing : null;
    });
  } finally {
    output.close();
  }
  return found ?? [];
}

/** Waits until a page answers 200. @throws Failure with exit code 5 and the last answer seen */
export async function waitUntilReady(
  child: Child,
  baseUrl: string,
  options: ReadyOptions,
  page = '/health/ready',
): Promise<void> {
  await poll(child, options, 'it was never asked', async () => {
    const answer = await lastAnswer(`${baseUrl}${page}`, options.signal);
    return answer.status === 200 ? null : `the last answer of ${page} was ${answer.text}`;
  });
}

/** Any answer of any status; `status` 0 when none came. */
export async function lastAnswer(
  url: string,
  signal: AbortSignal,
  ask: typeof fetch = fetch,
): Promise<{ readonly status: number; readonly text: string; readonly cause?: unknown }> {
  try {
    const reply = await ask(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    return { status: reply.status, text: `${reply.status} ${await beginning(reply)}`.trim() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: 0, text: `none (${cause instanceof Error ? cause.message : String(cause)})`, cause };
  }
}

/** The first characters of a reply, however long a platform makes it. */
async function beginning(reply: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of reply.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= shownLength) break;
  }
  return text.slice(0, shownLength);
}

/** Asks until `ask` says null; otherwise it says what is missing. */
async function poll(
  child: Child,
  options: ReadyOptions,
  missing: string,
  ask: () => Promise<string | null>,
): Promise<void> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  for (let last: string | null = missing; last !== null; ) {
    options.signal.throwIfAborted();
    const end = child.end();
    const output = (): readonly string[] => lastLines(child.outputFile).map(options.hide);
    if (end !== undefined) {
      const failedAs = end.exitCode === exitCode.badUsage ? exitCode.badUsage : exitCode.targetNeverHealthy;
      throw new Failure(`${child.name} ${endInWords(end)} before it was ready`, {
        exitCode: failedAs,
        problems: output(),
      });
    }
    if (deadline.aborted) {
      throw new Failure(`${child.name} was not ready within ${options.timeoutMs} ms: ${options.hide(last)}`, {
        exitCode: exitCode.targetNeverHealthy,
        problems: output(),
      });
    }
    last = await ask();
    if (last !== null) await sleep(pauseMs);
  }
}
