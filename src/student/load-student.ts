import { openStudent } from './open-student';
import type { AnyStudent } from './student';
import { StudentError } from './student-error';

interface Modules {
  'node:fs/promises': { readFile(path: string): Promise<Uint8Array> };
  'node:url': { fileURLToPath(url: URL): string };
}

interface Runtime {
  readonly process?: { getBuiltinModule?<N extends keyof Modules>(name: N): Modules[N] | undefined };
  readonly document?: { readonly baseURI: string };
}

const runtime = globalThis as unknown as Runtime;

/** Content of a file, null where it is missing. */
type Read = (name: string) => Promise<Uint8Array | null>;

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

function fromWeb(folder: URL): Read {
  const base = new URL(folder);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return async (name) => {
    const url = new URL(name, base);
    url.search = base.search;
    try {
      const response = await fetch(url);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      if (response.status === 404) return null;
      throw new Error(`status ${response.status}`);
    } catch (error) {
      throw new StudentError(url.href, 'a file', reason(error));
    }
  };
}

function fromDisk(folder: string): Read {
  const files = runtime.process?.getBuiltinModule?.('node:fs/promises');
  if (files === undefined) {
    const advice = 'give an http(s) URL, or the content to openStudent';
    throw new StudentError(folder, 'a runtime that reads files (Node 20.16, Deno 2.1, Bun)', 'none', advice);
  }
  return async (name) => {
    try {
      return await files.readFile(`${folder.replace(/[/\\]$/, '')}/${name}`);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return null;
      throw new StudentError(`${folder}/${name}`, 'a readable file', reason(error));
    }
  };
}

function readerOf(source: string | URL): Read {
  const text = String(source);
  if (/^https?:/.test(text)) return fromWeb(new URL(text));
  if (runtime.document !== undefined) return fromWeb(new URL(text, runtime.document.baseURI));
  if (!/^file:/.test(text)) return fromDisk(text);
  const path = runtime.process?.getBuiltinModule?.('node:url')?.fileURLToPath(new URL(text));
  return fromDisk(path ?? text);
}

function parsed(where: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new StudentError(where, 'JSON', reason(error), 'the file is damaged or no model');
  }
}

/**
 * Loads a saved student: model.json, model.safetensors and, where it is there, titles.json.
 * @param source a folder's path or file: URL (Node, Deno, Bun), or an http(s) URL of the folder; in a page also a URL
 *   relative to it
 * @throws StudentError if a file is missing, damaged, cut, of another format or does not belong to the other
 */
export async function loadStudent(source: string | URL): Promise<AnyStudent> {
  const read = readerOf(source);
  const required = async (name: string) => {
    const bytes = await read(name);
    if (bytes !== null) return bytes;
    throw new StudentError(`${source}/${name}`, 'a saved student', 'no such file');
  };
  const [json, weights, titles] = await Promise.all([
    required('model.json'),
    required('model.safetensors'),
    read('titles.json'),
  ]);
  return openStudent({
    description: parsed(`${source}/model.json`, json),
    titles: titles === null ? null : parsed(`${source}/titles.json`, titles),
    ...{ weights, where: `${source}/model` },
  });
}
