import { isAbove0, isAtLeast0, isCount, isWhole, Place } from './checks';
import type { Axis, OptionRecord, Search, SearchSpace, SweepDescription } from './sweep-description';

const known = [
  ...['$schema', 'name', 'task', 'profile', 'data', 'teacher', 'students', 'methods', 'folds', 'seeds'],
  ...['space', 'search', 'limits'],
];
const axes = ['learningRates', 'weightDecays', 'temperatures', 'alphas', 'hardWeights'] as const;
const searches = ['grid', 'random', 'halving'] as const;

const texts = (found: unknown, place: Place) => place.list(found, (value, at) => at.text(value));
const wholes = (found: unknown, place: Place) =>
  place.list(found, (value, at) => at.number(value, isWhole, 'a whole number of at least 0'));

function options(found: unknown, place: Place): OptionRecord {
  const fields = place.anyRecord(found);
  const isPlain = (value: unknown) => typeof value === 'string' || Number.isFinite(value);
  for (const [name, value] of Object.entries(fields)) {
    const isList = Array.isArray(value) && value.length > 0 && value.every(isPlain);
    if (!isPlain(value) && typeof value !== 'boolean' && !isList)
      place.at(name).refuse('a text, a number, true, false, or a list of texts and numbers', value);
  }
  return fields as OptionRecord;
}

function axis(found: unknown, place: Place, mayBe0: boolean): Axis {
  const [isRight, expected] = mayBe0
    ? [isAtLeast0, 'a number of at least 0']
    : [isAbove0, 'a number above 0'];
  const number = (value: unknown, at: Place) => at.number(value, isRight, expected);
  if (Array.isArray(found)) return place.list(found, number);
  const { from, to, scale } = place.record(found, ['from', 'to', 'scale']);
  const kind = place.at('scale').oneOf(scale, ['linear', 'log'] as const);
  const range = { from: number(from, place.at('from')), to: number(to, place.at('to')), scale: kind };
  if (range.from >= range.to) place.refuse('"from" below "to"', found);
  if (kind === 'log' && range.from === 0) place.at('from').refuse('a number above 0 on a log scale', 0);
  return range;
}

function space(found: unknown, place: Place, mayDraw: boolean): SearchSpace {
  const fields = place.record(found, axes, ['temperatures', 'alphas', 'hardWeights']);
  const given = axes.filter((name) => fields[name] !== undefined);
  const read = given.map((name) => {
    const mayBe0 = name === 'weightDecays' || name === 'hardWeights';
    const values = axis(fields[name], place.at(name), mayBe0);
    if (!mayDraw && !Array.isArray(values)) place.at(name).refuse('a list, as a grid draws nothing', values);
    return [name, values] as const;
  });
  return Object.fromEntries(read) as unknown as SearchSpace;
}

function search(found: unknown, place: Place): Search {
  const kind = place.at('kind').oneOf(place.anyRecord(found).kind, searches);
  if (kind === 'grid') {
    place.record(found, ['kind']);
    return { kind };
  }
  if (kind === 'random') {
    const { count, seed } = place.record(found, ['kind', 'count', 'seed']);
    return {
      kind,
      count: place.at('count').number(count, isCount, 'a whole number of at least 1'),
      seed: place.at('seed').number(seed, isWhole, 'a whole number of at least 0'),
    };
  }
  const { eta, rungs, start } = place.record(found, ['kind', 'eta', 'rungs', 'start']);
  const epochs = place
    .at('rungs')
    .list(rungs, (value, at) => at.number(value, isCount, 'a whole number of at least 1'));
  if (epochs.some((value, i) => i > 0 && value <= epochs[i - 1]))
    place.at('rungs').refuse('epochs that grow', rungs);
  const from = search(start, place.at('start'));
  if (from.kind === 'halving') place.at('start').refuse('a grid or a random search', start);
  return {
    ...{ kind, rungs: epochs, start: from as Exclude<Search, { kind: 'halving' }> },
    eta: place.at('eta').number(eta, (value) => value > 1, 'a number above 1'),
  };
}

function folds(found: unknown, place: Place): SweepDescription['folds'] {
  if (found === null) return null;
  if (typeof found !== 'number') return texts(found, place);
  return place.number(found, (value) => isWhole(value) && value >= 2, 'a whole number of at least 2');
}

function limit(found: unknown, place: Place): number | null {
  return found === null ? null : place.number(found, isAbove0, 'a number above 0, or null');
}

/**
 * A description out of JSON. Names of options, students and methods are checked where the data are looked at.
 * @param where as errors name it, e.g. the file's path
 * @throws InputError that says where, what was expected and what was found
 */
export function checkDescription(found: unknown, where: string): SweepDescription {
  const place = new Place(where);
  const fields = place.record(found, known, ['$schema']);
  const name = place.at('name').text(fields.name);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    place.at('name').refuse('letters, digits, "-", "_" and ".", as it names a folder', name);
  const seeds = place.at('seeds').record(fields.seeds, ['search', 'final']);
  const limits = place.at('limits').record(fields.limits, ['job', 'sweep']);
  const how = search(fields.search, place.at('search'));
  const mayDraw = (how.kind === 'halving' ? how.start : how).kind === 'random';
  return {
    name,
    task: place.at('task').oneOf(fields.task, ['rating', 'ranking', 'click'] as const),
    profile: place.at('profile').oneOf(fields.profile, ['small', 'full'] as const),
    data: options(fields.data, place.at('data')),
    teacher: options(fields.teacher, place.at('teacher')),
    students: texts(fields.students, place.at('students')),
    methods: texts(fields.methods, place.at('methods')),
    folds: folds(fields.folds, place.at('folds')),
    seeds: {
      search: wholes(seeds.search, place.at('seeds').at('search')),
      final: wholes(seeds.final, place.at('seeds').at('final')),
    },
    space: space(fields.space, place.at('space'), mayDraw),
    search: how,
    limits: {
      job: limit(limits.job, place.at('limits').at('job')),
      sweep: limit(limits.sweep, place.at('limits').at('sweep')),
    },
  };
}
