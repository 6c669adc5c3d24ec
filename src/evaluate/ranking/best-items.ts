/** A heap of the best items so far, the worst of them at the root, so that most of a catalogue is passed by at one look. */
interface Heap {
  readonly scores: Float64Array;
  readonly items: Int32Array;
  size: number;
}

/** Whether place a holds a worse item than place b: a lower score, or the same and a larger index. */
function isWorse({ scores, items }: Heap, a: number, b: number): boolean {
  return scores[a] < scores[b] || (scores[a] === scores[b] && items[a] > items[b]);
}

function swap({ scores, items }: Heap, a: number, b: number): void {
  [scores[a], scores[b]] = [scores[b], scores[a]];
  [items[a], items[b]] = [items[b], items[a]];
}

function siftUp(heap: Heap, from: number): void {
  for (let place = from; place > 0; ) {
    const parent = (place - 1) >> 1;
    if (!isWorse(heap, place, parent)) return;
    swap(heap, place, parent);
    place = parent;
  }
}

function siftDown(heap: Heap): void {
  for (let place = 0; ; ) {
    const left = 2 * place + 1;
    if (left >= heap.size) return;
    const right = left + 1;
    const worse = right < heap.size && isWorse(heap, right, left) ? right : left;
    if (!isWorse(heap, worse, place)) return;
    swap(heap, place, worse);
    place = worse;
  }
}

/** Removes the worst and gives it. */
function pop(heap: Heap): number {
  const item = heap.items[0];
  heap.size--;
  swap(heap, 0, heap.size);
  siftDown(heap);
  return item;
}

/**
 * The indices of the k largest scores, best first, equal scores by index, in O(n log k).
 * @param options.isCandidate items for which it is false are passed over
 * @returns [k], shorter where there are fewer candidates
 */
export function bestItems(options: {
  readonly scores: Float32Array | Float64Array;
  readonly k: number;
  readonly isCandidate: (item: number) => boolean;
}): Int32Array {
  const { scores, k, isCandidate } = options;
  const capacity = Math.min(k, scores.length);
  const heap: Heap = { scores: new Float64Array(capacity), items: new Int32Array(capacity), size: 0 };
  for (let item = 0; item < scores.length; item++) {
    const isFull = heap.size === capacity;
    // An equal score comes later here, so it is the worse one.
    if ((isFull && !(scores[item] > heap.scores[0])) || !isCandidate(item)) continue;
    const place = isFull ? 0 : heap.size++;
    heap.scores[place] = scores[item];
    heap.items[place] = item;
    if (isFull) siftDown(heap);
    else siftUp(heap, place);
  }
  const best = new Int32Array(heap.size);
  for (let place = heap.size - 1; place >= 0; place--) best[place] = pop(heap);
  return best;
}
