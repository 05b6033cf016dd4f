import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Zone } from '../core/world.ts';
import { zoneTable } from '../drivers/node/zone-table.ts';
import { catalogueFaults } from '../targets/catalogue-faults.ts';
import type { Target } from '../targets/target.ts';

const root = resolve(import.meta.dirname, '..');

/** @param target a name in targets/, or the path of an adapter from anywhere */
export function targetFileOf(target: string): string {
  return /[/\\]|\.ts$/.test(target) ? resolve(target) : join(root, 'targets', `${target}.ts`);
}

/** @throws Failure (bad usage) for a file that cannot be read as an adapter, or whose catalogue cannot be right */
export async function loadTarget(file: string): Promise<Target> {
  const module = await import(pathToFileURL(file).href).catch((error: unknown) => {
    const hint = 'An adapter imports nothing but types, with `import type`; see targets/README.md.';
    throw new Failure(`${file} cannot be loaded: ${String(error)}`, { exitCode: exitCode.badUsage, hint });
  });
  const { target } = module as { target?: Target };
  if (typeof target?.perform === 'function' && Array.isArray(target.offers?.verbs)) {
    const problems = target.catalogue === undefined ? [] : catalogueFaults(target.catalogue);
    if (problems.length === 0) return target;
    const hint = 'Laws believe a catalogue: what it says wrongly the platform would be accused of (targets/target.ts).';
    throw new Failure(`the catalogue of ${file} cannot be right:`, { exitCode: exitCode.badUsage, problems, hint });
  }
  throw new Failure(`${file} exports no target.`, {
    exitCode: exitCode.badUsage,
    hint: 'It must hold `export const target: Target = …`; see targets/README.md.',
  });
}

/** The clocks that a target's catalogue asks for, around a day. @throws Failure (bad usage) for a zone that is none */
export function zonesOf({ catalogue }: Target, anchorDay: string): readonly Zone[] {
  const names = [...new Set(catalogue?.offerings.map(({ timeZone }) => timeZone))];
  const year = Number(anchorDay.slice(0, 4));
  try {
    return zoneTable(names, year - 1, year + 2);
  } catch (error) {
    throw new Failure(`the catalogue names a time zone that nobody knows: ${String(error)}`, {
      exitCode: exitCode.badUsage,
      hint: 'Zones have IANA names, such as Europe/Berlin.',
    });
  }
}
