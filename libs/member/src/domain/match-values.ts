/** A name without what people write differently: case, width, blanks, punctuation. */
export const looseName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s\p{P}]/gu, '');

/** An address without what many providers ignore: dots, and what stands behind a plus. Null where nothing is left. */
export function looseEmail(email: string): string | null {
  const [local = '', domain = ''] = email.normalize('NFKC').trim().toLowerCase().split('@');
  const plain = (local.split('+')[0] ?? '').replaceAll('.', '');
  return plain === '' || domain === '' ? null : `${plain}@${domain}`;
}
