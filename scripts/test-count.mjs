/**
 * Counts a vitest report in JSON. A file that could not even be loaded has no tests of its own and counts as one
 * failed; what waits to be written counts as skipped.
 */
export function countTests({ testResults }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of testResults) {
    const states = file.assertionResults.map(({ status }) => status);
    counts.passed += states.filter((status) => status === 'passed').length;
    const failed = states.filter((status) => status === 'failed').length;
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
    counts.skipped += states.filter((status) => status !== 'passed' && status !== 'failed').length;
  }
  return counts;
}
