import { InputError, nearestName } from '../errors';
import { joined, type Notebook, type NotebookCell } from './notebook-file';
import { type ParameterValue, parseLiteral, valueLike } from './parameter-value';

/** One line of the cell tagged `parameters`. */
export interface NotebookParameter {
  readonly name: string;
  /** The TypeScript type written beside the name, or null. */
  readonly annotation: string | null;
  readonly value: ParameterValue;
}

/** What `--set name=value` asks for. */
export interface ParameterSetting {
  readonly name: string;
  readonly text: string;
}

const DECLARATION = /^(?:const|let|var)\s+(\w+)\s*(?::\s*([^=]+?))?\s*=\s*(.+?);?\s*(?:\/\/.*)?$/;

/** Where the parameters stand, or -1. */
function parametersIndex(notebook: Notebook): number {
  return notebook.cells.findIndex(
    (cell) => cell.cell_type === 'code' && cell.metadata.tags?.includes('parameters'),
  );
}

/**
 * The parameters of a notebook with their defaults: one declaration a line in the cell tagged `parameters`.
 * @param where the notebook, for messages
 * @throws InputError for a line that declares no literal
 */
export function readParameters(where: string, notebook: Notebook): NotebookParameter[] {
  const index = parametersIndex(notebook);
  if (index < 0) return [];
  const parameters: NotebookParameter[] = [];
  for (const line of joined(notebook.cells[index].source).split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('//')) continue;
    const declaration = DECLARATION.exec(text);
    if (declaration === null) {
      throw new InputError(`${where}: the parameters cell needs one declaration a line, found "${text}"`);
    }
    const [, name, annotation, literal] = declaration;
    const value = parseLiteral(`${where}: parameter ${name}`, literal);
    parameters.push({ name, annotation: annotation ?? null, value });
  }
  return parameters;
}

/** `name=value` as typed. */
export function parseSetting(setting: string): ParameterSetting {
  const equals = setting.indexOf('=');
  if (equals > 0) return { name: setting.slice(0, equals).trim(), text: setting.slice(equals + 1).trim() };
  throw new InputError(`--set: expected name=value, found "${setting}"`);
}

/** Refuses settings that none of the notebooks has as a parameter. */
export function checkSettings(
  settings: readonly ParameterSetting[],
  parameters: readonly NotebookParameter[],
): void {
  const known = [...new Set(parameters.map((parameter) => parameter.name))];
  for (const { name } of settings) {
    if (known.includes(name)) continue;
    const advice =
      known.length === 0
        ? 'no chosen notebook has a cell tagged "parameters"'
        : `did you mean "${nearestName(name, known)}"? Known: ${known.join(', ')}`;
    throw new InputError(`--set ${name}: unknown parameter; ${advice}`);
  }
}

/** A type such as `'small' | 'full'` lists the allowed strings. */
function checkChoice(where: string, annotation: string | null, value: ParameterValue): void {
  const choices = annotation?.split('|').map((choice) => choice.trim()) ?? [];
  if (choices.length === 0 || !choices.every((choice) => /^'[^']*'$/.test(choice))) return;
  const names = choices.map((choice) => choice.slice(1, -1));
  if (typeof value === 'string' && names.includes(value)) return;
  throw new InputError(`${where}: expected one of ${names.join(', ')}, found ${JSON.stringify(value)}`);
}

function literalOf(value: ParameterValue): string {
  const quoted = JSON.stringify(value).replace(/,/g, ', ');
  return typeof value === 'string' ? JSON.stringify(value) : quoted;
}

/**
 * A copy of the notebook with a cell after its parameters that sets the ones asked for; settings that this notebook
 * does not have are passed over (`checkSettings` refuses those that none has).
 */
export function withSettings(
  where: string,
  notebook: Notebook,
  settings: readonly ParameterSetting[],
): Notebook {
  const parameters = new Map(readParameters(where, notebook).map((parameter) => [parameter.name, parameter]));
  const lines: string[] = [];
  for (const { name, text } of settings) {
    const parameter = parameters.get(name);
    if (parameter === undefined) continue;
    const value = valueLike(`--set ${name}`, parameter.value, text);
    checkChoice(`--set ${name}`, parameter.annotation, value);
    const type = parameter.annotation === null ? '' : `: ${parameter.annotation}`;
    lines.push(`const ${name}${type} = ${literalOf(value)};`);
  }
  if (lines.length === 0) return notebook;
  const cell: NotebookCell = {
    id: 'injected-parameters',
    cell_type: 'code',
    source: lines.join('\n'),
    metadata: { tags: ['injected-parameters'] },
    execution_count: null,
    outputs: [],
  };
  const cells = [...notebook.cells];
  cells.splice(parametersIndex(notebook) + 1, 0, cell);
  return { ...notebook, cells };
}
