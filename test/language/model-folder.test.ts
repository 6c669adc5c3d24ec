import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/errors';
import { BertEncoder, findModelFolder, parseBertConfig } from '../../src/language';

const tiny = join(__dirname, '..', 'fixtures', 'tiny-bert');
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'models é '));
  vi.stubEnv('XDG_CACHE_HOME', home);
  vi.stubEnv('RECDISTILL_MODEL_DIR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  rmSync(home, { recursive: true });
});

describe('findModelFolder', () => {
  it('takes a named folder', async () => {
    expect(await findModelFolder({ model: tiny })).toBe(tiny);
  });

  it('takes RECDISTILL_MODEL_DIR where no model is named', async () => {
    vi.stubEnv('RECDISTILL_MODEL_DIR', tiny);
    expect(await findModelFolder({})).toBe(tiny);
  });

  it('names the cure when the default model is not there', async () => {
    await expect(findModelFolder({})).rejects.toThrow(InputError);
    await expect(findModelFolder({})).rejects.toThrow(/run node scripts\/setup\.mjs/);
  });

  it('refuses default weights with another checksum', async () => {
    const folder = join(home, 'recdistill', 'models', 'all-MiniLM-L6-v2');
    cpSync(tiny, folder, { recursive: true });
    await expect(findModelFolder({})).rejects.toThrow(/expected sha256 53aa5117.*damaged/);
  });

  it('says which file a folder lacks', async () => {
    const folder = join(home, 'partial');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), '{}');
    await expect(findModelFolder({ model: folder })).rejects.toThrow(
      /no tokenizer.json, no model.safetensors/,
    );
  });

  it('takes a hub name from the cache without asking the network', async () => {
    const folder = join(home, 'recdistill', 'models', 'someone--tiny');
    cpSync(tiny, folder, { recursive: true });
    vi.stubGlobal('fetch', () => Promise.reject(new Error('the network was asked')));
    expect(await findModelFolder({ model: 'someone/tiny' })).toBe(folder);
  });

  it('fetches what the cache lacks of a hub name, with progress, and keeps it', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      const bytes = readFileSync(join(tiny, url.slice(url.lastIndexOf('/') + 1)));
      return new Response(bytes, { headers: { 'content-length': String(bytes.length) } });
    });
    const told: string[] = [];
    const onProgress = ({
      file,
      doneBytes,
      totalBytes,
    }: {
      file: string;
      doneBytes: number;
      totalBytes: number | null;
    }) => {
      if (doneBytes === totalBytes) told.push(file);
    };
    const folder = await findModelFolder({ model: 'someone/tiny', onProgress });
    expect(asked[0]).toBe('https://huggingface.co/someone/tiny/resolve/main/config.json');
    expect(told).toEqual(['config.json', 'tokenizer.json', 'model.safetensors']);
    BertEncoder.load({ folder }).dispose();
    await findModelFolder({ model: 'someone/tiny' });
    expect(asked).toHaveLength(3);
  });

  it('ends in an InputError when the hub has no such model, breaks off or cannot be reached', async () => {
    const find = () => findModelFolder({ model: 'someone/absent' });
    vi.stubGlobal('fetch', async () => new Response('not found', { status: 404 }));
    await expect(find()).rejects.toThrow(/status 404; does "someone\/absent" exist/);
    vi.stubGlobal('fetch', async () => new Response('short', { headers: { 'content-length': '99' } }));
    await expect(find()).rejects.toThrow(/expected 99 bytes, found 5/);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    await expect(find()).rejects.toThrow(InputError);
    await expect(find()).rejects.toThrow(/cannot be reached/);
  });
});

describe('parseBertConfig', () => {
  const json = JSON.parse(readFileSync(join(tiny, 'config.json'), 'utf8'));
  it.each([
    [{ model_type: 'gpt2' }, /model_type "bert" or "distilbert", found "gpt2"/],
    [{ hidden_act: 'relu' }, /hidden_act "gelu", found "relu"/],
    [{ position_embedding_type: 'relative_key' }, /"absolute"/],
    [{ num_hidden_layers: -1 }, /num_hidden_layers to be a whole number above 0, found -1/],
    [{ num_attention_heads: 5 }, /24 hidden units do not divide among 5 heads/],
    [{ hidden_dropout_prob: 1 }, /hidden_dropout_prob to be a number in \[0, 1\)/],
  ])('refuses %j', (change, reason) => {
    expect(() => parseBertConfig('config.json', { ...json, ...change })).toThrow(InputError);
    expect(() => parseBertConfig('config.json', { ...json, ...change })).toThrow(reason);
  });
});

describe('BertEncoder.load', () => {
  it('refuses weights of another shape than config.json says, and names the weight', () => {
    const folder = join(home, 'mixed');
    cpSync(tiny, folder, { recursive: true });
    const config = readFileSync(join(folder, 'config.json'), 'utf8');
    writeFileSync(
      join(folder, 'config.json'),
      config.replace('"intermediate_size": 40', '"intermediate_size": 41'),
    );
    expect(() => BertEncoder.load({ folder })).toThrow(
      /"encoder.layer.0.intermediate.dense.weight" of shape \[41, 24\]/,
    );
    writeFileSync(
      join(folder, 'config.json'),
      config.replace('"num_hidden_layers": 2', '"num_hidden_layers": 3'),
    );
    expect(() => BertEncoder.load({ folder })).toThrow(/expected a tensor "encoder.layer.2/);
  });
});
