/** Cuts a stream into pieces of exactly `size` bytes, but for the last; throws `tooMuch()` when it goes over `maximum`. */
export async function* inChunks(source: AsyncIterable<Buffer>, size: number, maximum: number, tooMuch: () => Error): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  let total = 0;
  for await (const piece of source) {
    total += piece.length;
    if (total > maximum) throw tooMuch();
    waiting.push(piece);
    length += piece.length;
    if (length < size) continue;
    const joined = Buffer.concat(waiting, length);
    let from = 0;
    for (; length - from >= size; from += size) yield joined.subarray(from, from + size);
    waiting = from < length ? [joined.subarray(from)] : [];
    length -= from;
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}
