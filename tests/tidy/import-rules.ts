import { posix } from 'node:path';
import { closedZones, importTable, type Zone, zoneOf } from './import-table.ts';
import type { Import, Problem, SourceFile } from './source-file.ts';

const change = 'the table is tests/tidy/import-table.ts, DESIGN.md says why; move the code, or change both';

/** Every import against the table; relative ones with the full ending, and none that leads to nothing. */
export function importRules(files: readonly SourceFile[]): readonly Problem[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap((file) => {
    const zone = zoneOf(file.path);
    if (zone === undefined) return [];
    return file.imports.flatMap((one) => {
      const text = problemOf(file, zone, one, paths);
      return text === undefined ? [] : [{ path: file.path, line: one.line, rule: 'imports', text }];
    });
  });
}

function problemOf(file: SourceFile, zone: Zone, { specifier, kind }: Import, paths: ReadonlySet<string>) {
  if (specifier === undefined) {
    const isFree = zone.zones === 'everything else' || zone.name === 'tests of the stack' || zone.name === 'stack';
    return isFree ? undefined : `an import() that is computed cannot be checked; name the module, or ${change}`;
  }
  if (specifier.startsWith('node:')) {
    return zone.runsIn === 'node' ? undefined : `${zone.name} must not import ${specifier}: hand it in; ${change}`;
  }
  if (specifier.startsWith('.')) return relativeProblem(file, zone, specifier, paths);
  const name = packageOf(specifier);
  const isEverywhere = zone.name.startsWith('tests') && kind === 'import type';
  if (zone.packages.includes(name) || isEverywhere) return undefined;
  const users = importTable.filter(({ packages }) => packages.includes(name)).map((user) => user.name);
  const where = users.length === 0 ? 'no folder' : users.join(', ');
  return `${zone.name} must not import the package ${name} (${where} may); ${change}`;
}

function relativeProblem(file: SourceFile, zone: Zone, specifier: string, paths: ReadonlySet<string>) {
  const path = posix.join(posix.dirname(file.path), specifier);
  if (!/\.(ts|mjs|json)$/.test(specifier)) return `"${specifier}": write the full path with its ending`;
  if (path.endsWith('.ts') && !paths.has(path)) return `"${specifier}" leads to no file`;
  const other = zoneOf(path);
  if (other === undefined || other === zone || mayImport(zone, other)) return undefined;
  return `${zone.name} must not import ${other.name} ("${specifier}"); ${change}`;
}

function mayImport(zone: Zone, other: Zone): boolean {
  if (zone.zones !== 'everything else') return zone.zones.includes(other.name);
  const areTests = zone.name.startsWith('tests') && other.name.startsWith('tests');
  return areTests || !closedZones.includes(other.name);
}

/** `@scope/name/part` is of `@scope/name`; all of `k6/*` is of `k6`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return (specifier.startsWith('@') ? parts.slice(0, 2) : parts.slice(0, 1)).join('/');
}
