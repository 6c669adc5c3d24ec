// Writes the results block of README.md from reports/ml-100k.json, so that no figure there is typed.
// usage: node scripts/readme-results.mjs [--check]     --check: exit 1 where the block is not what it would write
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [START, END] = ['<!-- results:start -->', '<!-- results:end -->'];

const error = (x) => x.toFixed(3);
const row = (...cells) => `| ${cells.join(' | ')} |`;
const count = (x) => x.toLocaleString('en-US');
const probability = (p) => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** The block, from the report's figures. */
export function resultsBlock(result) {
  const { teacher, students, splits, settings } = result;
  const mf = students[0];
  const names = splits.map(({ split }) => split.replace(/-.*/, '')).join(', ');
  const closed = Math.round((100 * (mf.scratch.rmse - mf.distilled.rmse)) / (mf.scratch.rmse - teacher.rmse));
  const lines = students.map((s) =>
    row(
      `student ${s.name}`,
      count(s.weights),
      error(s.scratch.rmse),
      error(s.smoothed.rmse),
      error(s.distilled.rmse),
      probability(s.p),
    ),
  );
  return [
    `![Error against size on MovieLens-100K](reports/${pictureOf(result)})`,
    '',
    `MovieLens-100K, its published folds ${names}, test RMSE (mean over folds and ${settings.seeds.length} seeds):`,
    '',
    row('', 'weights', 'from scratch', 'label smoothing', 'distilled', 'p'),
    row('---', '---:', '---:', '---:', '---:', '---:'),
    row('teacher', count(teacher.weights), error(teacher.rmse), '', '', ''),
    ...lines,
    '',
    `Distillation takes the matrix factorization ${closed}% of the way from itself to a teacher of ${count(Math.round(teacher.weights / mf.weights))} times its weights. The command, every fold and seed, what the text was worth and what did not work are in [reports/ml-100k.md](reports/ml-100k.md).`,
    ...students
      .filter((s) => s.distilled.rmse > s.scratch.rmse && s.p < 0.05)
      .map(
        ({ name, weights }) =>
          `\nDistillation makes the student ${name} (${count(weights)} weights) worse${name === 'linear' ? ': on side features alone it cannot hold what the teacher knows' : ''}.`,
      ),
  ].join('\n');
}

/** The rankings' part, from their report's figures. */
export function rankingBlock({ dataset, teacher, rows, controls, settings, queries, seenItems }) {
  const percent = (x) => x.toFixed(3);
  const nameOf = ({ student, method }) => `${student}, ${method === 'scratch' ? 'from scratch' : method}`;
  const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const students = [...new Set(rows.map(({ student }) => student))];
  const rowOf = (student, method) => rows.find((r) => r.student === student && r.method === method);
  const distilled = rows.filter(({ method }) => method !== 'scratch');
  const chosenOf = (student) =>
    distilled
      .filter((r) => r.student === student)
      .sort((a, b) => mean(b.validationNdcg10) - mean(a.validationNdcg10))[0];
  const signOf = (r) => (r.p < 0.05 ? Math.sign(r.ndcg10 - r.scratchNdcg10) : 0);
  const told = (sign) => distilled.filter((r) => signOf(r) === sign).length;
  const control = [...controls].sort((a, b) => b.validationNdcg10 - a.validationNdcg10)[0];
  const rule = { masked: 'seen items left out', kept: 'seen items kept' }[seenItems];
  return [
    `Rankings on \`${dataset}\`: test NDCG@10 over ${count(queries.test)} users, each against the whole catalogue, ${rule ?? 'seen items left out but for a repeated target'} (mean over ${settings.seeds.length} seeds); last column with every seen item left out:`,
    '',
    row('', 'weights', 'NDCG@10', 'p against scratch', 'seen left out'),
    row('---', '---:', '---:', '---:', '---:'),
    row('teacher', count(teacher.weights), percent(teacher.ndcg10), '', percent(teacher.ndcg10Masked)),
    row(`${control.name} (best control)`, '', percent(control.ndcg10), '', percent(control.ndcg10Masked)),
    ...students
      .flatMap((student) => [rowOf(student, 'scratch'), chosenOf(student)])
      .map((r) =>
        row(
          nameOf(r),
          count(r.weights),
          percent(r.ndcg10),
          r.p === null ? '' : probability(r.p),
          percent(mean(r.bySeed.map(({ ndcg10Masked }) => ndcg10Masked))),
        ),
      ),
    '',
    `Of each student the method is shown that validation likes best. Of all ${distilled.length} pairs of student and method, ${told(1)} help, ${told(-1)} hurt, and of ${told(0)} no difference can be told (p < 0.05, over seeds and over users).`,
    'The students read ids alone. Every row with its command is in [reports/ranking.md](reports/ranking.md).',
  ].join('\n');
}

function pictureOf({ dataset }) {
  return `${dataset}-1.png`;
}

const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');
const result = JSON.parse(readFileSync(join(root, 'reports', 'ml-100k.json'), 'utf8'));
const [before, rest] = readme.split(START);
const ranking = JSON.parse(readFileSync(join(root, 'reports', 'ranking.json'), 'utf8'));
const block = `${resultsBlock(result)}\n\n${rankingBlock(ranking)}`;
const wanted = `${before}${START}\n${block}\n${END}${rest.split(END)[1]}`;
if (process.argv.includes('--check')) process.exitCode = readme === wanted ? 0 : 1;
else writeFileSync(path, wanted);
