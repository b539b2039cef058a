import { decoderOf, encodingsToTry, NotThisEncoding, undecodable } from './decoder';
import { FileFault } from './file-fault';

const BIG5 = Buffer.from([0xb7, 0x7c, 0xad, 0xfb]); // 會員

function decode(encoding: 'UTF_8' | 'BIG5', bytes: Uint8Array, chunk: number): string {
  const read = decoderOf(encoding);
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += read(bytes.subarray(at, at + chunk));
  return text + read(null);
}

describe('decoder', () => {
  it.each([1, 2, 3, 100])('reads UTF-8 that comes %d bytes at a time', (chunk) => {
    expect(decode('UTF_8', Buffer.from('會員 é 𠮷'), chunk)).toBe('會員 é 𠮷');
  });

  it('leaves a byte order mark out', () => {
    expect(decode('UTF_8', Buffer.from('\ufeff會員'), 2)).toBe('會員');
  });

  it.each([1, 3])('reads Big5 that comes %d bytes at a time', (chunk) => {
    expect(decode('BIG5', BIG5, chunk)).toBe('會員');
  });

  it.each([
    ['Big5 read as UTF-8', 'UTF_8', BIG5],
    ['UTF-8 that stops within a character', 'UTF_8', Buffer.from('會').subarray(0, 2)],
    ['UTF-16 with a mark', 'UTF_8', Buffer.from('\ufeffab', 'utf16le')],
    ['UTF-16 without one', 'UTF_8', Buffer.from('ab', 'utf16le')],
    ['bytes that are no Big5', 'BIG5', Buffer.from([0x41, 0xff, 0xff])],
  ] as const)('refuses %s', (_, encoding, bytes) => {
    expect(() => decode(encoding, bytes, 100)).toThrow(NotThisEncoding);
  });

  it('does not take broken UTF-8 for Big5', () => {
    const broken = Buffer.concat([Buffer.from('會員姓名'), Buffer.from([0xb7, 0x7c])]);
    expect(() => decode('UTF_8', broken, 100)).toThrow(FileFault);
    expect(() => decode('UTF_8', Buffer.concat([BIG5, BIG5, BIG5]), 100)).toThrow(NotThisEncoding);
  });

  it('tries UTF-8 first when it has to find out', () => {
    expect(encodingsToTry('AUTO')).toEqual(['UTF_8', 'BIG5']);
    expect(encodingsToTry('BIG5')).toEqual(['BIG5']);
    expect(undecodable('AUTO')).toMatchObject({ errors: [{ row: 1, column: null, code: 'ENCODING', message: 'The file is not text in UTF-8 or Big5.' }] });
  });
});
