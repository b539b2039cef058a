import { Visits } from './visits';

it('counts by address and minute', () => {
  let now = 0;
  const visits = new Visits(2, () => now);
  expect(['a', 'a', 'a', 'b'].map((address) => visits.take(address))).toEqual([true, true, false, true]);
  now = 60_000;
  expect(visits.take('a')).toBe(true);
});
