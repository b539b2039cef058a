import { masterKey } from './keys';
import { ShortLinksOf, ShortLinkTokens } from './short-links';

const tokens = new ShortLinkTokens(masterKey(Buffer.alloc(32, 1)));
const brandId = '01900000-0000-7000-8000-00000000abcd';
const subject = Buffer.from('0190000000007000800000000000123405', 'hex');
const token = tokens.seal({ brandId, letter: 'm', subject });

it('is as short as its signature lets it be', () => {
  expect(token).toBe('mAZAAAAAAcACAAAAAAACrzQGQAAAAAHAAgAAAAAAAEjQFIzS1HyExQ7uT');
});

it('gives back what was signed, to the same installation', () => {
  expect(tokens.unseal(token)).toEqual({ brandId, letter: 'm', subject });
  expect(new ShortLinkTokens(masterKey(Buffer.alloc(32, 1), Buffer.alloc(32, 2))).unseal(token)).not.toBeNull();
  expect(new ShortLinkTokens(masterKey(Buffer.alloc(32, 2))).unseal(token)).toBeNull();
});

it('takes no other letter, no other character anywhere, nothing more and nothing less', () => {
  const edited = [...token].flatMap((was, at) => ['A', 'z', '-', '=', '+', '/', '%'].filter((other) => other !== was).map((other) => token.slice(0, at) + other + token.slice(at + 1)));
  expect(edited.length).toBeGreaterThan(300);
  const lengths = Array.from({ length: token.length }, (_, end) => token.slice(0, end));
  expect([...edited, ...lengths, `${token}A`, `${token}=`, `${token}AAAA`, ` ${token}`, 'm'].filter((one) => tokens.unseal(one) !== null)).toEqual([]);
});

it('writes links where the world reaches the installation', () => {
  const links = new ShortLinksOf(brandId, tokens);
  expect(links.urlOf('m', subject)).toBeNull();
  process.env.REGULARS_PUBLIC_URL = 'https://go.example.com/';
  expect(links.urlOf('m', subject)).toBe(`https://go.example.com/l/${token}`);
  delete process.env.REGULARS_PUBLIC_URL;
});
