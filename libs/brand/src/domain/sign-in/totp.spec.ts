import { newRecoveryCodes, newSecret, otpauthUrl, readRecoveryCode, stepOf } from './totp';

// RFC 6238, appendix B (SHA-1), of which six digits are the last six of eight. The secret is '12345678901234567890'.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('codes of an authenticator', () => {
  it.each([[59, '287082', 1], [1111111109, '081804', 37037036], [1234567890, '005924', 41152263], [20000000000, '353130', 666666666]])('are those of RFC 6238 at %d', (seconds, code, step) => {
    expect(stepOf(SECRET, code, at(seconds))).toBe(step);
  });

  it('are taken one step early and one late, and not further off', () => {
    // 1234567890 is the first second of its step.
    expect([-31, -30, -1, 0, 29, 59, 60].map((off) => stepOf(SECRET, '005924', at(1234567890 + off)))).toEqual([null, 41152263, 41152263, 41152263, 41152263, 41152263, null]);
  });

  it.each(['', '00592', '0059240', '00592a', '005925', '٠٠٥٩٢٤'])('are nothing else: %p', (code) => expect(stepOf(SECRET, code, at(1234567890))).toBeNull());

  it('come of secrets of 160 bits, which an authenticator reads from a URL', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new URL(otpauthUrl('Regulars', 'ann@example.com', secret)).searchParams.get('secret')).toBe(secret);
  });
});

describe('recovery codes', () => {
  it('are ten different ones, however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
    expect(readRecoveryCode('abcd-efgh jkmn.pqrs')).toBe('ABCDEFGHJKMNPQRS');
    expect(['123456', '', 'ABCD'].map(readRecoveryCode)).toEqual([null, null, null]);
  });
});
