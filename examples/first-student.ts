import { profiles, standardArtefacts, trainStudent } from 'recdistill';

async function main() {
  const standard = {
    dataset: 'sample',
    profile: 'small',
    seed: 1,
    cacheFolder: '.recdistill/cache',
  } as const;
  const { split, soft, teacher } = await standardArtefacts(standard);
  const same = { split, soft, settings: profiles.small.student, cacheFolder: null };
  const trial = { student: 'mf', learningRate: 0.01, weightDecay: 1, seed: 1 } as const;
  const scratch = trainStudent({ ...same, trial: { ...trial, method: 'scratch', temperature: 1, alpha: 0 } });
  const distilled = trainStudent({
    ...same,
    trial: { ...trial, method: 'distilled', temperature: 1, alpha: 10 },
  });
  const rmse = [teacher.validation.ensemble, scratch.result.bestValidation, distilled.result.bestValidation];
  console.log('validation RMSE of teacher, scratch, distilled:', rmse.map((x) => x.toFixed(3)).join(', '));
}

main();
