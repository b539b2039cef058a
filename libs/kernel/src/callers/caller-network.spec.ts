import { randomBytes } from 'node:crypto';
import { networkOfCaller } from './caller-network';

const key = randomBytes(32);
const index = (address: string | undefined, brandId: string | null = 'brand'): string | undefined => networkOfCaller(brandId, address, key).index?.toString('hex');

describe('networkOfCaller', () => {
  it('is the same for a neighbourhood, another elsewhere, for another brand and under another key', () => {
    expect(index('8.8.4.4')).toBe(index('8.8.4.250'));
    expect(index('2a00:1450:4001:800')).toBe(index('2a00:1450:4001:800'));
    const all = [index('8.8.4.4'), index('8.8.5.4'), index('2a00:1450:4001:800'), index('2a00:1450:4001:900'), index('8.8.4.4', 'another'), networkOfCaller('brand', '8.8.4.4', randomBytes(32)).index?.toString('hex')];
    expect(new Set(all).size).toBe(6);
    expect(all.every((hash) => hash?.length === 64)).toBe(true);
  });

  it.each([undefined, '', '127.0.0.1', '10.1.2.3', '192.168.0.7', '172.16.9.1', '169.254.1.1', 'fc00:1:2:300', 'fe80:0:0:0', '0:0:0:0'])('says nothing of %p', (address) => {
    expect(index(address)).toBeUndefined();
  });
});
