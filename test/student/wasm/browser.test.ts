import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { findChromium } from '../../../src/plot/figure-png';
import { bestItems } from '../../../src/student/catalogue/best-items';

const folder = resolve(__dirname, '..', '..', '..', 'src', 'student');
const browser = findChromium(process.env);
const skips = browser ? '' : ' (skipped: no Chromium on this machine)';

/** What both sides run: 10,000 items of 32 dimensions, 50 queries, from one generator of numbers. */
const work = `
const [items, width, queries] = [10000, 32, 50];
let state = 7;
const draw = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 31 - 1; };
const vectors = Float32Array.from({ length: items * width }, draw);
const asked = Array.from({ length: queries }, () => Float32Array.from({ length: width }, draw));
const ids = Array.from({ length: items }, (_, i) => String(i).padStart(5, '0'));
const scoresOf = (query) => ({
  block(from, to, out) {
    for (let item = from; item < to; item++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += query[d] * vectors[item * width + d];
      out[item - from] = sum;
    }
  },
});
const searchOf = (query) => ({ query, ids, k: 10, isAllowed: () => true, scores: scoresOf(query) });
`;

const page = `${work}
export function run() {
  const fast = FastTopK.over({ vectors, width, biases: null });
  for (const query of asked) fast.bestItems(searchOf(query));
  const times = [];
  const answers = asked.map((query) => {
    const start = performance.now();
    const best = fast.bestItems(searchOf(query));
    times.push(performance.now() - start);
    return best;
  });
  return { answers, medianMs: times.sort((a, b) => a - b)[times.length >> 1] };
}`;

test.skipIf(!browser)(
  `in Chromium, 10 of 10,000 items take less than 5 ms, and are those of plain scoring${skips}`,
  async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { FastTopK } from './wasm/fast-top-k';\n${page}`,
        resolveDir: folder,
      },
      ...{ bundle: true, write: false, format: 'iife', globalName: 'bench', target: 'es2022' },
    });
    const running = await chromium.launch({ executablePath: browser ?? undefined, args: ['--no-sandbox'] });
    try {
      const tab = await running.newPage();
      await tab.addScriptTag({ content: outputFiles[0].text });
      const { answers, medianMs } = await tab.evaluate<{ answers: unknown[]; medianMs: number }>(
        'bench.run()',
      );
      const plain = new Function(
        'bestItems',
        `${work} return asked.map((query) => bestItems(searchOf(query)));`,
      );
      expect(answers).toEqual(plain(bestItems));
      expect(medianMs).toBeLessThan(5);
    } finally {
      await running.close();
    }
  },
);
