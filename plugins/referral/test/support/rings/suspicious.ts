import { DAY, HOUR, MINUTE } from '@regulars/plugin-sdk';
import type { Shape } from './forbidden';
import { type Claim, NOON, type Person, type World } from './world';

/** As many rings as it takes for so many made-up friends. */
function rings(size: number, ring: number, make: (members: number) => void): void {
  for (let left = size; left > 0; left -= ring) make(Math.min(ring, left));
}

const start = (world: World): number => NOON + world.random.between(0, 60) * DAY;

/** One order, mostly of just what the program asks; one account in twenty is used again, to look alive. */
function mule(world: World, joinedAt: number, given: Partial<Claim['order'] & object> = {}): Pick<Claim, 'order' | 'returnedAt'> {
  const order = world.purchase(joinedAt + world.random.wait(2 * HOUR), 0.92, given);
  return { order, returnedAt: world.comesAgain(order.at, 0.05) };
}

type Made = (joinedAt: number, place: number) => Partial<Person>;

/** A referrer, and accounts made one after another. */
function farm(world: World, hub: Person, members: number, pace: { readonly from: number; readonly every: number }, made: Made): Person[] {
  let at = pace.from;
  return Array.from({ length: members }, (_, place) => {
    at += world.random.wait(pace.every);
    const friend = world.person(at, made(at, place));
    world.claim(hub, friend, mule(world, at));
    return friend;
  });
}

/** Each brings the next within hours, and buys the least there is. */
function chain(world: World, members: number): void {
  let at = start(world);
  let before = world.person(at, { boughtAt: at });
  for (let place = 0; place < members; place++) {
    at += world.random.between(10, 360) * MINUTE;
    const next = world.person(at, { boughtAt: at + HOUR });
    world.claim(before, next, mule(world, at));
    before = next;
  }
}

/** A clerk rings up one small order after another, each with a number made up for it. */
function atOneTill(world: World, members: number): void {
  const from = start(world);
  const hub = world.customer(from);
  const store = `store-${world.random.whole(1, 30)}`;
  let at = from;
  for (let place = 0; place < members; place++) {
    at += world.random.between(0.2, 1) * MINUTE;
    const friend = world.person(at, { network: null, device: null, email: 'NONE' });
    world.claim(hub, friend, mule(world, at, { at: at + world.random.between(0.1, 0.5) * MINUTE, store }));
  }
}

/** Two people bring each other's second accounts, each in the program in which the other does not look. */
function favours(world: World, members: number): void {
  for (let place = 0; place < members; place += 2) {
    const at = start(world);
    const [one, other] = [world.person(at), world.person(at + HOUR)];
    world.claim(one, other, mule(world, other.joinedAt));
    world.claim(other, one, { ...mule(world, other.joinedAt + HOUR), program: 2, at: other.joinedAt + HOUR });
  }
}

const shared = (name: string): string[] => [name];

/** Rings that keep to every rule, and are seen by how they look. */
export const SUSPICIOUS: Readonly<Record<string, Shape>> = {
  'a table full of phones': (world, size) => rings(size, 50, (members) => {
    const [from, network] = [start(world), world.name('network')];
    farm(world, world.customer(from, { network }), members, { from, every: 4 * MINUTE }, () => ({ network, device: null }));
  }),
  'few devices, many networks': (world, size) => rings(size, 60, (members) => {
    const from = start(world);
    const devices = Array.from({ length: 6 }, () => world.name('device'));
    farm(world, world.customer(from), members, { from, every: HOUR }, (_, place) => ({ device: devices[place % 6] ?? null }));
  }),
  'one inbox, many plus signs': (world, size) => rings(size, 25, (members) => {
    const [from, inbox] = [start(world), world.name('inbox')];
    farm(world, world.customer(from), members, { from, every: 5 * HOUR }, () => ({ email: 'ALIAS', traits: shared(inbox) }));
  }),
  'addresses for ten minutes': (world, size) => rings(size, 25, (members) => {
    const from = start(world);
    farm(world, world.customer(from), members, { from, every: 5 * HOUR }, () => ({ email: 'DISPOSABLE' }));
  }),
  'one name, many numbers': (world, size) => rings(size, 8, (members) => {
    const [from, name] = [start(world), world.name('name')];
    farm(world, world.customer(from, { traits: shared(name) }), members, { from, every: 3 * DAY }, () => ({ traits: [world.name('inbox'), name] }));
  }),
  'one a day from home': (world, size) => rings(size, 60, (members) => {
    const [from, network] = [start(world), world.name('network')];
    farm(world, world.customer(from, { network }), members, { from, every: DAY }, () => ({ network, device: null }));
  }),
  'a clerk and a till': (world, size) => rings(size, 30, (members) => atOneTill(world, members)),
  'a star born today': (world, size) => rings(size, 40, (members) => {
    const from = start(world);
    farm(world, world.person(from - HOUR), members, { from, every: 20 * MINUTE }, () => ({}));
  }),
  'a chain in a hurry': (world, size) => rings(size, 40, (members) => chain(world, members)),
  'favours across programs': (world, size) => favours(world, size),
  'many small hubs, one network': (world, size) => rings(size, 100, (members) => {
    const [from, network] = [start(world), world.name('network')];
    rings(members, 5, (few) => {
      const at = from + world.random.between(0, 10) * DAY;
      farm(world, world.person(at - 2 * DAY, { network, boughtAt: at - DAY }), few, { from: at, every: 3 * HOUR }, () => ({ network, device: null }));
    });
  }),
  'mules behind rented networks': (world, size) => rings(size, 50, (members) => {
    const from = start(world);
    farm(world, world.customer(from), members, { from, every: 6 * HOUR }, () => ({}));
  }),
};
