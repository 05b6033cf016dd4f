import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface K6Options {
  readonly k6: string;
  /** The scenario's entry, absolute. */
  readonly entry: string;
  /** File with a LoadInput. */
  readonly loadFile: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly historyFile: string;
  readonly logFile: string;
  readonly recording?: 'lean' | 'plain';
}

export interface K6End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As k6 counted them; undefined when it ended without saying so. */
  readonly completed?: number;
  readonly interrupted?: number;
  /** The last line that it wrote to stderr. */
  readonly lastError?: string;
}

export interface K6Process {
  readonly pid: number;
  readonly ended: Promise<K6End>;
  /** k6 ends its iterations and itself; asked twice it stops at once. */
  stop(): void;
}

/** Users come from this many addresses of the loopback range, as real ones come from many. */
const localIps = '127.1.0.1-127.1.3.232';

/** `running (13.0s), 000/224 VUs, 267 complete and 0 interrupted iterations`, k6's own count, once a second. */
const countLine = /(\d+) complete and (\d+) interrupted iterations/;

export function startK6(options: K6Options): K6Process {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  log.on('error', () => undefined); // A full disk is seen, and told, where the history is written.
  const child = spawn(options.k6, argumentsOf(options), {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      ANSTURM_LOAD: options.loadFile,
      ANSTURM_SECRETS: JSON.stringify(options.secrets),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at the terminal reaches the harness alone, which then stops k6 in order.
    detached: true,
  });
  let counts: { completed: number; interrupted: number } | undefined;
  let lastError: string | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const match = countLine.exec(line);
    if (match !== null) counts = { completed: Number(match[1]), interrupted: Number(match[2]) };
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastError = line;
    log.write(`${line}\n`);
  });
  const ended = new Promise<K6End>((resolve) => {
    child.on('error', (error) => resolve({ exitCode: null, signal: null, lastError: error.message }));
    child.on('close', (exitCode, signal) => {
      log.end();
      resolve({ exitCode, signal, ...counts, ...(lastError === undefined ? {} : { lastError }) });
    });
  });
  return { pid: child.pid ?? 0, ended, stop: () => child.kill('SIGINT') };
}

function argumentsOf({ entry, historyFile }: K6Options): string[] {
  return [
    'run',
    // The summary, thresholds and anonymous reports cost CPU or leave the machine; nothing here needs them.
    '--summary-mode=disabled',
    '--no-thresholds',
    '--no-usage-report',
    '--no-color',
    `--local-ips=${localIps}`,
    '--log-format=raw',
    `--console-output=${historyFile}`,
    entry,
  ];
}
