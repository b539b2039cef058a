import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { addDays, DAY, type LocalDate, readId, wallClock } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, firstSeed, numbersFrom, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { giftCoupon } from '../src';
import { join, liveTemplate } from './support';

/**
 * Years of birthdays in brands of several zones, whose worker is down for days again and again, whose zones move twice,
 * and some of whose members are said to be born on another day twice. `npm run test:birthdays` is the whole of it:
 * everybody's birthday, five zones, nine years; else the winter of one.
 */
const WHOLE = process.env.REGULARS_BIRTHDAYS === 'all';
const ZONES = ['Asia/Taipei', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kathmandu', 'Europe/London'];
const BRANDS = WHOLE ? ZONES.length : 1;
const BEGIN = new Date('2026-12-20T04:20:00Z');
const END = WHOLE ? '2036-01-02' : '2027-03-02';
const SEED = firstSeed();
/** A worker may be down for 60 days. */
const LONGEST_LEAP = WHOLE ? 58 : 12;
const MOVERS = WHOLE ? 12 : 4;

type LeapDay = 'FEB_28' | 'MAR_1';

const EVERY_DAY = Array.from({ length: 366 }, (_, index) => addDays('2024-01-01', index).slice(5));
const BIRTHDAYS = WHOLE ? EVERY_DAY : EVERY_DAY.filter((day, index) => (day < '02-28' && index % 4 === 0) || ['02-28', '02-29', '03-01', '12-21', '12-31'].includes(day));
const LEAST_EACH = WHOLE ? 9 : 1;

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
function birthdayIn(year: number, birthday: string, leapDay: LeapDay): LocalDate {
  if (birthday !== '02-29' || isLeapYear(year)) return `${year}-${birthday}`;
  return `${year}-${leapDay === 'FEB_28' ? '02-28' : '03-01'}`;
}

/** Days that were seen to in one go: late, on the last of them, where the worker had been down. */
interface Stretch {
  readonly first: LocalDate;
  readonly last: LocalDate;
  readonly isLate: boolean;
}

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, giftCoupon]);
}, 60_000);
afterAll(() => platform.stop());

/** A brand's years, and what ought to have come of them. */
class Years {
  readonly stretches: Stretch[] = [];
  /** Since when the brand has been in a zone. */
  readonly zones: { readonly since: Date; readonly name: string }[];
  private readonly next: (below: number) => number;

  constructor(readonly shop: TestShop, private readonly zone: number, readonly leapDay: LeapDay) {
    this.zones = [{ since: new Date(0), name: ZONES[zone]! }];
    this.next = numbersFrom(SEED + zone);
  }

  async join(birthday: string): Promise<string> {
    const year = birthday === '02-29' ? 2000 : 1950 + this.next(60);
    return join(this.shop.everything(), { birthDate: `${year}-${birthday}` });
  }

  dateAt = (at: Date): LocalDate => wallClock(at, this.zones.findLast(({ since }) => since <= at)!.name).date;

  /** To `END`, in leaps; between two of them, `edit` may change what it likes. */
  async pass(edit: (today: LocalDate, done: LocalDate) => Promise<void>): Promise<void> {
    let done = this.dateAt(BEGIN);
    await this.leap(new Date(BEGIN.getTime() + 60_000), false);
    this.stretches.push({ first: done, last: done, isLate: false });
    for (let leaps = 1; done < END; leaps++) {
      const now = await this.shop.now();
      await edit(this.dateAt(now), done);
      const isLate = this.next(4) > 0;
      // At twenty past, which is midnight nowhere.
      const to = new Date(Math.floor(now.getTime() / DAY) * DAY + (1 + this.next(isLate ? LONGEST_LEAP : 5)) * DAY + this.next(24) * 3_600_000 + 20 * 60_000);
      await this.leap(to, isLate);
      const last = this.dateAt(to);
      if (last <= done) continue;
      this.stretches.push({ first: addDays(done, 1), last, isLate });
      done = last;
    }
  }

  async move(at: Date): Promise<void> {
    const name = ZONES[(this.zone + this.zones.length) % ZONES.length]!;
    await platform.owner.query('UPDATE platform.brand SET time_zone = $2, revision = revision + 1 WHERE id = $1', [this.shop.id, name]);
    this.zones.push({ since: at, name });
  }

  /** When it was due, or when the worker was back; none before the first day that was seen to, or after the last. */
  givenFor(day: LocalDate): readonly LocalDate[] {
    const stretch = this.stretches.find(({ first, last }) => first <= day && day <= last);
    return stretch ? [stretch.isLate ? stretch.last : day] : [];
  }

  expected(birthday: string): readonly LocalDate[] {
    return Array.from({ length: 11 }, (_, index) => birthdayIn(2026 + index, birthday, this.leapDay)).flatMap((day) => this.givenFor(day));
  }

  /** Dates on which members were given something, in order. */
  async given(): Promise<ReadonlyMap<string, readonly LocalDate[]>> {
    const rows = await platform.rows<{ member_id: string; issued: Date[] }>('SELECT member_id, array_agg(issued_at ORDER BY issued_at) AS issued FROM gift_coupon.coupon WHERE brand_id = $1 GROUP BY member_id', [this.shop.id]);
    return new Map(rows.map(({ member_id, issued }) => [member_id, issued.map((at) => this.dateAt(at))]));
  }

  /** The clock alone moves where nobody is there to do what falls due. */
  private async leap(to: Date, isLate: boolean): Promise<void> {
    const before = new Date(to.getTime() - 60_000);
    if (isLate) await this.shop.skipTo(before);
    await this.shop.advanceTo(to);
    await platform.drain();
  }
}

/** Somebody whose birthday is changed twice, and the years they have had a present in. */
interface Mover {
  readonly id: string;
  birthday: string;
  /** After so many leaps it is so many days ahead. */
  readonly changes: readonly { readonly after: number; readonly ahead: number }[];
}

const uuid = (id: string): string => readId('mbr', id)!;

async function yearsOf(zone: number): Promise<void> {
  const leapDay = zone % 2 === 0 ? 'FEB_28' : 'MAR_1';
  const shop = await platform.brand({ plugins: ['gift-coupon'], timeZone: ZONES[zone]!, clockStartsAt: BEGIN });
  const staff = shop.everything();
  const years = new Years(shop, zone, leapDay);
  await staff.ok(`mutation { pluginConfigure(id: "gift-coupon", settings: { remindDaysBefore: null, leapDay: "${leapDay}" }) { userErrors { message } } }`);
  const regulars = new Map<string, string>();
  for (const birthday of BIRTHDAYS) regulars.set(uuid(await years.join(birthday)), birthday);
  const next = numbersFrom(SEED + 100 + zone);
  const movers: Mover[] = [];
  for (let n = 0; n < MOVERS; n++) {
    const birthday = BIRTHDAYS[next(BIRTHDAYS.length)]!;
    movers.push({ id: uuid(await years.join(birthday)), birthday, changes: [3, 6].map((after) => ({ after: after + next(2), ahead: 1 + next(6) })) });
  }
  await liveTemplate(staff, 'BDAY', { issue: [{ on: 'BIRTHDAY' }], validity: { daysAfterIssue: 3_650 } });
  const had = new Map(movers.map(({ id }) => [id, new Set<string>()]));
  /** By the birthday of now, of days from the last one seen to on, which is looked at again. */
  const note = (first: LocalDate, last: LocalDate): void => {
    for (const { id, birthday } of movers) for (let date = first; date <= last; date = addDays(date, 1)) if (birthdayIn(Number(date.slice(0, 4)), birthday, leapDay) === date) had.get(id)!.add(date.slice(0, 4));
  };
  let leaps = 0;
  let seen = years.dateAt(BEGIN);
  await years.pass(async (_, done) => {
    note(seen, done);
    seen = done;
    leaps++;
    if (leaps === 3 || leaps === 6) await years.move(await shop.now());
    for (const mover of movers) {
      const change = mover.changes.find(({ after }) => after === leaps);
      if (!change) continue;
      mover.birthday = addDays(done, change.ahead).slice(5);
      await platform.owner.query('UPDATE member.member SET birth_date = $2 WHERE id = $1', [mover.id, `2000-${mover.birthday}`]);
    }
  });
  note(seen, years.stretches.at(-1)!.last);
  const given = await years.given();
  for (const [id, birthday] of regulars) expect([birthday, given.get(id) ?? []]).toEqual([birthday, years.expected(birthday)]);
  for (const { id, birthday } of movers) expect([birthday, given.get(id)?.length ?? 0]).toEqual([birthday, had.get(id)!.size]);
  expect([...regulars.keys()].filter((id) => (given.get(id)?.length ?? 0) < LEAST_EACH)).toEqual([]);
  expect(await shop.violations()).toEqual([]);
}

it(`gives one coupon for each birthday of a year, on its day or when the worker is back (seed ${SEED})`, async () => {
  for (let zone = 0; zone < BRANDS; zone++) await yearsOf(zone);
}, 3_600_000);
