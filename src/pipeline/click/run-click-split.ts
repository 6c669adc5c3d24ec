import { join } from 'node:path';
import { clickLogLosses } from '../../evaluate';
import type { ClickModel } from '../../models/click/click-model';
import { type ClickMaterial, type ClickRows, clickRowsOf, prepareClickMaterial } from './click-material';
import type { ClickRun } from './click-run';
import { type ClickSearch, searchClickStudent } from './click-search';
import { type ClickSoft, prepareClickSoft } from './click-soft';
import { type ClickTeacher, trainClickTeacher } from './click-teacher';
import { compareClickStudent } from './compare-click-student';
import { clickLatency, measureClicks } from './measure-clicks';
import type { SplitFindings, SplitRow, SplitTeacher } from './split-findings';

/** What a run is called with, for one of its splits. */
export type RunClickSplitOptions = Omit<ClickRun, 'splits' | 'publishedSplit' | 'command'> & {
  readonly split: ClickRun['splits'][number];
};

/**
 * Teacher, soft targets, search and comparison on one split. Everything is chosen on validation; the test part is opened
 * once, when all is chosen.
 */
export async function runClickSplit(options: RunClickSplitOptions): Promise<SplitFindings> {
  const started = performance.now();
  const material = await prepareClickMaterial(options);
  try {
    const own = { ...options, material };
    const teacher = trainClickTeacher({ ...own, settings: options.settings.teacher });
    try {
      const soft = await prepareClickSoft({ ...own, teacher });
      const found = await distilAndCompare(options, { material, teacher, soft });
      return { ...found, seconds: (performance.now() - started) / 1000 };
    } finally {
      teacher.dispose();
    }
  } finally {
    material.dispose();
  }
}

interface Made {
  readonly material: ClickMaterial;
  readonly teacher: ClickTeacher;
  readonly soft: ClickSoft;
}

async function distilAndCompare(
  options: RunClickSplitOptions,
  made: Made,
): Promise<Omit<SplitFindings, 'seconds'>> {
  const { split, settings, outFolder, cacheFolder, onEvent, signal } = options;
  const { material, soft } = made;
  const shared = { material, soft, settings, cacheFolder, onEvent, signal };
  const searches: ClickSearch[] = [];
  for (const student of settings.student.students) {
    const resultsPath = join(outFolder, `search-${split.name}-${student}.jsonl`);
    searches.push(await searchClickStudent({ ...shared, student, resultsPath }));
  }
  return compareChosenClicks(options, made, searches);
}

/** Opens the test part and compares what validation chose, each student from scratch and by each method. */
export async function compareChosenClicks(
  options: RunClickSplitOptions,
  made: Made,
  searches: readonly ClickSearch[],
): Promise<Omit<SplitFindings, 'seconds'>> {
  const { split, settings, outFolder, cacheFolder, onEvent, signal } = options;
  const { material, teacher, soft } = made;
  const shared = { material, soft, settings, cacheFolder, onEvent, signal };
  const hash = teacher.hash();
  const test = clickRowsOf(material.table, split.takeTest('final comparison'));
  const modelFolder = join(outFolder, 'models', split.name);
  const students: SplitRow[] = [];
  for (const search of searches)
    students.push(...(await compareClickStudent({ ...shared, search, test, modelFolder })));
  const about = await aboutTeacher(made, test);
  if (about.hash !== hash) throw new Error('runClicks: the teacher moved while it taught');
  return {
    split: split.name,
    rows: {
      train: split.train.length,
      trainedOn: material.rows.length,
      validation: split.validation.length,
      test: test.rows.length,
    },
    ...{ test, rateLosses: rateLosses(material, test), teacher: about, students },
    searches: searches.map(({ student, rows }) => ({ student, rows })),
    softTargets: { sizeBytes: soft.sizeBytes, seconds: soft.seconds },
  };
}

/** What saying the training rows' click rate of every row would cost. */
function rateLosses({ frequencies, shift }: ClickMaterial, { labels }: ClickRows): Float64Array {
  const [without, withClick] = frequencies;
  const logits = new Float64Array(labels.length).fill(Math.log(withClick / without) + shift);
  return clickLogLosses({ logits, labels });
}

async function aboutTeacher({ teacher, material }: Made, test: ClickRows): Promise<SplitTeacher> {
  const { metrics, losses, logits } = measureClicks(teacher.scorer, material, test);
  const plain = ({ model: _, ...member }: ClickTeacher['members'][number] & { model: ClickModel }) => member;
  return {
    ...{ metrics, losses, logits, weights: teacher.weights, validation: teacher.validation },
    members: teacher.members.map(plain),
    latencyP50Ms: await clickLatency(teacher.scorer, material, test),
    hash: teacher.hash(),
  };
}
