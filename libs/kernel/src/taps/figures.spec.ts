import { newUuid } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform } from '../../test/platform';
import { tapFigures } from './figures';

let platform: TestPlatform;
let brandId: string;

beforeAll(async () => {
  platform = await createTestPlatform([]);
  brandId = (await platform.brand()).id;
});
afterAll(() => platform.stop());

async function tap(state: string, failures = 0): Promise<string> {
  const id = newUuid();
  await platform.owner.query(`INSERT INTO platform.event_tap (brand_id, id, module, names, state, failures) VALUES ($1, $2, 'webhook', '{}', $3, $4)`, [brandId, id, state, failures]);
  return id;
}

const delivery = (tapId: string, state: string, dueIn: string, finishedAgo: string | null = null): Promise<unknown> =>
  platform.owner.query(
    `INSERT INTO platform.tap_delivery (brand_id, tap_id, event_id, name, xid, state, due_at, finished_at)
     VALUES ($1, $2, $3, 'member.joined', pg_current_xact_id(), $4, clock_timestamp() + $5::interval, clock_timestamp() - $6::interval)`,
    [brandId, tapId, newUuid(), state, dueIn, finishedAgo],
  );

it('are all there, and 0, when nothing is delivered', async () => {
  expect(await tapFigures(platform.runtime.relay)).toEqual({
    pending: new Map([['answering', 0], ['failing', 0]]), oldestSeconds: new Map([['answering', 0], ['failing', 0]]),
    taps: new Map([['active', 0], ['paused', 0], ['disabled', 0]]), ended: new Map([['delivered', 0], ['dead', 0]]),
  });
});

it('tell those who answer from those who do not, and what ended lately from what ended before', async () => {
  const [sound, failing, paused, disabled] = [await tap('ACTIVE'), await tap('ACTIVE', 2), await tap('PAUSED', 7), await tap('DISABLED', 9)];
  await tap('CLOSED');
  await delivery(sound, 'PENDING', '-2 s');
  await delivery(sound, 'PENDING', '1 hour');
  for (const id of [failing, paused]) await delivery(id, 'PENDING', '-10 min');
  await delivery(disabled, 'PENDING', '-10 days');
  for (const [state, ago] of [['DELIVERED', '1 min'], ['DELIVERED', '4 min'], ['DELIVERED', '6 min'], ['DEAD', '2 min'], ['DEAD', '1 hour']] as const) await delivery(sound, state, '0 s', ago);
  const { oldestSeconds, ...others } = await tapFigures(platform.runtime.relay);
  expect(others).toEqual({
    pending: new Map([['answering', 2], ['failing', 2]]), taps: new Map([['active', 2], ['paused', 1], ['disabled', 1]]), ended: new Map([['delivered', 2], ['dead', 1]]),
  });
  const [answering, overdue] = [oldestSeconds.get('answering') ?? 0, oldestSeconds.get('failing') ?? 0];
  expect([answering >= 2 && answering < 60, overdue >= 600 && overdue < 660]).toEqual([true, true]);
});
