/** Scores the item at a place exactly and keeps it if it is among the best; gives the score that counts from now on. */
declare function offer(place: i32): f64;

const itemsOfBlock: i32 = 32;
const bytesOfPair: i32 = 64;
const bytesOfBounds: i32 = 40;

/** The codes' sum below which nothing is of interest, less 2 for the fraction that is cut off. */
function leastSum(reach: f64): i32 {
  return <i32>max(reach, -2147480000.0) - 2;
}

/**
 * Goes through the catalogue's blocks of 32 items, longest vectors first, and offers every item whose score may reach
 * the threshold: exact scores are made for those alone.
 *
 * codes: per block and pair of dimensions, 32 times two int8. query: per pair two int16. bounds: per block five f64, in
 * units of the block's step: 1 / step, the largest norm of what rounding took, the largest norm of the codes, the
 * largest norm, the largest norm behind the first `firstPairs` pairs.
 * @returns blocks visited before the norms alone ruled out the rest
 */
export function scan(
  blocks: i32,
  pairs: i32,
  firstPairs: i32,
  codes: usize,
  query: usize,
  bounds: usize,
  threshold: f64,
  shift: f64,
  norm: f64,
  roundingNorm: f64,
  restNorm: f64,
  scale: f64,
): i32 {
  let asked = 0;
  let passed = 0;
  let target = (threshold - shift) * scale;
  for (let block = 0; block < blocks; block++) {
    const bound = bounds + <usize>(block * bytesOfBounds);
    const perStep = load<f64>(bound);
    if (target * perStep > norm * load<f64>(bound, 24)) return block;
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
      for (; pair < end; pair += 4, code += bytesOfPair) {
        const q = v128.load32_splat(pair);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(code, 0), q));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(code, 8), q));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(code, 16), q));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(code, 24), q));
        s4 = i32x4.add(s4, i32x4.dot_i16x8_s(v128.load8x8_s(code, 32), q));
        s5 = i32x4.add(s5, i32x4.dot_i16x8_s(v128.load8x8_s(code, 40), q));
        s6 = i32x4.add(s6, i32x4.dot_i16x8_s(v128.load8x8_s(code, 48), q));
        s7 = i32x4.add(s7, i32x4.dot_i16x8_s(v128.load8x8_s(code, 56), q));
      }
      const largest = i32x4.max_s(
        i32x4.max_s(i32x4.max_s(s0, s1), i32x4.max_s(s2, s3)),
        i32x4.max_s(i32x4.max_s(s4, s5), i32x4.max_s(s6, s7)),
      );
      const rest = isEarly ? restNorm * load<f64>(bound, 32) : 0;
      if (!v128.any_true(i32x4.gt_s(largest, i32x4.splat(leastSum(reach - rest))))) {
        if (isEarly) asked++;
        break;
      }
      if (isEarly) {
        asked++;
        passed++;
        isEarly = false;
        end = query + <usize>(pairs << 2);
        continue;
      }
      let left: u32 = 0xffffffff;
      while (true) {
        const least = i32x4.splat(leastSum(reach));
        const hits: u32 =
          left &
          (i32x4.bitmask(i32x4.gt_s(s0, least)) |
            (i32x4.bitmask(i32x4.gt_s(s1, least)) << 4) |
            (i32x4.bitmask(i32x4.gt_s(s2, least)) << 8) |
            (i32x4.bitmask(i32x4.gt_s(s3, least)) << 12) |
            (i32x4.bitmask(i32x4.gt_s(s4, least)) << 16) |
            (i32x4.bitmask(i32x4.gt_s(s5, least)) << 20) |
            (i32x4.bitmask(i32x4.gt_s(s6, least)) << 24) |
            (i32x4.bitmask(i32x4.gt_s(s7, least)) << 28));
        if (hits === 0) break;
        const lane = ctz(hits);
        left = 0xfffffffe << lane;
        threshold = offer(block * itemsOfBlock + <i32>lane);
        target = (threshold - shift) * scale;
        reach = target * perStep - error;
      }
      break;
    }
  }
  return blocks;
}
