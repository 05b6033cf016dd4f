import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { htmlReport } from '../../reports/html/html-report.ts';
import { junit } from '../../reports/junit.ts';
import { suite } from '../door.ts';
import { findBrowser } from './find-browser.ts';
import { type PageLayout, readPageLayout } from './page-layout.ts';
import { sampleInput } from './sample-input.ts';
import { raceInput } from './sample-races.ts';

const test = suite('report in a browser');
const executablePath = findBrowser(process.env);
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

if (executablePath !== undefined) withBrowser(executablePath);
else if (process.env.CI === 'true') test('a Chromium is there', () => assert.unreachable('no Chromium: set CHROMIUM'));
else test.skip('needs a Chromium: set CHROMIUM to its path, or apt-get install chromium');

interface Visit {
  readonly page: Page;
  /** What the browser asked for beside the file, and what it complained of. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

function withBrowser(path: string): void {
  let browser: Browser;
  let folder: string;

  test.before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansturm-browser-'));
    for (const [name, hostile] of [
      ['plain', false],
      ['hostile', true],
    ] as const) {
      await writeFile(join(folder, `${name}.html`), htmlReport(sampleInput({ hostile })));
      await writeFile(join(folder, `${name}-races.html`), htmlReport(raceInput({ hostile })));
    }
    browser = await chromium.launch({ executablePath: path, args: flags });
  });
  test.after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  async function visit<T>(
    name: string,
    options: BrowserContextOptions,
    body: (visit: Visit) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({ offline: true, ...options });
    try {
      return await body(await open(context, pathToFileURL(join(folder, `${name}.html`)).href));
    } finally {
      await context.close();
    }
  }

  layoutTests(visit);
  readingTests(visit);
  sceneTests(visit);
}

/** Opens a sample in a context of its own, and closes it whatever happens. */
type Visiting = <T>(name: string, options: BrowserContextOptions, body: (visit: Visit) => Promise<T>) => Promise<T>;

function layoutTests(visit: Visiting): void {
  for (const name of ['plain', 'hostile', 'plain-races', 'hostile-races'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [390, 1440] as const) {
        // One width a scheme is enough for what was seen in every scheme and width above.
        if (name.endsWith('races') && (colorScheme === 'dark') !== (width === 390)) continue;
        test(`${name} sample, ${colorScheme}, ${width} px: nothing overflows, everything can be read`, async () => {
          await visit(
            name,
            { colorScheme, viewport: { width, height: 900 } },
            async ({ page, requests, complaints }) => {
              const layout = (await page.evaluate(readPageLayout)) as PageLayout;
              assert.ok(layout.pageWidth <= width, `${layout.pageWidth} px wide`);
              assert.equal(layout.overflowing, []);
              assert.equal(layout.faint, []);
              assert.ok(layout.textsSeen > 300, `${layout.textsSeen} texts`);
              assert.equal([requests, complaints], [[], []]);
            },
          );
        });
      }
    }
  }

  test('light and dark differ', async () => {
    const colours = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const paper = 'getComputedStyle(document.body).backgroundColor';
      colours.push(await visit('plain', { colorScheme }, ({ page }) => page.evaluate(paper)));
    }
    assert.equal(colours, ['rgb(255, 255, 255)', 'rgb(20, 23, 28)']);
  });
}

function readingTests(visit: Visiting): void {
  test('it is read without a script, the whole checklist too', async () => {
    await visit('plain', { javaScriptEnabled: false }, async ({ page, requests, complaints }) => {
      assert.ok(await page.getByRole('heading', { name: 'NO-GO' }).isVisible());
      assert.ok((await page.locator('svg.chart:visible').count()) > 10);
      const line = page.locator('#checklist li', { hasText: 'runbooks' });
      assert.not(await line.isVisible());
      await page.locator('#checklist summary', { hasText: 'high priority' }).click();
      assert.ok(await line.isVisible());
      assert.equal([requests, complaints], [[], []]);
    });
  });

  test('the filter shows what fails and nothing else, also in closed sections', async () => {
    await visit('plain', { javaScriptEnabled: false }, async ({ page }) => {
      const visible = page.locator('#checklist .line:visible');
      await page.locator('#show-fail').check();
      assert.equal(await visible.locator('b.id').allTextContents(), ['error-rate', 'accounting']);
      await page.locator('#show-unknown').check();
      assert.is(await visible.count(), 22);
    });
  });

  test('no text of the platform became an element', async () => {
    for (const name of ['hostile', 'hostile-races'])
      await visit(name, {}, async ({ page }) => {
        assert.is(await page.locator('script, img, iframe, object, [onerror]').count(), 0);
        assert.is(await page.locator('style').count(), 1);
      });
  });

  test('on paper the closed parts are open and nothing is dark', async () => {
    await visit('plain', { colorScheme: 'dark' }, async ({ page }) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      assert.is(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)');
      assert.ok(await page.locator('#checklist details:not([open]) li').first().isVisible());
    });
  });

  test('junit.xml is well-formed XML with hostile names in it', async () => {
    await visit('plain', {}, async ({ page }) => {
      const xml = JSON.stringify(junit(sampleInput({ hostile: true })));
      const cases = `(() => { const parsed = new DOMParser().parseFromString(${xml}, 'application/xml');
        return parsed.querySelector('parsererror')?.textContent ?? parsed.querySelectorAll('testcase').length; })()`;
      assert.is(await page.evaluate(cases), 9);
    });
  });
}

function sceneTests(visit: Visiting): void {
  test('a double booking is drawn with two bars and with six, in every width, and on paper', async () => {
    for (const width of [390, 800, 1440])
      await visit('plain-races', { viewport: { width, height: 900 } }, async ({ page }) => {
        const bars = page.locator('.scene').first().locator('svg.timeline:visible .bar');
        assert.is(await bars.count(), 2 + 1); // and one in the legend
        assert.is(await page.locator('.scene').nth(1).locator('svg[role=img]:visible .bar').count(), 6);
        assert.equal(await page.evaluate(leavingDrawings), []);
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.evaluate(leavingDrawings), []);
      });
  });

  test('no text of a hostile scene leaves its drawing', async () => {
    for (const width of [390, 800, 1440])
      await visit('hostile-races', { viewport: { width, height: 900 } }, async ({ page }) => {
        assert.equal(await page.evaluate(leavingDrawings), []);
      });
  });

  test('what cannot both be true is found without seeing it, and an id is taken whole by one click', async () => {
    await visit('plain-races', {}, async ({ page }) => {
      const scene = page.locator('.scene').first();
      const name = 'Timeline of 2 operations of 2 users, described in the list that follows';
      assert.ok(await scene.getByRole('img', { name }).isVisible());
      assert.is(await scene.getByRole('listitem').filter({ hasText: 'cannot both be true' }).count(), 2 + 1);
      await scene.locator('.operations code').first().click();
      assert.is(await page.evaluate('getSelection().toString()'), 'op-race-17-0');
    });
  });
}

/** Source of a function: texts and bars of timelines that are seen and reach over the edge of their drawing. */
const leavingDrawings = `[...document.querySelectorAll('svg.timeline[role=img]')].flatMap((drawing) => {
  const box = drawing.getBoundingClientRect();
  if (box.width === 0) return [];
  return [...drawing.querySelectorAll('text, .bar')].flatMap((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= box.left - 1 && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1;
    return isInside ? [] : [element.textContent.slice(0, 40)];
  });
})`;

async function open(context: BrowserContext, url: string): Promise<Visit> {
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, requests, complaints };
}
