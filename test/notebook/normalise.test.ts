import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { normalise } from '../../src/notebook/normalise';
import { notebookOf } from './notebook-of';

function messy() {
  const notebook = notebookOf('const seed = 1;', '', 'seed + 1');
  notebook.metadata = { language_info: { version: '9.9' }, widgets: {} };
  notebook.cells[1].execution_count = 4;
  notebook.cells[3].execution_count = 9;
  notebook.cells[3].metadata = { execution: { 'iopub.execute_input': '2020' } };
  notebook.cells[3].outputs = [
    {
      output_type: 'stream',
      name: 'stdout',
      text: `read ${join('/somewhere/the project', 'data')}\nread ${homedir()}/x\n`,
    },
    {
      output_type: 'display_data',
      data: { 'text/html': ['<b>/somewhere/the project/a</b>'] },
      metadata: {},
      transient: {},
    },
  ];
  return notebook;
}

const clean = () => normalise({ notebook: messy(), root: '/somewhere/the project' });

it('numbers the code cells that run 1 .. n from top to bottom', () => {
  expect(clean().cells.map((cell) => cell.execution_count)).toEqual([undefined, 1, null, 2]);
});

it('shows no folder of the machine in any output', () => {
  const [stream, display] = clean().cells[3].outputs ?? [];
  expect(stream.text).toEqual(['read ./data\n', 'read ~/x\n']);
  expect(display.data).toEqual({ 'text/html': ['<b>./a</b>'] });
});

it('drops what a run writes into the metadata and keeps the tags', () => {
  const { cells, metadata } = clean();
  expect(cells[3].metadata).toEqual({});
  expect(cells[1].metadata).toEqual({ tags: ['parameters'] });
  expect(metadata.kernelspec).toMatchObject({ name: 'tslab' });
  expect(metadata).not.toHaveProperty('widgets');
});

it('changes nothing the second time', () => {
  expect(normalise({ notebook: clean(), root: '/somewhere/the project' })).toEqual(clean());
});
