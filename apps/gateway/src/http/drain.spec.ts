import { Drain } from './drain';

describe('a gateway that drains', () => {
  const took = async (drain: Drain, delay: number): Promise<number> => {
    const began = performance.now();
    const over = drain.begin(delay);
    expect(drain.isOn).toBe(true);
    await over;
    return performance.now() - began;
  };

  it('is on at once, and waits for its delay', async () => {
    const drain = new Drain();
    expect(drain.isOn).toBe(false);
    expect(await took(drain, 50)).toBeGreaterThanOrEqual(49);
  });

  it('goes on as long as requests come, and no longer than it may', async () => {
    const drain = new Drain();
    drain.came();
    const coming = setInterval(() => drain.came(), 5);
    const lasted = await took(drain, 1).finally(() => clearInterval(coming));
    expect(lasted).toBeGreaterThanOrEqual(1_400);
  });

  it('waits for nobody when it has no delay', async () => {
    const drain = new Drain();
    drain.came();
    expect(await took(drain, 0)).toBeLessThan(250);
  });
});
