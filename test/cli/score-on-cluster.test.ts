import { expect, test } from 'vitest';
import { teacherWords } from '../../src/cli/score-teacher/score-on-cluster';

test('a shard’s job is named by what decides the teacher, and by no folder or cluster', () => {
  const words = [
    ...['score-teacher', '--dataset', 'sample', '--members=2', '--shards', '4', '--out', 'x'],
    ...['--no-header', '--cache', 'c', '--data-dir=d', '--on', 'ray://head', '--slots', '8', '--json'],
  ];
  expect(teacherWords(words)).toEqual(['--dataset=sample', '--members=2', '--no-header']);
});
