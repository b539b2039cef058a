import { newUuid } from '@regulars/plugin-sdk';
import { isWellFormed, newToken, TOKEN_PREFIX, tokenHash } from './tokens';

const ID = '0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1';

describe('tokens', () => {
  it('say what they are, whose they are, and carry 256 bits', () => {
    const token = newToken(TOKEN_PREFIX.secretKey, ID);
    expect(token).toMatch(/^rk_live_01jbrc2b9yfx08mpvcfp79z85h_[0-9a-z]{52}_[0-9a-z]{7}$/);
    expect(token.split('_').map(({ length }) => length)).toEqual([2, 4, 26, 52, 7]);
    expect(newToken(TOKEN_PREFIX.secretKey, ID)).not.toBe(token);
    expect(tokenHash('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it.each(Object.entries(TOKEN_PREFIX))('takes a %s', (_, prefix) => {
    expect(isWellFormed(newToken(prefix, newUuid()))).toBe(true);
  });

  it('refuses every token with one character changed, left out or added', () => {
    const token = newToken(TOKEN_PREFIX.secretKey, newUuid());
    const others = [...token].flatMap((character, at) => [
      token.slice(0, at) + (character === '0' ? '1' : '0') + token.slice(at + 1),
      token.slice(0, at) + token.slice(at + 1),
      `${token.slice(0, at)}7${token.slice(at)}`,
    ]);
    expect(others.filter((other) => other !== token && isWellFormed(other))).toEqual([]);
  });

  it.each(['', 'rk_live_', 'Bearer x', `rk_live_${'a'.repeat(42)}`, `rk_live_${'a'.repeat(44)}`, `rk_test_${'a'.repeat(43)}`, `${newToken('rk_live', ID)}\n`, `rk_live_${'é'.repeat(43)}`, 'x'.repeat(100_000)])('refuses %#', (token) => {
    expect(isWellFormed(token)).toBe(false);
  });

  it('takes keys of the former form, which had no checksum', () => {
    expect(isWellFormed(`rk_live_${'Zz_-0'.repeat(8)}abc`)).toBe(true);
  });
});
