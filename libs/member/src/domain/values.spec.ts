import { eventTypeName } from '@regulars/plugin-sdk';
import { birthDateChange, isBirthDate } from './birth-date';
import { readEmail } from './email';
import { eventNamesOfType } from './events';
import { cardValue, externalValue, lineValue, shownIdentity } from './identity-value';
import { checkDigit, newMemberNumber, readMemberNumber } from './member-number';
import { readSearch } from './search';
import { changedTags, readTag } from './tags';

describe('readEmail', () => {
  it.each([
    [' Ann.Lee+shop@Example.COM ', { shown: 'Ann.Lee+shop@Example.COM', normalised: 'ann.lee+shop@example.com' }],
    ['王小明@例え.jp', { shown: '王小明@例え.jp', normalised: '王小明@例え.jp' }],
    ['ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', { shown: 'ann@example.com', normalised: 'ann@example.com' }],
  ])('reads %s', (text, email) => {
    expect(readEmail(text)).toEqual(email);
  });

  it.each(['', '@', 'ann', 'ann@', '@example.com', 'ann@example', 'an n@example.com', 'ann@@example.com', 'ann@-a.com', 'a..b@example.com', '.a@example.com',
    'ann@example..com', 'ann@exa_mple.com', `${'a'.repeat(65)}@example.com`, `a@${'b.'.repeat(130)}com`])('refuses %j', (text) => {
    expect(readEmail(text)).toBeNull();
  });
});

describe('member numbers', () => {
  it('has the check digit of Luhn', () => {
    expect(checkDigit('7992739871')).toBe('3');
    expect(checkDigit('123456789')).toBe('7');
  });

  it('makes ten digits that pass their own check', () => {
    for (let i = 0; i < 200; i++) {
      const number = newMemberNumber();
      expect(number).toMatch(/^[1-9]\d{9}$/);
      expect(checkDigit(number.slice(0, 9))).toBe(number.slice(9));
    }
  });

  it.each([['1234 567 897', '1234567897'], ['１２３４', '1234'], ['ab-12', 'AB-12']])('reads %s', (text, number) => {
    expect(readMemberNumber(text)).toBe(number);
  });

  it.each(['', '-1', 'a_b', 'x'.repeat(33), '王'])('refuses %j', (text) => {
    expect(readMemberNumber(text)).toBeNull();
  });
});

describe('identities', () => {
  it('reads cards without regard to blanks, hyphens and case', () => {
    expect(cardValue(' ab12-34 56 ')).toEqual({ kind: 'CARD', normalised: 'AB123456', shown: 'ab12-34 56' });
    expect(cardValue(' - ')).toBeNull();
  });

  it('keeps external ids apart by their source, exactly', () => {
    expect(externalValue('shop', 'a:1')?.normalised).not.toBe(externalValue('shop:a', '1')?.normalised);
    expect(externalValue('shop', 'A')?.normalised).not.toBe(externalValue('shop', 'a')?.normalised);
    expect(externalValue('', 'a')).toBeNull();
    expect(externalValue('shop', ' ')).toBeNull();
    expect(shownIdentity('EXTERNAL', externalValue('shop', 'a1')?.shown ?? '')).toBe('shop:a1');
    expect(lineValue('U1234\n5')).toBeNull();
  });
});

describe('birth dates', () => {
  const changedAt = new Date('2026-01-01T00:00:00Z');

  it.each([
    [null, null, null, 'SAME'],
    [null, null, '1990-05-01', 'FIRST'],
    ['1990-05-01', null, '1990-05-01', 'SAME'],
    ['1990-05-01', null, '1991-05-01', 'CHANGE'],
    ['1990-05-01', null, null, 'CHANGE'],
    ['1990-05-01', changedAt, '1991-05-01', 'LOCKED'],
    ['1990-05-01', changedAt, null, 'LOCKED'],
    ['1990-05-01', changedAt, '1990-05-01', 'SAME'],
    [null, changedAt, '1990-05-01', 'FIRST'],
  ])('known %s (changed %s), wanted %s: %s', (birthDate, birthDateChangedAt, wanted, change) => {
    expect(birthDateChange({ birthDate, birthDateChangedAt }, wanted)).toBe(change);
  });

  it('lie between 1900 and today', () => {
    expect(['1899-12-31', '1900-01-01', '2026-05-01', '2026-05-02'].map((date) => isBirthDate(date, '2026-05-01'))).toEqual([false, true, true, false]);
  });
});

describe('search', () => {
  it.each([
    ['0912 345 678', { phone: '+886912345678', email: null, numberPrefix: '0912345678', namePrefix: '0912 345 678' }],
    ['Ann@Example.com', { phone: null, email: 'ann@example.com', numberPrefix: null, namePrefix: 'Ann@Example.com' }],
    ['王小', { phone: null, email: null, numberPrefix: null, namePrefix: '王小' }],
    ['１２３', { phone: null, email: null, numberPrefix: '123', namePrefix: '123' }],
    ['Ann L', { phone: null, email: null, numberPrefix: 'ANNL', namePrefix: 'Ann L' }],
  ])('reads %s', (text, search) => {
    expect(readSearch(text, 'TW')).toEqual(search);
  });

  it('finds nobody by nothing', () => {
    expect(readSearch('  ', 'TW')).toBeNull();
  });
});

describe('tags', () => {
  it('adds and removes as sets, in order', () => {
    expect(changedTags(['a', 'b', 'c'], ['d', 'a', 'd'], ['b'])).toEqual(['a', 'c', 'd']);
    expect(readTag(' vip ')).toBe('vip');
    expect(readTag(' ')).toBeNull();
    expect(readTag('x'.repeat(65))).toBeNull();
  });
});

describe('event names', () => {
  it('give their GraphQL type', () => {
    expect(eventTypeName('order.paid')).toBe('OrderPaidEvent');
    expect(eventTypeName('stamp-card.completed')).toBe('StampCardCompletedEvent');
  });

  it('are among those a GraphQL type may stand for', () => {
    expect(eventNamesOfType('OrderPaidEvent')).toEqual(['order.paid']);
    expect(eventNamesOfType('StampCardCompletedEvent')).toEqual(['stamp.card-completed', 'stamp-card.completed']);
  });
});
