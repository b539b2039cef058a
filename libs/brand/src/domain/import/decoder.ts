import { fileFault } from './file-fault';

export type ImportEncoding = 'AUTO' | 'UTF_8' | 'BIG5';

const LABELS = { UTF_8: 'utf-8', BIG5: 'big5' } as const;
const NAMES = { UTF_8: 'UTF-8', BIG5: 'Big5' } as const;

/** Which encodings to try, in this order. Text in Big5 is hardly ever valid UTF-8, so the first that fits is right. */
export const encodingsToTry = (encoding: ImportEncoding): readonly (keyof typeof LABELS)[] => (encoding === 'AUTO' ? ['UTF_8', 'BIG5'] : [encoding]);

/** Bytes that are no text of this encoding. */
export class NotThisEncoding extends Error {}

/** What comes of bytes that are no text: NUL (UTF-16 is full of them); in Big5, C1 controls and ICU's mark, which it does not refuse. */
const NO_TEXT = { UTF_8: /\0/, BIG5: /[\0\x80-\x9f\uf8f8]/ } as const;

/** Turns bytes that come in chunks into text; a byte order mark is left out. `null` ends them. */
export function decoderOf(encoding: keyof typeof LABELS): (bytes: Uint8Array | null) => string {
  const decoder = new TextDecoder(LABELS[encoding], { fatal: true });
  return (bytes) => {
    let text: string;
    try {
      text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      if (bytes && encoding === 'UTF_8' && isNearlyUtf8(bytes)) throw fileFault('ENCODING', 'The file is UTF-8, but some of its bytes are no text.');
      throw new NotThisEncoding();
    }
    if (NO_TEXT[encoding].test(text)) throw new NotThisEncoding();
    return text;
  };
}

/** Read as Big5, a UTF-8 file with a broken character would become a file of wrong characters. */
function isNearlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/[\u0800-\ufffc]/g) > count(/\ufffd/g);
}

export const undecodable = (encoding: ImportEncoding): Error =>
  fileFault('ENCODING', `The file is not text in ${encodingsToTry(encoding).map((one) => NAMES[one]).join(' or ')}.`);
