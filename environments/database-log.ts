import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PlanRows, planRows } from './plan-rows.ts';
import { type Tail, tail } from './tail.ts';

/** The server's own log, in its data folder: read while it is written, and removed as soon as it is read. */
export interface DatabaseLog {
  read(): void;
  close(): void;
}

export interface DatabaseLogSinks {
  /** A sampled execution, without text or literals. */
  readonly onPlan: (plan: PlanRows) => void;
  /** A message without personal data, `LOG 00000 text`. */
  readonly onMessage: (text: string) => void;
}

export function databaseLog(folder: string, sinks: DatabaseLogSinks): DatabaseLog {
  let open: { readonly name: string; readonly tail: Tail } | undefined;
  const finishOpen = (): void => {
    open?.tail.read();
    open?.tail.close();
  };
  return {
    read: () => {
      for (const name of logNames(folder)) {
        if (open?.name !== name) {
          // A later file exists: the server is done with the one before.
          finishOpen();
          if (open !== undefined) rmSync(join(folder, open.name), { force: true });
          open = { name, tail: tail(join(folder, name), (line) => takeLine(line, sinks)) };
        }
        open.tail.read();
      }
    },
    close: () => {
      finishOpen();
      open = undefined;
    },
  };
}

function logNames(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder);
    return names.filter((name) => name.endsWith('.json')).sort();
  } catch {
    return [];
  }
}

interface LogRecord {
  readonly error_severity?: string;
  readonly state_code?: string;
  readonly message?: string;
}

function takeLine(line: string, sinks: DatabaseLogSinks): void {
  let record: LogRecord;
  try {
    record = JSON.parse(line) as LogRecord;
  } catch {
    return;
  }
  const { error_severity: severity = '', state_code: state = '00000', message = '' } = record;
  if (message.startsWith('duration: ')) {
    const plan = planRows(message);
    if (plan !== null) sinks.onPlan(plan);
    return;
  }
  sinks.onMessage(`${severity} ${state} ${withoutData(severity, state, message)}`);
}

/**
 * Classes of SQLSTATE whose messages name constraints and states, never values (PostgreSQL manual, appendix A):
 * integrity, rollback, lack of resources, wrong state, operator's intervention, connection.
 */
const messagesWithoutValues = ['23', '40', '53', '55', '57', '08', '28', '3D'];

/** Messages of other errors quote what the user sent (`invalid input syntax for type integer: "Müller"`). */
function withoutData(severity: string, state: string, message: string): string {
  if (severity !== 'ERROR' || messagesWithoutValues.includes(state.slice(0, 2))) return message;
  return '(the text may hold personal data and was left out)';
}
