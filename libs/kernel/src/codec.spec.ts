import { BrandCodec, SignedTokens } from './codec';
import { masterKey } from './keys';

const BRAND = '0190b0b0-0000-7000-8000-00000000000a';
const OTHER_BRAND = '0190b0b0-0000-7000-8000-00000000000b';
const PLACE = { table: 'member.identity', column: 'sealed', row: '0190b0b0-0000-7000-8000-000000000001' };

const key = masterKey(Buffer.alloc(32, 1));
const codec = new BrandCodec(key, BRAND);

describe('sealing', () => {
  it.each(['0912345678', '', '王小明 👋'])('gives back %p', (plain) => {
    expect(codec.open(codec.seal(plain, PLACE), PLACE)).toBe(plain);
  });

  it('never looks alike twice', () => {
    expect(codec.seal('0912345678', PLACE).equals(codec.seal('0912345678', PLACE))).toBe(false);
  });

  it('says nothing of the plain text', () => {
    expect(codec.seal('0912345678', PLACE).includes('0912345678')).toBe(false);
  });

  it.each([
    ['in another row', codec, { ...PLACE, row: '0190b0b0-0000-7000-8000-000000000002' }],
    ['in another column', codec, { ...PLACE, column: 'note' }],
    ['in another table', codec, { ...PLACE, table: 'member.member' }],
    ['in another brand', new BrandCodec(key, OTHER_BRAND), PLACE],
    ['in another installation', new BrandCodec(masterKey(Buffer.alloc(32, 2)), BRAND), PLACE],
  ])('does not open %s', (_, opener, place) => {
    const sealed = codec.seal('0912345678', PLACE);
    expect(() => opener.open(sealed, place)).toThrow('Unsupported state or unable to authenticate data');
  });

  it('tells places apart that spell alike when they are joined', () => {
    const sealed = codec.seal('x', { table: 'a.b', column: 'c', row: 'd' });
    expect(() => codec.open(sealed, { table: 'a.b","c', column: '', row: 'd' })).toThrow();
  });

  it('does not open what was changed, anywhere', () => {
    const sealed = codec.seal('0912345678', PLACE);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => codec.open(changed, PLACE)).toThrow();
    }
    expect(() => codec.open(sealed.subarray(0, -1), PLACE)).toThrow();
    expect(() => codec.open(Buffer.alloc(0), PLACE)).toThrow('Unknown format of a sealed value in member.identity.sealed');
  });
});

describe('blind indexes', () => {
  it('are equal for equal values of one kind in one brand, and for nothing else', () => {
    const index = codec.blindIndex('PHONE', '+886912345678').toString('hex');
    const others = [codec.blindIndex('EMAIL', '+886912345678'), codec.blindIndex('PHONE', '+886912345679'), new BrandCodec(key, OTHER_BRAND).blindIndex('PHONE', '+886912345678')];
    expect(codec.blindIndex('PHONE', '+886912345678').toString('hex')).toBe(index);
    expect(others.map((other) => other.toString('hex'))).not.toContain(index);
    expect(index).toHaveLength(64);
  });

  it('tell kinds and values apart that spell alike when they are joined', () => {
    expect(codec.blindIndex('AB', 'C').equals(codec.blindIndex('A', 'BC'))).toBe(false);
  });
});

describe('tokens', () => {
  const tokens = new SignedTokens(key);
  const token = tokens.seal('list:orders', ['2026-01-05', 'x']);

  it('are read by who made them, for what they were made', () => {
    expect(tokens.unseal('list:orders', token)).toEqual(['2026-01-05', 'x']);
    expect(tokens.unseal('list:members', token)).toBeNull();
    expect(new SignedTokens(masterKey(Buffer.alloc(32, 2))).unseal('list:orders', token)).toBeNull();
  });

  it('are refused when they were changed, anywhere', () => {
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(tokens.unseal('list:orders', changed)).toBeNull();
    }
    for (const text of ['', 'x', '!!', token.slice(0, 16), `${token}A`, `${token}=`]) expect(tokens.unseal('list:orders', text)).toBeNull();
  });
});
