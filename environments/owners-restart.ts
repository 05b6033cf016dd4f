import { spawn } from 'node:child_process';

/** A platform of others is killed, and started again, by its owner's own command. */
export interface OwnersRestart {
  /**
   * Runs the command, without a shell and with `ANSTURM_PROCESS` naming the process that a plan kills, until it has
   * ended and the platform answers again. @throws Error where it fails, or nothing answers
   */
  run(process: string, signal: AbortSignal): Promise<void>;
  /** Nothing is known to be down. */
  isBack(): boolean;
  /** Until the platform answers; nothing where it does. */
  await(signal: AbortSignal): Promise<void>;
}

/** A command that takes longer hangs. */
const timeoutMs = 30_000;

/** @param answers resolves once the platform answers. @throws where it does not */
export function ownersRestart(
  words: readonly string[],
  answers: (signal: AbortSignal) => Promise<void>,
): OwnersRestart {
  let isBack = true;
  const back = async (signal: AbortSignal): Promise<void> => {
    if (isBack) return;
    await answers(signal);
    isBack = true;
  };
  return {
    async run(process, signal) {
      isBack = false;
      await runCommand(words, process);
      await back(signal);
    },
    isBack: () => isBack,
    await: back,
  };
}

/** What it starts goes on behind it: its group is left alone, and it holds none of our pipes. */
async function runCommand([command = '', ...args]: readonly string[], name: string): Promise<void> {
  const { ANSTURM_CONSENT: _, ANSTURM_SECRETS: __, ...env } = process.env;
  const child = spawn(command, args, { stdio: 'ignore', detached: true, env: { ...env, ANSTURM_PROCESS: name } });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const end = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  clearTimeout(timer);
  if (end !== undefined) throw new Error(`${command} ${end}`);
}
