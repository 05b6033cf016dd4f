import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// uvu starts by itself one tick after the first `.run()`, unless it is told that a command line tool drives it. The
// door drives it: only then is it known when everything has been registered, and when everything has run.
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [[null]] });
const uvu = await import('uvu');

type Body = () => void | Promise<void>;

interface Hook {
  (body: Body): void;
  /** Around each test instead of around the suite. */
  each(body: Body): void;
}

export interface Suite {
  (name: string, body: Body): void;
  /** Not run; counted and shown. */
  skip(name: string, body?: Body): void;
  readonly before: Hook;
  readonly after: Hook;
}

/** What a test file reports to the runner over the IPC channel. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const filter = process.argv[2]?.toLowerCase() ?? '';
const starts: (() => void)[] = [];
const problems: string[] = [];
const count = { suites: 0, matched: 0, passed: 0, skipped: 0 };
let state: 'registering' | 'running' | 'done' = 'registering';

/**
 * A suite of tests that runs by itself, after its whole file was evaluated. `node file.test.ts word` runs the tests
 * whose suite or name contains the word. Every way in which uvu ends well without having tested anything is a failure.
 */
export function suite(name: string): Suite {
  if (state !== 'registering') throw new Error(`suite "${name}" was made after the tests had started`);
  const inner = uvu.suite(name);
  let registered = 0;
  count.suites += 1;
  const test = (title: string, body: Body): void => {
    if (state !== 'registering') {
      problems.push(`${name}: test "${title}" was registered after the tests had started, and never ran`);
      return;
    }
    registered += 1;
    if (!`${name} ${title}`.toLowerCase().includes(filter)) return;
    count.matched += 1;
    inner(title, counted(body));
  };
  const skip = (title: string): void => {
    registered += 1;
    count.skipped += 1;
    console.log(`  skipped: ${title} (${name})`);
    inner.skip();
  };
  const only = (title: string): void => {
    throw new Error(`${name}: .only("${title}") hides every other test; run the file with the test's name instead`);
  };
  starts.push(() => {
    if (registered === 0) problems.push(`suite "${name}" registers no test`);
    inner.run();
  });
  return Object.assign(test, { skip, only, before: hook(name, 'before'), after: hook(name, 'after') });

  function hook(suiteName: string, kind: 'before' | 'after'): Hook {
    const plain = (body: Body): void => inner[kind](guarded(`${suiteName}: ${kind}`, kind === 'before', body));
    const each = (body: Body): void => inner[kind].each(guarded(`${suiteName}: ${kind}.each`, kind === 'before', body));
    return Object.assign(plain, { each });
  }
}

function counted(body: Body): Body {
  return async () => {
    await body();
    count.passed += 1;
  };
}

/** uvu swallows what a hook throws. What must stop the tests behind it is thrown on, after it was written down. */
function guarded(place: string, stops: boolean, body: Body): Body {
  return async () => {
    try {
      await body();
    } catch (error) {
      problems.push(`${place} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (stops) throw error;
    }
  };
}

async function runAll(): Promise<void> {
  // A module that is being evaluated already: the import settles when its evaluation is over, top-level awaits too.
  const main = process.argv[1];
  if (main !== undefined) await import(pathToFileURL(realpathSync(main)).href);
  state = 'running';
  if (count.suites === 0) problems.push('the file registers no suite');
  for (const start of starts) start();
  if (count.suites > 0 && count.matched === 0 && filter !== '') problems.push(`no test is named like "${filter}"`);
  await uvu.exec();
  // A rejection that nobody handles ends the process one turn later.
  await new Promise((resolve) => setImmediate(resolve));
  state = 'done';
  const failed = Math.max(count.matched - count.passed, 0) + problems.length;
  for (const problem of problems) console.error(`  FAIL  ${problem}\n`);
  if (failed > 0) process.exitCode = 1;
  const report: TestReport = { passed: count.passed, failed, skipped: count.skipped };
  process.send?.(report);
}

process.on('exit', (code) => {
  if (state === 'done' || code !== 0) return;
  process.exitCode = 1;
  console.error(
    '  FAIL  the process ended before all tests had run: process.exit, or an await that nothing can settle',
  );
});

runAll().catch(() => {
  // The file itself threw: Node prints the error and ends with code 1.
  process.exitCode = 1;
});
