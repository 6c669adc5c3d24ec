import { reproductionSection } from '../../pipeline/report/reproduction';
import type { JobResult } from '../../sweep/job';
import { readSweep } from '../../sweep/read-sweep';
import { sweepFindings } from '../../sweep/report/sweep-findings';
import { sweepReport } from '../../sweep/report/sweep-report';
import { commandOf } from '../run-apart';
import type { FoundReport } from './run-report';

/** Machines that did jobs, each once; what one job had in memory tells nothing apart. */
function machinesOf(results: Iterable<JobResult>): JobResult['provenance']['machine'][] {
  const machines = [...results].map(({ provenance: { machine } }) => {
    const { peakMemoryBytes: _, ...lasting } = machine;
    return lasting;
  });
  return [...new Map(machines.map((machine) => [JSON.stringify(machine), machine])).values()];
}

/** The report of a sweep's folder, as far as it is done, with all that is needed to get the same figures. */
export async function sweepFolderReport(folder: string): Promise<FoundReport> {
  const sweep = await readSweep(folder);
  const findings = sweepFindings(sweep);
  const command = commandOf(['sweep', 'run', `${folder}/sweep.json`]);
  const report = sweepReport(findings, command);
  const reproduction = reproductionSection({
    ...{ command, dataHash: findings.dataHash, settings: sweep.description },
    versions: { ...findings.versions, code: findings.codeVersion },
    ...{ machines: machinesOf(sweep.results.values()), verify: commandOf(['verify', folder]) },
  });
  return { report: { ...report, sections: [...report.sections, reproduction] }, figures: findings };
}
