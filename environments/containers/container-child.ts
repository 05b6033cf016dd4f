import { createWriteStream } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { ProcessRole } from '../../core/resource-sample.ts';
import type { Child, ChildEnd } from '../workspace.ts';
import type { Engine } from './engine.ts';

/** One run of a container, as a process: its pid is that of its first process, as the engine sees it. */
export interface ContainerRun {
  readonly id: string;
  readonly name: string;
  readonly role: ProcessRole;
  /** Gets the output of this run, as a file of its own. */
  readonly outputFolder: string;
}

/** What is still to be read of its output when a container has ended comes within this time. */
const lastOutputMs = 1_000;
let runs = 0;

/** Follows a container that runs, or has ended already. Never rejects behind this. */
export async function containerChild({ docker }: Engine, run: ContainerRun): Promise<Child> {
  const { id, name, role, outputFolder } = run;
  const container = docker.getContainer(id);
  const { State } = await container.inspect();
  runs += 1;
  const outputFile = join(outputFolder, `${name}.${runs}.log`);
  const output = createWriteStream(outputFile, { mode: 0o600 });
  output.on('error', () => undefined);
  const since = Date.parse(State.StartedAt) / 1_000;
  const stream = await container.logs({ follow: true, stdout: true, stderr: true, since });
  docker.modem.demuxStream(stream, output, output);
  const read = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => output.end(() => resolve()));
  });
  let end: ChildEnd | undefined;
  const ended = container.wait().then(
    async ({ StatusCode }: { StatusCode: number }) => {
      await Promise.race([read, late(lastOutputMs)]);
      end = endOf(StatusCode);
      return end;
    },
    () => {
      end = { exitCode: null, signal: 'SIGKILL' };
      return end;
    },
  );
  return {
    ...{ name, role, pid: State.Pid, outputFile, ended },
    end: () => end,
    kill: (signal) => void container.kill({ signal }).catch(() => undefined),
  };
}

/** An engine tells of a signal by 128 and its number. */
function endOf(status: number): ChildEnd {
  const found = Object.entries(constants.signals).find(([, number]) => number === status - 128);
  return found === undefined
    ? { exitCode: status, signal: null }
    : { exitCode: null, signal: found[0] as NodeJS.Signals };
}

function late(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}
