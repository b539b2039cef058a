import { newUuid, prefixOf, publicId, readId } from './ids';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** As the page on the API words it: the uuid as a number, in base 32. */
function spelled(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++, rest >>= 5n) text = ALPHABET[Number(rest & 31n)] + text;
  return text;
}

describe('public ids', () => {
  const uuids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01234567-89ab-7cde-8f01-23456789abcd', ...Array.from({ length: 1_000 }, newUuid)];

  it('are the uuid in base 32, and read back', () => {
    for (const uuid of uuids) {
      expect(publicId('mbr', uuid)).toBe(`mbr_${spelled(uuid)}`);
      expect(readId('mbr', publicId('mbr', uuid))).toBe(uuid);
      expect(readId('mbr', publicId('mbr', uuid).toUpperCase())).toBe(uuid);
    }
  });

  it.each(['', 'mbr_', 'ord_00000000000000000000000000', 'mbr_0000000000000000000000000', 'mbr_0000000000000000000000000u', 'mbr_z0000000000000000000000000', null])('%p names no member', (id) => {
    expect(readId('mbr', id)).toBeNull();
  });

  it('say their prefix', () => {
    expect([prefixOf('MBR_00'), prefixOf('nothing'), prefixOf('a_b_c')]).toEqual(['mbr', '', 'a_b']);
  });
});

describe('newUuid', () => {
  it('makes distinct version 7 uuids that sort as they were made', () => {
    const made = Array.from({ length: 20_000 }, newUuid);
    expect(new Set(made).size).toBe(made.length);
    expect([...made].sort()).toEqual(made);
    expect(made.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toBe(true);
    const milliseconds = Number.parseInt(made[0]!.replace('-', '').slice(0, 12), 16);
    expect(Math.abs(milliseconds - Date.now())).toBeLessThan(60_000);
  });
});
