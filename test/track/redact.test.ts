import { afterEach, expect, it, vi } from 'vitest';
import { reasonOf, redact } from '../../src/track/redact';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['http://user:s3cret@host:5000/x', 'http://***@host:5000/x'],
  ['to https://token@host failed', 'to https://***@host failed'],
  ['authorization: Bearer abc.def-123', 'authorization: Bearer ***'],
  ['{"api_key": "k-1234567"}', '{"api_key": "***"}'],
  ['?token=abc&step=1', '?token=***&step=1'],
  [`key ${'0123456789'.repeat(4)}`, 'key ***'],
])('takes the secret out of %s', (text, clean) => {
  expect(redact(text)).toBe(clean);
});

it('leaves a text without secrets as it is', () => {
  const text =
    'POST /api/2.0/mlflow/runs/create of http://127.0.0.1:5000: 500 tokens: 12 at user@example.org';
  expect(redact(text)).toBe(text);
});

it('takes out what the environment holds as secrets, wherever it stands', () => {
  vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'hunter22');
  expect(redact('wrong hunter22 given')).toBe('wrong *** given');
});

it('gives an error with its causes on one line', () => {
  const cause = new Error('connect ECONNREFUSED\n127.0.0.1:1');
  expect(reasonOf(new Error('fetch failed', { cause }))).toBe(
    'fetch failed: connect ECONNREFUSED 127.0.0.1:1',
  );
});
