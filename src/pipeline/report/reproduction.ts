import type { ReportSection, Row } from '../../plot';
import type { NumericFingerprint } from '../numeric-fingerprint';

/** What decides a result, and what made it. */
export interface Reproduction {
  /** null where it was called from code. */
  readonly command: string | null;
  /** Does it again and compares. */
  readonly verify: string;
  /** Plain values, lists and records. */
  readonly settings: object;
  readonly dataHash: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Each machine that took part, each by what is known of it. */
  readonly machines: readonly Readonly<Record<string, unknown>>[];
}

/** Settings as rows, a name as a path. */
function settingRows(value: unknown, path: string): Row[] {
  const isList = Array.isArray(value) && value.every((own) => typeof own !== 'object' || own === null);
  if (isList) return [{ setting: path, value: value.join(', ') || 'none' }];
  if (typeof value !== 'object' || value === null)
    return value === undefined ? [] : [{ setting: path, value: value === null ? 'none' : String(value) }];
  return Object.entries(value).flatMap(([name, own]) =>
    settingRows(own, path === '' ? name : `${path}.${name}`),
  );
}

const gigabytes = (bytes: unknown) => `${(Number(bytes) / 1e9).toFixed(1)} GB`;

function machineRows(machine: Reproduction['machines'][number], name: string): Row[] {
  const { threads, memoryBytes } = machine;
  const set = Object.entries((threads ?? {}) as Record<string, string | null>).filter(
    ([, value]) => value !== null,
  );
  const told = set.length === 0 ? 'as many as the machine likes' : set.map((own) => own.join('=')).join(', ');
  return [
    { what: name, value: `${machine.platform}, ${machine.processor}, ${machine.cores} cores` },
    ...(memoryBytes === undefined ? [] : [{ what: `${name}: memory`, value: gigabytes(memoryBytes) }]),
    ...(threads === undefined ? [] : [{ what: `${name}: threads`, value: told }]),
  ];
}

/** Hashes of what each machine computes, which machines that give the same figures have in common. */
function operationRows(machines: Reproduction['machines']): Row[] {
  const prints = machines.map(({ operations }) => (operations ?? {}) as NumericFingerprint);
  const names = [...new Set(prints.flatMap((own) => Object.keys(own)))];
  return names.map((operation) => ({
    operation,
    ...Object.fromEntries(
      prints.map((own, i) => [machineName(i, machines.length), own[operation]?.hash ?? null]),
    ),
  }));
}

const machineName = (index: number, count: number) => (count === 1 ? 'machine' : `machine ${index + 1}`);

/** Command, settings, hash of the data, versions and machines: all that somebody needs to get the same figures. */
export function reproductionSection(about: Reproduction): ReportSection {
  const { command, verify, settings, dataHash, versions, machines } = about;
  const operations = operationRows(machines);
  return {
    heading: 'To get the same figures',
    paragraphs: [
      ...(command === null ? [] : [`Made by \`${command}\`.`]),
      `\`${verify}\` does it again, compares every figure to the last bit, and tells which operations a machine computes otherwise. The same data, settings, versions, number of threads and operations give the same figures.`,
    ],
    tables: [
      {
        digits: 0,
        caption: 'Data, versions and machine',
        rows: [
          { what: 'data sha256', value: dataHash },
          ...Object.entries(versions).map(([what, value]) => ({ what, value })),
          ...machines.flatMap((machine, i) => machineRows(machine, machineName(i, machines.length))),
        ],
      },
      { digits: 6, caption: 'Settings', rows: settingRows(settings, '') },
      ...(operations.length === 0
        ? []
        : [
            {
              digits: 0,
              caption: 'Operations on fixed inputs, by the hash of what they give',
              rows: operations,
            },
          ]),
    ],
  };
}
