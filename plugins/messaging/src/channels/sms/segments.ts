/** The alphabet of GSM 03.38; of the second, each character takes the place of two. */
const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const EXTENDED = new Set('^{}\\[~]|€\f');

/** How many messages a text is billed as: 160 characters of the alphabet, or 70 of any; less where there are several. */
export function segmentsOf(text: string): number {
  const characters = [...text];
  const isBasic = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const length = isBasic ? characters.length + characters.filter((character) => EXTENDED.has(character)).length : text.length;
  const [alone, each] = isBasic ? [160, 153] : [70, 67];
  return length <= alone ? 1 : Math.ceil(length / each);
}
