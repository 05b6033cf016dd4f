import type { LineFault } from './line-fault.ts';

/** Why a file's header cannot be taken: of another schema, of another source, or without a clock. */
export function headerFault(header: Record<string, unknown>, source: string): LineFault | undefined {
  if (header.schemaVersion !== 1) {
    return { problem: 'schema-version', text: `schema version ${String(header.schemaVersion)}, not 1` };
  }
  if (header.source !== source) {
    return { problem: 'foreign', text: `of source ${JSON.stringify(header.source)}, not ${source}` };
  }
  if (typeof header.offsetMs !== 'number' || typeof header.errorMs !== 'number') {
    return { problem: 'foreign', text: 'a header without offsetMs and errorMs' };
  }
  return undefined;
}
