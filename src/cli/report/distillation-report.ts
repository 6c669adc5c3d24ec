import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import type { AnyRankingResult, ClickResult, DistillationResult } from '../../pipeline';
import { clickReport } from '../../pipeline/click/click-report';
import { rankingReport } from '../../pipeline/ranking/ranking-report';
import { reportOf } from '../../pipeline/report/report';
import { reproductionSection } from '../../pipeline/report/reproduction';
import type { Report } from '../../plot';
import { commandOf } from '../run-apart';
import type { FoundReport } from './run-report';

type AnyResult = DistillationResult | AnyRankingResult | ClickResult;

/** @throws InputError where it is no result of a distillation */
function readResult(path: string): AnyResult {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8'));
    if (found?.data?.hash !== undefined && found.settings !== undefined) return found;
  } catch (error) {
    throw new InputError(`${path}: expected a result in JSON; ${(error as Error).message}`);
  }
  throw new InputError(`${path}: expected a result that distill wrote, found another file`);
}

/** @throws InputError for a result of a version whose results had another form */
function ownReport(path: string, result: AnyResult): Report {
  try {
    if ('published' in result) return clickReport(result);
    return 'seenItems' in result ? rankingReport(result) : reportOf(result);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(
      `${path}: lacks what this version's results hold (${error.message}); run its command again: ${result.command}`,
    );
  }
}

/** What decides a result beside its settings, where its task has it. */
function settingsOf(result: AnyResult): object {
  const { settings, seed } = result;
  const { textSource, model } = result as Partial<DistillationResult>;
  return { seed, textSource, model: model ?? undefined, ...settings };
}

/** The report of a distillation's out folder, with all that is needed to get the same figures. */
export function distillationReport(folder: string): FoundReport {
  const path = join(folder, 'result.json');
  const result = readResult(path);
  const report = ownReport(path, result);
  const { command, versions, machine, data } = result;
  const reproduction = reproductionSection({
    ...{ command, versions, machines: [{ ...machine }], dataHash: data.hash },
    ...{ settings: settingsOf(result), verify: commandOf(['verify', folder]) },
  });
  return { report: { ...report, sections: [...report.sections, reproduction] }, figures: result };
}
