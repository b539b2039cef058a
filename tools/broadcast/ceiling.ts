import { randomUUID } from 'node:crypto';
import { FakeLine } from '../../test/fakes/line';

const AT_ONCE = 4;

/** Messages a second that the fake takes when the same multicasts come with nothing around them. */
export async function ceilingOf(bodies: readonly string[]): Promise<number> {
  const fake = await new FakeLine().open();
  fake.knowsEverybody = true;
  const headers = { authorization: `Bearer ${fake.channelAccessToken}`, 'content-type': 'application/json' };
  const waiting = bodies.values();
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const body of waiting) await (await fetch(`${fake.url}/v2/bot/message/multicast`, { method: 'POST', headers: { ...headers, 'x-line-retry-key': randomUUID() }, body })).text();
  }));
  const perSecond = fake.used / (performance.now() - began) * 1_000;
  await fake.close();
  return perSecond;
}
