import { Visits } from './visits';

it('counts by address and minute', () => {
  let now = 0;
  const visits = new Visits(2, () => now);
  expect(['a', 'a', 'a', 'b'].map((address) => visits.take(address))).toEqual([true, true, false, true]);
  now = 60_000;
  expect(visits.take('a')).toBe(true);
});

it('keeps no more addresses than it is told to', () => {
  const visits = new Visits(1, () => 0, 2);
  expect(['a', 'b', 'c', 'c', 'a'].map((address) => visits.take(address))).toEqual([true, true, true, true, false]);
});
