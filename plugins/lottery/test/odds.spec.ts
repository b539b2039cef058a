import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { numbersFrom } from '@regulars/testing';
import { CARDS, cardsOf, commitmentOf, draw, MAX_TOTAL, messageOf, newSeed, numberBelow, type Share, totalOf } from '../src/domain/fair/draw';
import { simulate } from '../src/domain/fair/simulate';
import type { GameOdds, PrizeTerms } from '../src/data/game-terms';
import { chiSquareP, fitOf, pOf, pooled } from './support/chi-square';

/** Of the draws below; published here so that anyone can draw them again. */
const SEED = commitmentOf(Buffer.from('regulars lottery, 22 November 2026').toString('hex'));
/** `npm run test:odds` draws a million, 50,000 for each configuration. */
const DRAWS = Number(process.env.REGULARS_DRAWS ?? 2_000);
const VERIFIED = Number(process.env.REGULARS_VERIFIED ?? 5_000);
/** The most a member draws here: whether a first draw is as good as a hundred-and-fiftieth is a test of its own. */
const ORDINALS = 150;
const LEAST_P = 1e-4;

const shares = (...weights: number[]): Share[] => weights.map((weight, index) => ({ prize: `P${index + 1}`, weight }));
const random = numbersFrom(20261122);

/** Coins, dice, wheels, one prize in a thousand, totals that divide 2^32 and totals that leave nearly a quarter of it. */
const CONFIGURATIONS: readonly (readonly Share[])[] = [
  shares(1, 1), shares(1, 2, 3, 4), shares(...Array<number>(6).fill(1)), shares(1, 999), shares(5, 95, 900), shares(1, 9, 90, 900, 9_000), shares(3, 7), shares(256, 256, 512),
  shares(333_333, 333_333, 333_334), shares(1, 0, 1), shares(MAX_TOTAL / 2, MAX_TOTAL / 2), shares(858_993_459, 1), shares(700_000_000, 200_000_000, 100_000_000),
  shares(...Array<number>(36).fill(1), 1), ...Array.from({ length: 6 }, () => shares(...Array.from({ length: 3 + random(8) }, () => 1 + random(10_000)))),
];

const memberAndNumber = (index: number): readonly [string, number] => [`mbr_${Math.floor(index / ORDINALS)}`, (index % ORDINALS) + 1];
const countsOf = (prizes: readonly string[], odds: readonly Share[]): number[] => odds.map(({ prize }) => prizes.filter((one) => one === prize).length);
const weightsOf = (odds: readonly Share[]): number[] => odds.map(({ weight }) => weight);

it('knows the probabilities of chi-square from the tables', () => {
  expect([chiSquareP(3.841458820694124, 1), chiSquareP(18.307038053275146, 10), chiSquareP(0.0039321400000195, 1)].map((p) => p.toFixed(9))).toEqual(['0.050000000', '0.050000000', '0.950000000']);
});

it('draws what was declared, from the first draw of a member to the last', () => {
  expect(CONFIGURATIONS).toHaveLength(20);
  const found = CONFIGURATIONS.map((odds, place) => {
    const prizes = Array.from({ length: DRAWS }, (_, index) => draw(SEED, messageOf(`lot_${place}`, ...memberAndNumber(index)), odds).prize);
    const byOrdinal = Array.from({ length: ORDINALS }, (_, ordinal) => fitOf(countsOf(prizes.filter((__, index) => index % ORDINALS === ordinal), odds), weightsOf(odds)));
    return { whole: pOf(fitOf(countsOf(prizes, odds), weightsOf(odds))), ordinals: pOf(pooled(byOrdinal)) };
  });
  if (process.env.REGULARS_DRAWS) process.stdout.write(found.map(({ whole, ordinals }, place) => `configuration ${place + 1}: ${DRAWS} draws, p ${whole.toFixed(4)}, by ordinal ${ordinals.toFixed(4)}\n`).join(''));
  expect(found.filter(({ whole, ordinals }) => whole < LEAST_P || ordinals < LEAST_P)).toEqual([]);
});

it('would notice a value that is taken modulo the total without passing any over', () => {
  const odds = shares(300_000_000, 700_000_000);
  const biased = Array.from({ length: 20_000 }, (_, index) => (numberBelow(SEED, `biased:${index}`, 2 ** 29).value * 8) % MAX_TOTAL);
  const prizes = biased.map((value) => (value < 300_000_000 ? 'P1' : 'P2'));
  expect(pOf(fitOf(countsOf(prizes, odds), weightsOf(odds)))).toBeLessThan(LEAST_P);
});

it('passes over the numbers of the last, incomplete round', () => {
  const attempts = Array.from({ length: 1_000 }, (_, index) => numberBelow(SEED, `round:${index}`, MAX_TOTAL).attempt);
  // 2^32 is four rounds of a thousand million and 6.9 % of what is left.
  expect([attempts.filter((attempt) => attempt === 0).length, Math.max(...attempts)]).toEqual([935, 3]);
  expect(() => numberBelow(SEED, 'nothing', 0)).toThrow(RangeError);
  expect(() => numberBelow(SEED, 'too much', MAX_TOTAL + 1)).toThrow(RangeError);
});

it('shows cards of the same odds, whichever is picked', () => {
  const odds = shares(1, 3, 6);
  const hands = Array.from({ length: 3_000 }, (_, index) => {
    const message = messageOf('lot_cards', ...memberAndNumber(index));
    const picked = (index % CARDS) + 1;
    const { prize } = draw(SEED, message, odds);
    return { picked, prize, cards: cardsOf(SEED, message, odds, picked, prize) };
  });
  expect(hands.filter(({ picked, prize, cards }) => cards[picked - 1] !== prize || cards.length !== CARDS)).toEqual([]);
  const positions = Array.from({ length: CARDS }, (_, position) => hands.map(({ cards }) => cards[position] ?? ''));
  const hidden = hands.flatMap(({ picked, cards }) => cards.filter((_, position) => position !== picked - 1));
  expect([...positions, hidden].map((prizes) => pOf(fitOf(countsOf(prizes, odds), weightsOf(odds)))).filter((p) => p < LEAST_P)).toEqual([]);
});

describe('the stand-alone verifier of the docs', () => {
  const seeds = [SEED, commitmentOf(SEED)];
  const records = Array.from({ length: VERIFIED }, (_, index) => {
    const [odds, version] = [CONFIGURATIONS[index % 20] as readonly Share[], (index % 2) + 1];
    const message = messageOf('lot_verified', ...memberAndNumber(index));
    return { version, message, odds, ...draw(seeds[version - 1] ?? '', message, odds) };
  });
  const rounds = seeds.map((seed, index) => ({ version: index + 1, commitment: commitmentOf(seed), seed }));

  function verify(file: object): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-verifier-'));
    try {
      writeFileSync(join(folder, 'draws.json'), JSON.stringify(file));
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(__dirname, '../../../docs/lottery-verifier.mjs'), join(folder, 'draws.json')], { encoding: 'utf8' });
      return { status, stdout, stderr };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('computes every draw anew', () => {
    expect(verify({ rounds, draws: records })).toEqual({ status: 0, stdout: `${VERIFIED} of ${VERIFIED} draws are as the seed says\n`, stderr: '' });
  });

  const few = records.slice(10, 50);
  const [first] = few as [(typeof few)[0]];
  it.each([
    ['another prize', { prize: first.odds.find(({ prize }) => prize !== first.prize)?.prize ?? '' }],
    ['another value', { value: first.value + 1 }],
    ['another attempt', { attempt: first.attempt + 1 }],
    ['other odds', { odds: [{ prize: 'P9', weight: totalOf(first.odds) }] }],
    ["somebody else's chance", { message: messageOf('lot_verified', 'mbr_other', 1) }],
    ['another version', { version: 2 }],
  ])('finds %s', (_, change) => {
    const { status, stdout } = verify({ rounds, draws: [{ ...first, ...change }, ...few.slice(1)] });
    expect([status, stdout.split('\n').at(-2)]).toEqual([1, '39 of 40 draws are as the seed says']);
  });

  it('finds a chance that was drawn twice, and a seed that was not promised', () => {
    expect(verify({ rounds, draws: [...few, first] }).stdout).toContain(`wrong: ${first.message}\n40 of 41 draws`);
    expect(verify({ rounds: [{ ...rounds[0], seed: newSeed() }], draws: few }).stderr).toContain('The seed of version 1 is not the one that was promised');
  });
});

const prize = (key: string, weight: number, more: Partial<PrizeTerms> = {}): PrizeTerms =>
  ({ key, name: key, kind: 'NOTHING', weight, stock: null, dailyQuota: null, perMemberLimit: null, releases: [], reward: null, ...more });

describe('simulation', () => {
  const prizes = [prize('CAR', 1, { stock: 3, releases: [{ at: '2030-01-01T00:00:00.000Z', quantity: 3 }] }), prize('TEA', 9, { dailyQuota: 10 }), prize('NONE', 10)];
  const odds: GameOdds = { form: 'WHEEL', totalWeight: 20, whenOut: 'REDISTRIBUTE', fallbackPrize: null, prizes };

  it('draws as the game does, until what is limited is out', async () => {
    const { drawn, outAfter, draws } = await simulate(odds, SEED, 5_000);
    expect([draws, Object.fromEntries(drawn), [...outAfter.keys()].sort()]).toEqual([5_000, { CAR: 3, TEA: 10, NONE: 4_987 }, ['CAR', 'TEA']]);
    expect(await simulate(odds, SEED, 5_000)).toEqual({ drawn, outAfter, draws });
  });

  it('gives what is out to the fallback, where one is declared', async () => {
    const { drawn } = await simulate({ ...odds, whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE', prizes: [...prizes, prize('PIE', 20)], totalWeight: 40 }, SEED, 20_000);
    // Without the two that are out, half of the draws are pies, and not two in three.
    expect(pOf(fitOf([drawn.get('PIE') ?? 0, 20_000 - (drawn.get('PIE') ?? 0)], [1, 1]))).toBeGreaterThan(LEAST_P);
  });
});
