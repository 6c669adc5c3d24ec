import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FolderPair } from '../../sweep/ray';
import { parseCount } from '../distill/parse-list';

/** What the options about a cluster are parsed to. */
export interface ClusterFlags {
  readonly on?: string;
  readonly nodePackages?: string;
  readonly nodeProgram: string;
  readonly share: readonly FolderPair[];
  readonly store?: string;
  readonly passVariables: readonly string[];
  readonly slots?: number;
}

function parseShare(value: string, before: readonly FolderPair[]): FolderPair[] {
  const [here, there, ...more] = value.split('=');
  if (!here || !there?.startsWith('/') || more.length > 0)
    throw new InvalidArgumentError(`Expected <folder here>=</folder/on/the/nodes>, found "${value}".`);
  return [...before, { here: resolve(here), there }].sort((a, b) => b.here.length - a.here.length);
}

const parseNames = (value: string, before: readonly string[]): string[] => [...before, ...value.split(',')];

/** The options of `recdistill sweep run` and `resume` that say where jobs run. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--on <address>', 'a Ray cluster in place of this machine, e.g. ray://head:8265')
    .option(
      '--node-packages <folder>',
      "the nodes' folder of the project, as installed (this one's path where not given)",
    )
    .option('--node-program <path>', "how the nodes' shell starts Node", 'node')
    .addOption(
      new Option('--share <here=there>', 'a shared folder that the nodes call otherwise; may be repeated')
        .argParser(parseShare)
        .default([], 'same paths'),
    )
    .option('--store <address>', 'results in s3://bucket/prefix, for nodes that share no folder')
    .addOption(
      new Option('--pass-variables <names>', 'variables of this shell that jobs get too, between commas')
        .argParser(parseNames)
        .default([], 'none'),
    )
    .option('--slots <number>', 'jobs at a time on a cluster that grows by itself', parseCount);
}
