import { DAY, HOUR } from '@regulars/plugin-sdk';
import { NOON, type Person, type World } from './world';

/** Fills a world with about so many claims. */
export type Shape = (world: World, size: number) => void;

const times = (count: number, make: (index: number) => void): void => {
  for (let index = 0; index < count; index++) make(index);
};

/** Buys as anybody does: what is wrong with these is not how they buy. */
const buys = (world: World, at: number): { order: ReturnType<World['purchase']>; returnedAt: number | null } => {
  const order = world.purchase(at + world.random.between(0, 3) * DAY, 0.2);
  return { order, returnedAt: world.comesAgain(order.at, 0.6) };
};

const somewhen = (world: World): number => NOON + world.random.between(0, 60) * DAY;

const newcomer = (world: World, at: number): Person => world.person(at);

/** Links in a row, each bringing the next, and the last the first. */
function circleOf(world: World, length: number): void {
  const start = somewhen(world);
  const people = Array.from({ length }, (_, place) => newcomer(world, start + place * HOUR));
  people.forEach((person, place) => {
    const next = people[place + 1];
    if (next) world.claim(person, next, buys(world, next.joinedAt));
  });
  const [first, last] = [people[0], people[length - 1]];
  if (first && last) world.claim(last, first, { ...buys(world, last.joinedAt), at: last.joinedAt + HOUR, isForbidden: true });
}

/** Rings that break a rule: each of their claims that does is marked. */
export const FORBIDDEN: Readonly<Record<string, Shape>> = {
  'code of oneself': (world, size) => times(size, () => {
    const one = newcomer(world, somewhen(world));
    world.claim(one, one, { ...buys(world, one.joinedAt), isForbidden: true });
  }),
  'each brings the other': (world, size) => times(size, () => circleOf(world, 2)),
  'circles of three to ten': (world, size) => times(size, () => circleOf(world, world.random.whole(3, 10))),
  'members of long standing': (world, size) => times(size, () => {
    const at = somewhen(world);
    world.claim(world.customer(at), world.customer(at), { ...buys(world, at), at, isForbidden: true });
  }),
  'erased and back again': (world, size) => times(size, () => {
    const at = somewhen(world);
    world.claim(world.customer(at), world.person(at, { wasErased: true }), { ...buys(world, at), isForbidden: true });
  }),
  'staff bring customers': (world, size) => {
    const staff = Array.from({ length: 20 }, () => world.customer(NOON, { isStaff: true }));
    times(size, (index) => {
      const at = somewhen(world);
      world.claim(staff[index % staff.length] as Person, newcomer(world, at), { ...buys(world, at), isForbidden: true });
    });
  },
  'a second code': (world, size) => times(size, () => {
    const at = somewhen(world);
    const friend = newcomer(world, at);
    world.claim(world.customer(at), friend, { ...buys(world, at), at: at + 1 });
    world.claim(world.customer(at), friend, { ...buys(world, at), at: at + HOUR, isForbidden: true });
  }),
  'bought and given back': (world, size) => times(size, () => {
    const at = somewhen(world);
    const order = world.purchase(at + HOUR, 0.2, { refundedAt: at + HOUR + world.random.between(0, 13.9) * DAY });
    world.claim(world.customer(at), newcomer(world, at), { order, isForbidden: true });
  }),
};
