import { newCode, printedCode, readCode } from './codes';

it('makes codes of 80 random bits from an alphabet without characters that look alike', () => {
  const codes = Array.from({ length: 2_000 }, newCode);
  expect(new Set(codes).size).toBe(2_000);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(new Set(codes.flatMap((code) => [...code])).size).toBe(32);
});

it.each([
  ['ABCD-EFGH-JKMN-PQRS', 'ABCDEFGHJKMNPQRS'],
  [' abcd efgh jkmn pqrs ', 'ABCDEFGHJKMNPQRS'],
  ['OIL0-0000-0000-0000', '0110000000000000'],
  ['ABCD', null],
  ['ABCD-EFGH-JKMN-PQRU', null],
  ['', null],
])('reads %p as %p', (text, code) => expect(readCode(text)).toBe(code));

it('prints in groups of four', () => expect(printedCode('ABCDEFGHJKMNPQRS')).toBe('ABCD-EFGH-JKMN-PQRS'));
