import { createRequire } from 'node:module';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { showFigure, showTable } from '../../src/notebook/display';
import { progressDisplay } from '../../src/notebook/progress-display';
import { closeFigureBrowser, findChromium, ratingsHistogram } from '../../src/plot';

interface Message {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}

const jupyter = createRequire(__filename)('tslab/dist/jupyter.js');
let messages: { message: Message; isUpdate: boolean }[] = [];

beforeEach(() => {
  messages = [];
  jupyter.lastWriteDisplayData = (message: Message, isUpdate: boolean) =>
    messages.push({ message, isUpdate });
});
afterAll(closeFigureBrowser);

const figure = ratingsHistogram({ title: 'Ratings <of> a test', ratings: [1, 2, 2, 3], levels: [1, 2, 3] });

describe('showFigure', () => {
  it('sends the live figure, HTML without plotly inside, a title in words, and a picture where it can', async () => {
    await showFigure(figure);
    expect(messages).toHaveLength(1);
    const { data, metadata } = messages[0].message;
    expect(data['application/vnd.plotly.v1+json']).toMatchObject(figure);
    expect(data['text/html']).toContain('Ratings &lt;of&gt; a test');
    expect(String(data['text/html']).length).toBeLessThan(20_000);
    expect(data['text/plain']).toBe('[figure] Ratings <of> a test');
    if (findChromium(process.env) === null) {
      console.log('no Chromium here: the picture is not checked');
      return;
    }
    const png = Buffer.from(String(data['image/png']), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(800);
    expect(metadata['image/png']).toEqual({ width: 800, height: 440 });
  });

  it('says where it works when there is no notebook', async () => {
    jupyter.lastWriteDisplayData = null;
    await expect(showFigure(figure)).rejects.toThrow(/within a notebook cell only/);
  });
});

describe('showTable', () => {
  it('sends HTML, Markdown and text of the same rows', () => {
    showTable([{ model: 'teacher', rmse: 0.9 }], { digits: 3 });
    const { data } = messages[0].message;
    expect(data['text/html']).toContain('<td style="text-align:right">0.900</td>');
    expect(data['text/markdown']).toBe('| model | rmse |\n| --- | ---: |\n| teacher | 0.900 |');
    expect(data['text/plain']).toBe('model     rmse\n-------  -----\nteacher  0.900');
  });
});

describe('progressDisplay', () => {
  it('adds one output, changes it in place, and leaves states out that come too fast, but not the last', () => {
    const progress = progressDisplay();
    for (let done = 1; done <= 50; done++) progress.update({ label: 'training', done, total: 50 });
    progress.finish('trained in 50 steps');
    expect(messages[0].isUpdate).toBe(false);
    expect(messages.slice(1).every(({ isUpdate }) => isUpdate)).toBe(true);
    expect(new Set(messages.map(({ message }) => message.transient.display_id)).size).toBe(1);
    expect(messages.length).toBeLessThan(10);
    expect(messages.at(-2)?.message.data['text/plain']).toBe('training (50 of 50)');
    expect(messages.at(-1)?.message.data['text/plain']).toBe('trained in 50 steps');
  });

  it('says the time left', () => {
    const progress = progressDisplay();
    progress.update({ label: 'sweep', done: 1, total: 4 });
    expect(messages[0].message.data['text/plain']).toMatch(/^sweep \(1 of 4, 1 s left\)$/);
  });
});
