import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadInput } from '../core/load-input.ts';
import type { Reach } from '../core/reach.ts';
import { secretVariables } from '../core/secret-variables.ts';
import { openCacheFolder } from '../environments/cache-folder.ts';
import { type ChildEnd, openWorkspace } from '../environments/workspace.ts';
import { bundle } from './bundle.ts';

export interface K6Options {
  readonly k6: string;
  /** The scenario's entry, absolute. */
  readonly entry: string;
  readonly input: LoadInput;
  readonly secrets: Readonly<Record<string, string>>;
  readonly reach?: Reach | undefined;
  /** Gets k6's own series, for those who watch; absent: nobody. */
  readonly remoteWriteUrl?: string | undefined;
  /** k6 appends to it. */
  readonly historyFile: string;
  readonly logFile: string;
}

export interface K6End extends ChildEnd {
  /** Iterations as k6 counted them; undefined when it ended without saying so. */
  readonly completed?: number;
  readonly interrupted?: number;
  /** The last thing that it complained of. */
  readonly lastError?: string;
}

export interface K6Process {
  readonly pid: number;
  readonly ended: Promise<K6End>;
  /** k6 ends its iterations and itself; asked twice it stops at once. */
  stop(): void;
}

/** Users come from this many addresses of the loopback range, as real ones come from many; only there it leads. */
const localIps = '127.1.0.1-127.1.3.232';

/** Starts k6 so that it never outlives the harness, however that ends. */
export async function startK6(options: K6Options): Promise<K6Process> {
  const workspace = openWorkspace(openCacheFolder(), true);
  const loadFile = join(workspace.folder, 'load.json');
  const entry = join(workspace.folder, 'scenario.js');
  const targetFile = join(workspace.folder, 'target.js');
  const { certificates } = options.reach ?? {};
  const caFile = join(workspace.folder, 'authorities.pem');
  // Go reads it beside the machine's folder of authorities; k6 has no other way to be told of one.
  const trusting: Record<string, string> = certificates === undefined ? {} : { SSL_CERT_FILE: caFile };
  const start = () =>
    workspace.start({
      ...{ name: 'k6', role: 'generator', command: options.k6, args: argumentsOf(entry, options) },
      env: {
        PATH: process.env.PATH ?? '',
        HOME: workspace.folder,
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        // Half as many collections, each of which takes a core for seconds, for half as much memory again.
        GOGC: '200',
        ANSTURM_LOAD: loadFile,
        ...secretVariables(options.secrets),
        ...trusting,
        ...seriesTo(options.remoteWriteUrl),
      },
    });
  const child = await Promise.all([
    certificates === undefined ? undefined : writeFile(caFile, certificates),
    bundle(options.entry, entry),
    bundle(options.input.targetFile, targetFile),
    writeInput({ ...options.input, targetFile }, loadFile, join(workspace.folder, 'rounds.json')),
  ])
    .then(start)
    .catch(async (error: unknown) => {
      await workspace.close();
      throw error;
    });
  const finish = async (): Promise<K6End> => {
    const end = await child.ended;
    const output = await readFile(child.outputFile, 'utf8').catch(() => '');
    await workspace.close();
    const said = outputOf(output);
    // A full disk is told where the history is written; the log can be missed.
    await writeFile(options.logFile, said.log.join('\n')).catch(() => undefined);
    const lastError = said.log.at(-1);
    return { ...end, ...said.counts, ...(lastError === undefined ? {} : { lastError }) };
  };
  return { pid: child.pid, ended: finish(), stop: () => child.kill('SIGINT') };
}

/** Each VU reads the load's file, and all share that of the rounds. */
async function writeInput(input: LoadInput, loadFile: string, roundsFile: string): Promise<void> {
  const { rounds, ...plan } = input.plan;
  if (rounds === undefined) return writeFile(loadFile, JSON.stringify(input));
  await writeFile(roundsFile, JSON.stringify(rounds));
  await writeFile(loadFile, JSON.stringify({ ...input, plan, roundsFile }));
}

/** k6's own metrics, summary and thresholds cost CPU for each request; what we judge by is in the history. */
export const leanFlags: readonly string[] = ['--summary-mode=disabled', '--no-thresholds', '--system-tags=proto'];

/** One figure of each duration, every five seconds: what a chart beside the platform's own needs. */
function seriesTo(remoteWriteUrl: string | undefined): Record<string, string> {
  if (remoteWriteUrl === undefined) return {};
  return {
    K6_PROMETHEUS_RW_SERVER_URL: remoteWriteUrl,
    K6_PROMETHEUS_RW_TREND_STATS: 'p(95)',
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '5s',
    K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
  };
}

function argumentsOf(entry: string, { historyFile, input, reach, remoteWriteUrl }: K6Options): string[] {
  const hosts = input.baseUrls.map((url) => new URL(url).hostname);
  const isHere = reach === undefined || hosts.every((host) => (reach.addresses[host]?.[0] ?? host).startsWith('127.'));
  return [
    'run',
    ...leanFlags,
    '--no-usage-report',
    '--no-color',
    ...(isHere ? [`--local-ips=${localIps}`] : []),
    ...(remoteWriteUrl === undefined ? [] : ['--out=experimental-prometheus-rw']),
    '--log-format=raw',
    `--console-output=${historyFile}`,
    entry,
  ];
}

/** `running (13.0s), 000/224 VUs, 267 complete and 0 interrupted iterations`, k6's own count, once a second. */
const countLine = /(\d+) complete and (\d+) interrupted iterations/;
/** k6's banner, its plan and a bar for each executor, in turn with the counts. */
const decorations = [
  /^[\s\\/|()_‾]*(Grafana.*)?$/,
  /^running \(/,
  /\[ *\d+% *\]|\[[=>-]* *\]/,
  /^\s+(execution|script|output|scenarios):/,
  /^\s+\* /,
];

const logLinesMax = 1_000;

function outputOf(output: string): { counts: { completed?: number; interrupted?: number }; log: string[] } {
  let counts = {};
  const log: string[] = [];
  for (const line of output.split('\n')) {
    const match = countLine.exec(line);
    if (match !== null) counts = { completed: Number(match[1]), interrupted: Number(match[2]) };
    else if (log.length < logLinesMax && !decorations.some((each) => each.test(line))) log.push(line);
  }
  return { counts, log };
}
