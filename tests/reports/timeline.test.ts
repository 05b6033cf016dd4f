import * as assert from 'uvu/assert';
import type { Scene } from '../../core/finding.ts';
import { narrowTimeline, type TimelineSize, timeline, wideTimeline } from '../../reports/charts/timeline.ts';
import { toText } from '../../reports/html/markup.ts';
import { sceneFigure } from '../../reports/html/scene-figure.ts';
import { suite } from '../door.ts';
import { sampleScenes } from './sample-races.ts';

const test = suite('timeline');

function drawn(scene: Scene, size: TimelineSize = wideTimeline): string {
  return toText(timeline(scene, size, 'label'));
}

function figure(scene: Scene): string {
  return toText(sceneFigure(scene, '2027-03-01T07:58:12.000Z'));
}

function barsOf(svg: string): readonly { from: number; width: number }[] {
  return [...svg.matchAll(/<rect class="bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, from, width]) => {
    return { from: Number(from), width: Number(width) };
  });
}

test('a bar stands where and as long as a ruler would say, below the tick of its time', () => {
  const svg = drawn(sampleScenes.twoBars);
  const [first, second] = barsOf(svg);
  const ticks = [...svg.matchAll(/class="tick" d="M([\d.]+) /g)].map((match) => Number(match[1]));
  const msWidth = ((ticks[1] ?? 0) - (ticks[0] ?? 0)) / 5;
  assert.match(svg, '>5 ms</text>');
  assert.is(first?.from, ticks[0]);
  assert.ok(Math.abs((second?.from ?? 0) - (first?.from ?? 0) - 0.9 * msWidth) < 0.3);
  assert.ok(Math.abs((first?.width ?? 0) - 38.7 * msWidth) < 0.3);
});

test('operations of one process share a lane; others have their own', () => {
  for (const [scene, lanes] of [
    [sampleScenes.twoBars, 2],
    [sampleScenes.sixBars, 3],
  ] as const) {
    const svg = drawn(scene);
    assert.is(svg.match(/class="lane"/g)?.length, lanes);
    assert.is(svg.match(/class="process"/g)?.length, lanes);
    assert.is(svg.match(/class="bar"/g)?.length, scene.bars.length);
  }
});

test('what cannot both be true has a cross, and says so in words', () => {
  for (const scene of Object.values(sampleScenes)) {
    const page = figure(scene);
    assert.is(drawn(scene).match(/class="cross"/g)?.length, 2);
    assert.is(page.match(/<span class="badge bad">[\s\S]*?cannot both be true/g)?.length, 2);
  }
});

test('what was not answered is open to the right, what was refused is told apart', () => {
  const svg = drawn(sampleScenes.sixBars);
  assert.is(svg.match(/<g class="info">/g)?.length, 1);
  assert.is(svg.match(/<g class="fail">/g)?.length, 1);
  const [, end] = /<path class="bar" d="M([\d.]+) /.exec(svg) ?? [];
  const ends = barsOf(svg).map(({ from, width }) => from + width);
  assert.ok(Number(end) > Math.max(...ends));
  assert.match(figure(sampleScenes.sixBars), 'no answer, so it may have taken effect at any time');
});

test('every operation is told below it: number, label, user, times, outcome and id', () => {
  const page = figure(sampleScenes.sixBars);
  const told = page.slice(page.indexOf('class="operations"')).replace(/<[^>]+>/g, '');
  for (const { id, process, label } of sampleScenes.sixBars.bars)
    for (const part of [id, process, label]) assert.match(told, part);
  assert.match(told, 'voice-7, 940 ms to 964 ms: acknowledged. Operation op-voice-45');
  assert.match(page, '0 ms is 08:00:23.870 UTC, 2:11 after the run’s start');
});

test('long spans have an axis of seconds or minutes', () => {
  const bar = { id: 'a', process: 'p', label: 'l', startMs: 0, type: 'ok', isContradiction: false } as const;
  const ticksOf = (endMs: number, size = wideTimeline) =>
    [...drawn({ sentence: 's', bars: [{ ...bar, endMs }] }, size).matchAll(/class="time"[^>]*>([^<]+)</g)].map(
      ([, text]) => text,
    );
  assert.equal(ticksOf(0), ticksOf(1));
  assert.is(ticksOf(42).at(-1), '40 ms');
  assert.is(ticksOf(30_000).at(-1), '30 s');
  assert.is(ticksOf(3_600_000).at(-1), '60 min');
  for (const endMs of [1, 7, 42, 999, 9_999, 59_000, 601_000, 7_200_000]) {
    assert.ok(ticksOf(endMs).length <= wideTimeline.ticksMax + 1);
    assert.ok(ticksOf(endMs, narrowTimeline).length <= narrowTimeline.ticksMax + 1);
  }
});

test('no more than six bars are drawn, and a scene without any is its sentence', () => {
  const bar = sampleScenes.twoBars.bars[0] as Scene['bars'][number];
  const many = { sentence: 'many', bars: Array.from({ length: 9 }, (_, index) => ({ ...bar, id: `o${index}` })) };
  assert.is(drawn(many).match(/class="bar"/g)?.length, 6);
  assert.is(figure({ sentence: 'none <b>', bars: [] }).match(/<svg/g), null);
  assert.match(figure({ sentence: 'none <b>', bars: [] }), 'none &lt;b&gt;');
});
