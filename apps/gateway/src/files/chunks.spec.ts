import { inChunks } from './chunks';

async function* pieces(...sizes: number[]): AsyncGenerator<Buffer> {
  for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1);
}

async function cut(source: AsyncIterable<Buffer>, maximum = 1_000): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of inChunks(source, 10, maximum, () => new Error('too much'))) chunks.push(chunk);
  return chunks;
}

describe('cutting a stream into chunks', () => {
  it.each([
    ['nothing', [], []],
    ['less than a chunk', [3, 4], [7]],
    ['exactly one', [10], [10]],
    ['many small pieces', [4, 4, 4, 4, 4], [10, 10]],
    ['one large piece', [35], [10, 10, 10, 5]],
    ['pieces across borders', [9, 12, 1], [10, 10, 2]],
  ])('%s', async (_, sizes, expected) => {
    const chunks = await cut(pieces(...sizes));
    expect(chunks.map(({ length }) => length)).toEqual(expected);
    expect(Buffer.concat(chunks)).toEqual(Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1))));
  });

  it('takes the maximum and not a byte more', async () => {
    expect(await cut(pieces(10, 10), 20)).toHaveLength(2);
    await expect(cut(pieces(10, 11), 20)).rejects.toThrow('too much');
  });
});
