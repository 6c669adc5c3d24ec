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
  const shown = {
    teacher: teacher.validation.ensemble,
    scratch: scratch.result.bestValidation,
    distilled: distilled.result.bestValidation,
  };
  for (const [name, rmse] of Object.entries(shown))
    console.log(`validation RMSE ${name}: ${rmse.toFixed(3)}`);
}

main();
