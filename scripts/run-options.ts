import { randomInt } from 'node:crypto';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ConductOptions } from '../campaigns/conduct.ts';
import { badUsage } from './bad-usage.ts';
import { inventory, type ShelfName } from './inventory.ts';
import { nearestWord } from './nearest-word.ts';
import { readDuration } from './read-duration.ts';
import { readPrometheus } from './read-prometheus.ts';
import { splitWords } from './split-words.ts';
import { urlProblems } from './url-problems.ts';

/** What was typed, as commander hands it over. */
export interface TypedOptions {
  readonly target: string;
  readonly environment?: string;
  readonly baseUrl: readonly string[];
  readonly exclusive?: boolean;
  readonly host: readonly string[];
  readonly ca?: string;
  readonly rateCap?: string;
  readonly prometheus?: string;
  readonly job: readonly string[];
  readonly stopFile?: string;
  readonly seed?: string;
  readonly users?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly defects?: string;
  readonly faults?: string;
  readonly bounds?: string;
  readonly finalState?: string;
  readonly restart?: string;
  readonly figures?: string;
  readonly json?: boolean;
}

/** The same, read and checked. */
export type RunOptions = Omit<ConductOptions, 'commandLine' | 'signal' | 'progress'>;

export function addRunOptions(command: Command): Command {
  const collect = (url: string, urls: readonly string[]): readonly string[] => [...urls, url];
  return command
    .option('--target <name or file>', 'the platform: a name from targets/, or the path of an adapter', 'reference')
    .option(
      '--environment <name>',
      'embedded (default), containers, or external where --base-url says what runs already',
    )
    .option(
      '--base-url <url>',
      'where the platform answers; repeat it for each process (users are spread)',
      collect,
      [],
    )
    .option('--exclusive', 'nobody else books there while the run lasts: what is refused or gone can be judged')
    .option('--host <host>', 'a host other than this machine, whose owner lets it be loaded; repeat it', collect, [])
    .option('--ca <file>', 'certificates of an authority to trust when the platform speaks TLS, PEM')
    .option('--rate-cap <number>', 'requests a second at the most, at a platform that Ansturm did not start')
    .option('--prometheus <url>', 'what the owner of a platform watches it with: its alerts, and what --job uses')
    .option('--job <name>', "a job there whose processes are the platform's; repeat it", collect, [])
    .option('--stop-file <file>', 'ends the load once it is there, as the file STOP in the run folder does')
    .option('--seed <number>', 'makes the same demand again; default: a fresh one, printed first')
    .option('--users <number>', 'concurrent users; default: what the campaign says')
    .option('--duration <time>', 'of the measured load, such as 90s or 5m; default: what the campaign says')
    .option('--out <folder>', 'the run folder to make; default: reports/runs/<UTC time>-<campaign>')
    .option('--defects <a,b>', 'planted bugs to switch on in the reference stack')
    .option('--faults <1,3>', 'of what is broken only these, by their numbers in plans.json, or `none`')
    .option('--bounds <file>', 'JSON with thresholds of your own')
    .option(
      '--final-state <command>',
      'prints all stored bookings as NDJSON (targets/README.md); run without a shell, before the load and after it',
    )
    .option(
      '--restart <command>',
      'kills a process of your platform (named in ANSTURM_PROCESS) and starts it again; run where a scenario kills one',
    )
    .option('--figures <file>', 'gets one more line with the verdict and every figure: how they go from night to night')
    .option('--json', 'the verdict document alone on stdout; progress on stderr');
}

/**
 * Checks all that was typed before anything is done.
 * @throws Failure (exit code 2) with every problem at once
 */
export async function readRunOptions(name: string, typed: TypedOptions): Promise<RunOptions> {
  const problems: string[] = [];
  const environment = typed.environment ?? (typed.baseUrl.length > 0 ? 'external' : 'embedded');
  const defects = (typed.defects ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  problems.push(
    ...(await unknownWords('campaign, scenario or experiment', [name], ['campaigns', 'scenarios', 'experiments'])),
  );
  if (/[/\\]|\.ts$/.test(typed.target)) problems.push(...(await unreadable('--target', typed.target)));
  else problems.push(...(await unknownWords('target', [typed.target], ['targets'])));
  problems.push(...(await unknownWords('environment', [environment], ['environments'])));
  problems.push(...(await unknownWords('defect', defects, ['defects'])));
  if (defects.length > 0 && (typed.target !== 'reference' || environment === 'external')) {
    problems.push('--defects: only the reference stack has planted defects, and only where Ansturm starts it itself.');
  }
  problems.push(...typed.baseUrl.flatMap((url) => urlProblems('--base-url', url, 'http://127.0.0.1:8080')));
  if (environment === 'external' && typed.baseUrl.length === 0) {
    problems.push('--environment external: say where the platform answers, with --base-url http://127.0.0.1:8080.');
  }
  if (environment !== 'external' && typed.baseUrl.length > 0) {
    problems.push(`--base-url goes with --environment external; ${environment} starts a platform of its own.`);
  }
  if (typed.exclusive === true && environment !== 'external') {
    problems.push(`--exclusive goes with --base-url; nobody else knows what ${environment} starts.`);
  }
  if (environment !== 'external' && (typed.host.length > 0 || typed.ca !== undefined)) {
    problems.push('--host and --ca go with --base-url.');
  }
  const seed = typed.seed === undefined ? randomInt(2 ** 32) : readSeed(typed.seed, problems);
  const users = typed.users === undefined ? undefined : wholeNumber('--users', typed.users, 1, 100_000, problems);
  const rateCap =
    typed.rateCap === undefined ? undefined : wholeNumber('--rate-cap', typed.rateCap, 1, 1_000_000, problems);
  if (rateCap !== undefined && environment !== 'external') {
    problems.push('--rate-cap spares a platform of others: it goes with --base-url.');
  }
  const prometheus = readPrometheus(typed, problems);
  const faults = typed.faults === undefined ? undefined : readFaults(typed.faults, problems);
  const durationMs = typed.duration === undefined ? undefined : duration(typed.duration, problems);
  if (typed.ca !== undefined) problems.push(...(await unreadable('--ca', typed.ca)));
  if (typed.out !== undefined) problems.push(...(await outProblems(typed.out)));
  if (typed.bounds !== undefined) problems.push(...(await unreadable('--bounds', typed.bounds)));
  if (typed.figures !== undefined) problems.push(...(await unwritable('--figures', typed.figures)));
  const commands = {
    ...commandOf('stateCommand', '--final-state', typed.finalState, problems),
    ...commandOf('restartCommand', '--restart', typed.restart, problems),
  };
  if (typed.restart !== undefined && environment !== 'external') {
    problems.push(`--restart goes with --base-url; what ${environment} starts, it kills itself.`);
  }
  if (problems.length > 0) throw badUsage('This cannot be run as it was typed:', problems);
  return {
    name,
    seed,
    target: typed.target,
    environment,
    baseUrls: typed.baseUrl.map((url) => url.replace(/\/+$/, '')),
    defects,
    ...(typed.exclusive === true ? { isExclusive: true } : {}),
    hosts: typed.host,
    ...(rateCap === undefined ? {} : { rateCap }),
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(typed.stopFile === undefined ? {} : { stopFile: resolve(typed.stopFile) }),
    ...(typed.ca === undefined ? {} : { caFile: resolve(typed.ca) }),
    ...(faults === undefined ? {} : { faults }),
    ...(users === undefined ? {} : { users }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(typed.out === undefined ? {} : { out: resolve(typed.out) }),
    ...commands,
    ...(typed.bounds === undefined ? {} : { boundsFile: resolve(typed.bounds) }),
  };
}

/** A command of the user's own as words, under its name; nothing where none was typed. */
function commandOf<Name extends string>(
  name: Name,
  option: string,
  text: string | undefined,
  problems: string[],
): Partial<Record<Name, readonly string[]>> {
  if (text === undefined) return {};
  const words = splitWords(text);
  if (words === undefined) problems.push(`${option}: it is no command: a quote is not closed, or there is nothing.`);
  return { [name]: words } as Partial<Record<Name, readonly string[]>>;
}

/** One problem for each word that is on none of the shelves, with the nearest that is. */
export async function unknownWords(kind: string, words: readonly string[], shelves: readonly ShelfName[]) {
  const known: string[] = [];
  for (const shelf of shelves) for (const entry of await inventory(shelf)) known.push(entry.name);
  return words
    .filter((word) => !known.includes(word))
    .map((word) => {
      const nearest = nearestWord(word, known);
      const meant = nearest === undefined ? `there is: ${known.join(', ') || 'none yet'}` : `did you mean ${nearest}?`;
      return `unknown ${kind} "${word}": ${meant}`;
    });
}

/** A 32-bit unsigned number; says what is wrong with it otherwise. */
export function readSeed(text: string, problems: string[]): number {
  return wholeNumber('--seed', text, 0, 2 ** 32 - 1, problems);
}

function wholeNumber(flag: string, text: string, from: number, to: number, problems: string[]): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  problems.push(`${flag} "${text}": a whole number from ${from} to ${to} is needed.`);
  return from;
}

/** Numbers from 1; none of them where that is what was typed. */
function readFaults(text: string, problems: string[]): readonly number[] {
  if (text.trim() === 'none') return [];
  return text.split(',').map((number) => wholeNumber('--faults', number.trim(), 1, 1_000, problems) ?? 0);
}

function duration(text: string, problems: string[]): number {
  const durationMs = readDuration(text);
  if (durationMs !== undefined) return durationMs;
  problems.push(`--duration "${text}": write it with a unit and above zero, such as 90s, 5m or 1h30m.`);
  return 0;
}

async function unreadable(flag: string, path: string): Promise<string[]> {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isFile() ? [] : [`${flag} "${path}": this is no file.`];
  } catch {
    return [`${flag} "${path}": there is no such file that can be read.`];
  }
}

/** A file that is there already gets more, and another one is made beside what is there. */
async function unwritable(flag: string, path: string): Promise<string[]> {
  const place = (await exists(path)) ? path : dirname(resolve(path));
  try {
    await access(place, constants.W_OK);
    return (await stat(place)).isFile() === (place === path) ? [] : [`${flag} "${path}": this is no file.`];
  } catch {
    return [`${flag} "${path}": nothing can be written there.`];
  }
}

/** A run folder is made new: nothing that exists is written into. */
async function outProblems(out: string): Promise<string[]> {
  if (await exists(out)) return [`--out "${out}" exists already; name a folder that does not.`];
  let parent = dirname(resolve(out));
  while (!(await exists(parent))) parent = dirname(parent);
  try {
    await access(parent, constants.W_OK | constants.X_OK);
    return (await stat(parent)).isDirectory() ? [] : [`--out "${out}": ${parent} is no folder.`];
  } catch {
    return [`--out "${out}": nothing can be written in ${parent}.`];
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // ENOTDIR: something on the way is a file; the parent that exists is judged by the caller.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}
