import { fileFault } from './file-fault';

export type ImportEncoding = 'AUTO' | 'UTF_8' | 'BIG5';

const LABELS = { UTF_8: 'utf-8', BIG5: 'big5' } as const;
const NAMES = { UTF_8: 'UTF-8', BIG5: 'Big5' } as const;

/** Which encodings to try, in this order. Text in Big5 is hardly ever valid UTF-8, so the first that fits is right. */
export const encodingsToTry = (encoding: ImportEncoding): readonly (keyof typeof LABELS)[] => (encoding === 'AUTO' ? ['UTF_8', 'BIG5'] : [encoding]);

/** Bytes that are no text of this encoding. */
export class NotThisEncoding extends Error {}

/** Turns bytes that come in chunks into text; a byte order mark is left out. `null` ends them. */
export function decoderOf(encoding: keyof typeof LABELS): (bytes: Uint8Array | null) => string {
  const decoder = new TextDecoder(LABELS[encoding], { fatal: true });
  return (bytes) => {
    try {
      const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
      if (text.includes('\0')) throw new NotThisEncoding(); // UTF-16, or no text at all
      return text;
    } catch {
      throw new NotThisEncoding();
    }
  };
}

export const undecodable = (encoding: ImportEncoding): Error =>
  fileFault('ENCODING', `The file is not text in ${encodingsToTry(encoding).map((one) => NAMES[one]).join(' or ')}.`);
