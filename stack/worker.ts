import { runProcess } from './run-process.ts';
import { startWork } from './work.ts';

await runProcess({ role: 'worker', says: 'working', begin: (parts, _settings, log) => startWork(parts, log) });
