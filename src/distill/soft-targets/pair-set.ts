/** A set of pairs of user and item, one bit a pair. */
export class PairSet {
  private readonly bits: Uint8Array;
  private count = 0;

  constructor(
    users: number,
    private readonly items: number,
  ) {
    this.bits = new Uint8Array(Math.ceil((users * items) / 8));
  }

  get size(): number {
    return this.count;
  }

  has(user: number, item: number): boolean {
    const index = user * this.items + item;
    // Not a shift: an index may be wider than 32 bits.
    return (this.bits[Math.floor(index / 8)] & (1 << (index % 8))) !== 0;
  }

  add(user: number, item: number): void {
    if (this.has(user, item)) return;
    const index = user * this.items + item;
    this.bits[Math.floor(index / 8)] |= 1 << (index % 8);
    this.count++;
  }
}
