import { partOfBirthDate, partOfEmail, partOfName, partOfPhone } from './masked';

describe('what is shown in part', () => {
  it.each([
    ['+886912345678', 'TW', '0912***678'],
    ['+886223456789', 'TW', '0223***789'],
    ['+85261234567', 'TW', '+852***567'],
    ['+85261234567', 'HK', '***67'],
    ['+85295551234', 'US', '+852***234'],
    ['+14155552671', 'US', '4155***671'],
  ])('%s in %s: %s', (phone, region, shown) => expect(partOfPhone(phone, region)).toBe(shown));

  it('of every phone leaves three digits or more unseen', () => {
    for (const phone of ['+886912345678', '+85261234567', '+6591234567', '+3725123456', '+29051234']) {
      for (const region of ['TW', 'HK', 'SG', 'EE', 'SH']) {
        const shown = partOfPhone(phone, region).replace(/\D/g, '');
        expect(phone.replace(/\D/g, '').length - shown.replace(/^0/, '').length).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('is the first letter and the domain of an e-mail, whatever stands before the @', () => {
    expect(partOfEmail('ann@example.com')).toBe('a***@example.com');
    expect(partOfEmail('"a@b"@example.com')).toBe('"***@example.com');
    expect(partOfEmail('王@example.tw')).toBe('王***@example.tw');
  });

  it('is the first letter of a name as people count letters', () => {
    expect([partOfName('王小明'), partOfName('Éa'), partOfName('👩‍👧 x'), partOfName('A')]).toEqual(['王**', 'É**', '👩‍👧**', 'A**']);
  });

  it('is the day of a birth date', () => expect(partOfBirthDate('1990-02-28')).toBe('0000-02-28'));
});
