import { describe, expect, it } from 'vitest';
import { checkSettings, parseSetting, readParameters, withSettings } from '../../src/notebook/parameters';
import { notebookOf } from './notebook-of';

const CELL = `const dataset = 'sample'; // or ml-100k
const profile: 'small' | 'full' = 'small';
const seed = 1;
const temperatures = [1, 2, 4];
const students = ['linear', 'mf'];
const verbose = false;`;

const notebook = notebookOf(CELL, 'console.log(dataset)');

function injected(...settings: string[]): string {
  const planned = withSettings('nb', notebook, settings.map(parseSetting));
  return String(planned.cells[2].source);
}

describe('readParameters', () => {
  it('reads names, types and defaults of the tagged cell', () => {
    const parameters = readParameters('nb', notebook);
    expect(parameters.map(({ name, value }) => [name, value])).toEqual([
      ['dataset', 'sample'],
      ['profile', 'small'],
      ['seed', 1],
      ['temperatures', [1, 2, 4]],
      ['students', ['linear', 'mf']],
      ['verbose', false],
    ]);
    expect(parameters[1].annotation).toBe("'small' | 'full'");
  });

  it('is empty for a notebook without the tag', () => {
    const untagged = { ...notebook, cells: notebook.cells.slice(2) };
    expect(readParameters('nb', untagged)).toEqual([]);
  });

  it('refuses a line that declares no literal, naming it', () => {
    expect(() => readParameters('nb', notebookOf('const seed = Date.now();'))).toThrow(
      'nb: parameter seed: expected a number, a string, true, false or a list of one of them, found "Date.now()"',
    );
    expect(() => readParameters('nb', notebookOf('seed += 1'))).toThrow('found "seed += 1"');
  });
});

describe('withSettings', () => {
  it('gives values the types of the defaults, in a cell right after the parameters', () => {
    expect(injected('dataset=ml-100k', 'seed=7', 'temperatures=1,2.5, 8', 'verbose=true')).toBe(
      'const dataset = "ml-100k";\nconst seed = 7;\nconst temperatures = [1, 2.5, 8];\nconst verbose = true;',
    );
    expect(injected('students=[linear,mlp]')).toBe('const students = ["linear", "mlp"];');
  });

  it('leaves the notebook that it was given as it is', () => {
    injected('seed=7');
    expect(notebook.cells).toHaveLength(3);
  });

  it('keeps a string with quotes and line breaks a string', () => {
    expect(injected('dataset=it\'s "mine"\n')).toBe('const dataset = "it\'s \\"mine\\"";');
  });

  it('refuses what the type does not allow', () => {
    expect(() => injected('seed=many')).toThrow('--set seed: expected a number, found "many"');
    expect(() => injected('temperatures=1,,2')).toThrow('--set temperatures: expected a number, found ""');
    expect(() => injected('verbose=1')).toThrow('expected true or false');
    expect(() => injected('profile=huge')).toThrow(
      '--set profile: expected one of small, full, found "huge"',
    );
  });
});

describe('checkSettings', () => {
  it('refuses an unknown parameter with the nearest known one', () => {
    const parameters = readParameters('nb', notebook);
    expect(() => checkSettings([parseSetting('temperature=4')], parameters)).toThrow(
      '--set temperature: unknown parameter; did you mean "temperatures"? Known: dataset, profile',
    );
    expect(() => checkSettings([parseSetting('seed=4')], parameters)).not.toThrow();
  });

  it('refuses a setting without a name', () => {
    expect(() => parseSetting('=4')).toThrow('expected name=value, found "=4"');
    expect(() => parseSetting('seed')).toThrow('expected name=value, found "seed"');
  });
});
