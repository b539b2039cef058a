import type { Told } from './cut-follower';
import { gapsOf, judge, type Truth } from './judge';

/** Four events of Ann's and two of Bob's, as the log has them; every one tells of the next entry of its member's ledger. */
const EVENTS = [['e1', 'ann', 1], ['e2', 'bob', 1], ['e3', 'ann', 2], ['e4', 'ann', 3], ['e5', 'bob', 2], ['e6', 'ann', 4]] as const;
const truth: Truth = {
  log: EVENTS.map(([id, memberId]) => ({ id, memberId })),
  numbers: new Map(EVENTS.map(([id, , number]) => [`entry of ${id}`, number])),
};

/** A follower of everybody, or of one member, who was told these events in this order. */
const follower = (ids: readonly string[], memberId: string | null = null) => ({
  memberId,
  told: ids.map((id): Told => ({ id, cursor: id, data: { memberId: EVENTS.find(([known]) => known === id)?.[1], entryId: `entry of ${id}` } })),
});

/** How often each promise is broken: lost, told and never happened, told again, out of order. */
const found = (...followers: readonly ReturnType<typeof follower>[]): number[] => judge(followers, truth).map(({ violations }) => violations);

describe('what followers were shown', () => {
  it('is whole from the first event on, of everybody and of one member', () => {
    expect(found(follower(['e1', 'e2', 'e3', 'e4', 'e5', 'e6']), follower(['e3', 'e4', 'e6'], 'ann'), follower(['e5'], 'bob'))).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ['one in the middle', ['e1', 'e2', 'e4', 'e5', 'e6'], null, 1],
    ['the last one', ['e1', 'e2', 'e3', 'e4', 'e5'], null, 1],
    ['everything behind a cursor', ['e1', 'e2'], null, 4],
    ['one of the member who is followed', ['e1', 'e4', 'e6'], 'ann', 1],
    ['everything', [], null, 1],
  ] as const)('lacks what was lost: %s', (_, ids, memberId, lost) => {
    expect(found(follower(ids, memberId))).toEqual([lost, 0, 0, 0]);
  });

  it('is added up over followers, so that one who lost something is not made up for by another', () => {
    expect(found(follower(['e1', 'e2', 'e4', 'e5', 'e6']), follower(['e1', 'e2', 'e3', 'e4', 'e5', 'e6']), follower(['e1', 'e3', 'e6'], 'ann'))).toEqual([2, 0, 0, 0]);
  });

  it('says of whom it lacks what, and whether something came behind it', () => {
    expect(gapsOf([follower(['e1', 'e2', 'e3', 'e4', 'e5', 'e6']), follower(['e2', 'e4']), follower(['e1', 'e3', 'e4', 'e6'], 'ann'), follower(['e1', 'e4', 'e6'], 'ann')], truth)).toEqual([
      'follower 1 lacks 3 of 6, 2 of them behind all it was told', 'follower 3 of one member lacks 1 of 4, 0 of them behind all it was told',
    ]);
  });

  it('has what never happened, what was told again, and what came in another order', () => {
    expect(found(follower(['e1', 'e2', 'e3', 'ghost', 'e4', 'e5', 'e6']))).toEqual([0, 1, 0, 0]);
    expect(found(follower(['e1', 'e2', 'e3', 'e4', 'e5', 'e5', 'e6']))).toEqual([0, 0, 1, 1]);
    expect(found(follower(['e1', 'e2', 'e4', 'e3', 'e5', 'e6']))).toEqual([0, 0, 0, 1]);
  });
});
