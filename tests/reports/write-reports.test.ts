import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { htmlReport } from '../../reports/html/html-report.ts';
import { writeReports } from '../../reports/write-reports.ts';
import { suite } from '../door.ts';
import { sampleInput } from './sample-input.ts';

const test = suite('write reports');

test('a run folder gets its three reports, and gets them again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-reports-'));
  try {
    await writeReports(folder, sampleInput({ seed: 3, seconds: 30 }));
    await writeReports(folder, sampleInput({ seconds: 30 }));
    assert.equal((await readdir(folder)).sort(), ['junit.xml', 'report.html', 'summary.md']);
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    assert.ok(page === htmlReport(sampleInput({ seconds: 30 })));
  } finally {
    await rm(folder, { recursive: true });
  }
});
