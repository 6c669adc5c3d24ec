import { expect, it } from 'vitest';
import type { Job, JobResult } from '../../src/sweep/job';
import { readResult, writtenResult } from '../../src/sweep/read-result';

const job: Job = {
  ...{ key: 'k', kind: 'trial', label: 'l', settings: { '2': 1, '1': 'é' } },
  ...{ needs: [], threads: 1, limitSeconds: null },
};
const result: JobResult = {
  ...{
    key: 'k',
    kind: 'trial',
    label: 'l',
    settings: job.settings,
    details: { rows: [0.1 + 0.2, 1e-7, -0] },
  },
  ...{ metrics: { validationRmse: 0.8753208, best: null }, seconds: 2.5 },
  provenance: { dataHash: 'd', versions: {}, machine: {} },
};

it('a result comes back as it was written', () => {
  expect(readResult(writtenResult(result), job)).toEqual({
    result: JSON.parse(JSON.stringify(result)),
    fault: null,
  });
});

it('one digit that changed on the disk is found, though it is still JSON', () => {
  const text = writtenResult(result).replace('0.8753208', '0.8753209');
  expect(readResult(text, job).fault).toMatch(/sha256/);
});

it('a result without a seal is none', () => {
  expect(readResult(JSON.stringify(result), job).fault).toMatch(/sha256/);
});
