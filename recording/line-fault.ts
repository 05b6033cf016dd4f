import { type Operation, operationVerbs } from '../core/operation.ts';
import type { RecordingProblem } from '../core/verdict.ts';
import { operationFault } from './operation-fault.ts';

export interface LineFault {
  readonly problem: RecordingProblem['problem'];
  /** What is wrong, in words. */
  readonly text: string;
}

const verbs: ReadonlySet<string> = new Set(operationVerbs);

/** Why a parsed line cannot be taken as an operation: more than its schema can say. Undefined when it can. */
export function lineFault(record: unknown): LineFault | undefined {
  const fault = operationFault(record);
  if (fault !== undefined) return { problem: 'invalid', text: fault };
  const { id, verb, startMs, endMs, requests } = record as Operation;
  if (endMs < startMs) return backwards(id, startMs, endMs);
  for (const request of requests)
    if (request.endMs < request.startMs) return backwards(id, request.startMs, request.endMs);
  if (!verbs.has(verb)) return { problem: 'unknown-verb', text: `verb ${JSON.stringify(verb)} of ${id} is not known` };
  return undefined;
}

function backwards(id: string, startMs: number, endMs: number): LineFault {
  return { problem: 'backwards', text: `${id} ends at ${endMs} ms, before it starts at ${startMs} ms` };
}
