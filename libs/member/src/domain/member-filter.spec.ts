import { type Context, Rejection } from '@regulars/plugin-sdk';
import { Gender } from '../enums';
import { memberCondition, type MemberConditions } from './member-filter';

const male = (count: number): MemberConditions[] => Array.from({ length: count }, () => ({ gender: { eq: Gender.MALE } }));

/** Where a filter is refused, and as what; null when it is not. */
function refusal(where: MemberConditions): unknown {
  try {
    memberCondition({} as Context, where);
    return null;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.errors.map(({ code, path }) => [code, path?.join('.')]);
  }
}

describe('a filter of members', () => {
  it.each<[string, MemberConditions]>([
    ['side by side', { or: male(50) }],
    ['in several', { and: male(20), or: male(20), not: { and: male(10) } }],
    ['beside those that say nothing', { or: [...male(48), {}, { and: [] }] }],
  ])('has 50 conditions %s', (_, where) => {
    expect(refusal(where)).toBeNull();
  });

  it.each<[string, MemberConditions, string]>([
    ['side by side', { or: male(51) }, 'where.or.50'],
    ['within one', { or: [...male(49), { gender: { eq: Gender.MALE }, storeId: {} }] }, 'where.or.49'],
    ['within others', { and: male(48), not: { or: [{ and: male(3) }] } }, 'where.not.or.0.and.2'],
    ['that say nothing', { or: Array.from({ length: 1_000 }, () => ({})) }, 'where.or.50'],
    ['that hold nothing', { or: Array.from({ length: 1_000 }, () => ({ and: [], or: [] })) }, 'where.or.50'],
  ])('has no 51 %s', (_, where, path) => {
    expect(refusal(where)).toEqual([['INVALID_INPUT', path]]);
  });
});
