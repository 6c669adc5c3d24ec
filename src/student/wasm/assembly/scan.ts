/** Scores the item at a place exactly and keeps it if it is among the best; gives the score that counts from now on. */
declare function offer(place: i32): f64;

const itemsOfBlock: i32 = 32;
const bytesOfPair: i32 = 64;
const bytesOfBounds: i32 = 40;

/** Where the scan notes what it found, from the start of the memory: see scanner.ts. */
const sumsAt: usize = 0;
const leastsAt: usize = 128;
const reachesAt: usize = 2176;
const placesAt: usize = 34944;
const mostFound: i32 = 4096;
/** What is beyond, in either direction, may be infinite as a score. */
const largestSingle: f64 = 3.4028234e38;

/** The codes' sum below which nothing is of interest, less 2 for the fraction that is cut off. */
function leastSum(reach: f64): i32 {
  return <i32>max(reach, -2147480000.0) - 2;
}

/** Puts a number among the `keep` largest, ascending from `leastsAt` on; gives the smallest of them once there are so many. */
function kept(least: f64, count: i32, keep: i32): f64 {
  let at = leastsAt;
  if (count >= keep) {
    if (least <= load<f64>(at)) return load<f64>(at);
    // the smallest goes, the smaller ones move down
    const last = leastsAt + ((<usize>(keep - 1)) << 3);
    for (; at < last && load<f64>(at, 8) < least; at += 8) store<f64>(at, load<f64>(at, 8));
  } else {
    at += (<usize>count) << 3;
    for (; at > leastsAt && load<f64>(at - 8) > least; at -= 8) store<f64>(at, load<f64>(at - 8));
  }
  store<f64>(at, least);
  return count + 1 >= keep ? load<f64>(leastsAt) : -Infinity;
}

/**
 * Goes through the catalogue's blocks of 32 items, longest vectors first, and finds every item whose score may reach the
 * threshold. With `keep` 0 it offers them one by one, and each offer raises the threshold. Else the threshold is the
 * `keep`-th largest of the scores that items have at least, and what was found is noted: the scores that items have at most
 * from `reachesAt` on, their places from `placesAt` on.
 *
 * codes: per block and pair of dimensions, 32 times two int8. query: per pair two int16. bounds: per block five f64, in
 * units of the block's step: 1 / step, the largest norm of what rounding took, the largest norm of the codes, the
 * largest norm, the largest norm behind the first `firstPairs` pairs.
 * @returns how many were noted; −1 where there is no room for all
 */
export function scan(
  items: i32,
  pairs: i32,
  firstPairs: i32,
  codes: usize,
  query: usize,
  bounds: usize,
  keep: i32,
  shift: f64,
  rounding: f64,
  norm: f64,
  roundingNorm: f64,
  restNorm: f64,
  scale: f64,
): i32 {
  const blocks = (items + itemsOfBlock - 1) / itemsOfBlock;
  let asked = 0;
  let passed = 0;
  let found = 0;
  let threshold: f64 = -Infinity;
  let target = threshold;
  for (let block = 0; block < blocks; block++) {
    const bound = bounds + <usize>(block * bytesOfBounds);
    const perStep = load<f64>(bound);
    if (target * perStep > norm * load<f64>(bound, 24)) return found;
    const error = norm * load<f64>(bound, 8) + roundingNorm * load<f64>(bound, 16);
    let reach = target * perStep - error;

    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    let code = codes + <usize>(block * pairs * bytesOfPair);
    let pair = query;
    // Where half of the blocks pass the early look, it costs more than it saves.
    let isEarly = firstPairs < pairs && passed * 2 <= asked + 16;
    let end = pair + <usize>((isEarly ? firstPairs : pairs) << 2);
    while (true) {
      while (pair < end) {
        const q = v128.load32_splat(pair);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(code, 0), q));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(code, 8), q));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(code, 16), q));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(code, 24), q));
        s4 = i32x4.add(s4, i32x4.dot_i16x8_s(v128.load8x8_s(code, 32), q));
        s5 = i32x4.add(s5, i32x4.dot_i16x8_s(v128.load8x8_s(code, 40), q));
        s6 = i32x4.add(s6, i32x4.dot_i16x8_s(v128.load8x8_s(code, 48), q));
        s7 = i32x4.add(s7, i32x4.dot_i16x8_s(v128.load8x8_s(code, 56), q));
        pair += 4;
        code += bytesOfPair;
      }
      const largest = i32x4.max_s(
        i32x4.max_s(i32x4.max_s(s0, s1), i32x4.max_s(s2, s3)),
        i32x4.max_s(i32x4.max_s(s4, s5), i32x4.max_s(s6, s7)),
      );
      const rest = isEarly ? restNorm * load<f64>(bound, 32) : 0;
      if (isEarly) asked++;
      if (!v128.any_true(i32x4.gt_s(largest, i32x4.splat(leastSum(reach - rest))))) break;
      if (isEarly) {
        passed++;
        isEarly = false;
        end = query + <usize>(pairs << 2);
        continue;
      }
      v128.store(sumsAt, s0, 0);
      v128.store(sumsAt, s1, 16);
      v128.store(sumsAt, s2, 32);
      v128.store(sumsAt, s3, 48);
      v128.store(sumsAt, s4, 64);
      v128.store(sumsAt, s5, 80);
      v128.store(sumsAt, s6, 96);
      v128.store(sumsAt, s7, 112);
      const perScore = perStep * scale;
      for (let lane = 0; lane < itemsOfBlock; lane++) {
        const sum = load<i32>(sumsAt + ((<usize>lane) << 2));
        if (sum <= leastSum(reach)) continue;
        const place = block * itemsOfBlock + lane;
        if (place >= items) break;
        if (keep > 0) {
          if (found >= mostFound) return -1;
          store<f64>(reachesAt + ((<usize>found) << 3), (<f64>sum + error) / perScore + shift);
          store<i32>(placesAt + ((<usize>found) << 2), place);
          const least = (<f64>sum - error) / perScore + shift - rounding;
          threshold = kept(least < -largestSingle ? -Infinity : min(least, largestSingle), found, keep);
          found++;
        } else {
          threshold = offer(place);
        }
        target = (threshold - shift) * scale;
        reach = target * perStep - error;
      }
      break;
    }
  }
  return found;
}
