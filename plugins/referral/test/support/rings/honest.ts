import { DAY, HOUR, MINUTE } from '@regulars/plugin-sdk';
import type { Shape } from './forbidden';
import { type Claim, NOON, type Person, type World } from './world';

/** Groups of a size drawn for each, until there are enough. */
function groups(world: World, size: number, [least, most]: readonly [number, number], make: (members: number) => void): void {
  for (let left = size; left > 0;) {
    const members = Math.min(left, world.random.whole(least, most));
    make(members);
    left -= members;
  }
}

const start = (world: World): number => NOON + world.random.between(0, 60) * DAY;

interface Habits {
  /** How many spend just what the program asks. */
  readonly near: number;
  readonly again: number;
  /** From joining to the first order. */
  readonly wait: number;
  readonly store?: string;
  readonly refunds?: number;
}

function buys(world: World, joinedAt: number, { near, again, wait, store, refunds = 0.02 }: Habits): Pick<Claim, 'order' | 'returnedAt'> {
  const at = joinedAt + world.random.wait(wait);
  const refundedAt = world.random.chance(refunds) ? at + world.random.between(15, 30) * DAY : null;
  const order = world.purchase(at, near, { refundedAt, ...(store === undefined ? {} : { store }) });
  return { order, returnedAt: world.comesAgain(at, again) };
}

/** Together at the counter, and then on to their lives. */
function together(world: World, hub: Person, members: number, from: number, habits: Habits, made: () => Partial<Person>): void {
  const store = `store-${world.random.whole(1, 30)}`;
  const counter = from + 20 * MINUTE;
  for (let place = 0; place < members; place++) {
    const friend = world.person(from + world.random.between(0, 15) * MINUTE, made());
    const order = world.purchase(counter + world.random.between(0, 4) * MINUTE, habits.near, { store });
    world.claim(hub, friend, { order, returnedAt: world.comesAgain(order.at, habits.again) });
  }
}

const USUAL: Habits = { near: 0.2, again: 0.65, wait: 2 * DAY };

const family: Shape = (world, size) => groups(world, size, [1, 5], (members) => {
  const from = start(world);
  const hub = world.customer(from);
  together(world, hub, members, from, USUAL, () => ({ network: hub.network, device: world.random.chance(0.3) ? hub.device : world.name('device') }));
});

/** The one of the family who knows about telephones. */
const helper: Shape = (world, size) => groups(world, size, [1, 3], (members) => {
  const from = start(world);
  const hub = world.customer(from);
  for (let place = 0; place < members; place++) {
    const relative = world.person(from + world.random.between(0, 3) * HOUR, { network: hub.network, device: hub.device });
    world.claim(hub, relative, buys(world, relative.joinedAt, { ...USUAL, wait: 3 * DAY }));
  }
});

const office: Shape = (world, size) => groups(world, size, [4, 25], (members) => {
  const [from, network] = [start(world), world.name('network')];
  const hub = world.customer(from, { network });
  let day = 0;
  groups(world, members, [2, 5], (few) => together(world, hub, few, from + day++ * DAY, { ...USUAL, again: 0.75 }, () => ({ network })));
});

const influencer: Shape = (world, size) => groups(world, size, [300, 300], (members) => {
  const from = start(world);
  const hub = world.customer(from);
  for (let place = 0; place < members; place++) {
    const friend = world.person(from + world.random.wait(18 * HOUR));
    world.claim(hub, friend, buys(world, friend.joinedAt, { near: 0.35, again: 0.4, wait: 2 * DAY }));
  }
});

const students: Shape = (world, size) => groups(world, size, [150, 250], (members) => {
  const network = world.name('network');
  groups(world, members, [5, 25], (friends) => {
    const from = start(world);
    const hub = world.customer(from, { network });
    for (let place = 0; place < friends; place++) {
      const friend = world.person(from + world.random.between(0, 12) * DAY, { network });
      world.claim(hub, friend, buys(world, friend.joinedAt, { near: 0.5, again: 0.7, wait: DAY }));
    }
  });
});

/** One store, its Wi-Fi, a queue, and a poster with a code to pass on. */
const campaignDay: Shape = (world, size) => {
  const [network, store] = [world.name('network'), 'store-7'];
  groups(world, size, [1, 6], (members) => {
    const from = NOON + world.random.between(0, 8) * HOUR;
    const hub = world.random.chance(0.5) ? world.customer(from, { network }) : world.person(from - 20 * MINUTE, { network, boughtAt: from - 10 * MINUTE });
    for (let place = 0; place < members; place++) {
      const friend = world.person(from + world.random.between(0, 10) * MINUTE, { network });
      world.claim(hub, friend, buys(world, friend.joinedAt, { near: 0.3, again: 0.5, wait: 5 * MINUTE, store }));
    }
  });
};

/** Who has just come tells others, and they tell others. */
const wordOfMouth: Shape = (world, size) => {
  const people = Array.from({ length: Math.ceil(size / 4) }, () => world.customer(NOON));
  for (let made = 0; made < size; made++) {
    const hub = people[world.random.whole(0, people.length - 1)] as Person;
    const at = Math.max(NOON, hub.joinedAt + 2 * HOUR) + world.random.wait(10 * DAY);
    const bought = buys(world, at, { ...USUAL, wait: 12 * HOUR });
    const friend = world.person(at, { boughtAt: bought.order?.at ?? null });
    world.claim(hub, friend, bought);
    people.push(friend);
  }
};

const phoneCompany: Shape = (world, size) => {
  const networks = [world.name('network'), world.name('network'), world.name('network')];
  const one = (): string => networks[world.random.whole(0, 2)] as string;
  groups(world, size, [1, 12], (members) => {
    const from = start(world);
    const hub = world.customer(from, { network: one() });
    for (let place = 0; place < members; place++) {
      const friend = world.person(from + world.random.wait(6 * DAY), { network: one() });
      world.claim(hub, friend, buys(world, friend.joinedAt, USUAL));
    }
  });
};

const travellers: Shape = (world, size) => groups(world, size, [1, 4], (members) => {
  const from = start(world);
  together(world, world.customer(from), members, from, { near: 0.3, again: 0.03, wait: HOUR }, () => ({}));
});

const carefulWithMail: Shape = (world, size) => groups(world, size, [1, 8], (members) => {
  const from = start(world);
  const hub = world.customer(from);
  for (let place = 0; place < members; place++) {
    const friend = world.person(from + world.random.wait(4 * DAY), { email: 'ALIAS' });
    world.claim(hub, friend, buys(world, friend.joinedAt, USUAL));
  }
});

const givesBack: Shape = (world, size) => groups(world, size, [1, 10], (members) => {
  const from = start(world);
  const hub = world.customer(from);
  for (let place = 0; place < members; place++) {
    const friend = world.person(from + world.random.wait(10 * DAY));
    world.claim(hub, friend, buys(world, friend.joinedAt, { ...USUAL, refunds: 0.12 }));
  }
});

const tellsBeforeBuying: Shape = (world, size) => groups(world, size, [1, 5], (members) => {
  const from = start(world);
  const hub = world.person(from - world.random.between(1, 48) * HOUR);
  for (let place = 0; place < members; place++) {
    const friend = world.person(from + world.random.wait(DAY));
    world.claim(hub, friend, buys(world, friend.joinedAt, USUAL));
  }
});

/** People as they are; nobody of them should be kept waiting. */
export const HONEST: Readonly<Record<string, Shape>> = {
  'families at one table': family,
  'one helps with the phone': helper,
  'offices behind one address': office,
  'an influencer with 300 friends': influencer,
  'students of one dormitory': students,
  'campaign day in one store': campaignDay,
  'word of mouth': wordOfMouth,
  'phone companies with one address': phoneCompany,
  'travellers who never return': travellers,
  'careful with their addresses': carefulWithMail,
  'often gives things back': givesBack,
  'tells others before buying': tellsBeforeBuying,
};
