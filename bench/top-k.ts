/**
 * Requests for the 10 best of a catalogue by the student's fast way, beside ONNX Runtime (MatMul and TopK, one thread),
 * plain TypeScript and, where Python has them, faiss's exact index and hnswlib's approximate one; in turns, one request at a time. Ratios of rates, above
 * 1 where ours is the faster, as median, smallest and largest over the rounds; by the clock, and by the processor's time,
 * which other work on the machine moves less. And whether the ten items are those of ONNX Runtime, in its order.
 *
 *   [RECDISTILL_BENCH_PYTHON=<a Python with faiss and hnswlib>] npm run bench -- top-k [folder of a saved ranking student ...]
 */
import { allTopK } from './top-k-measure-work';

void allTopK(process.argv.slice(2), (figures) => console.log(JSON.stringify(figures, null, 2)));
