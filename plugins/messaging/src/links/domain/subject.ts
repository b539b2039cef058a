/** Which link of which message: what a short link's token holds. */
export interface LinkRef {
  /** uuid */
  readonly messageId: string;
  /** Among the links of the version of the template that it says. */
  readonly place: number;
}

/** The first places, which are nearly all there are, in one byte: a token is as long as a text message can afford. */
export function subjectOf({ messageId, place }: LinkRef): Buffer {
  const at = place < 256 ? Buffer.from([place]) : Buffer.from([place >> 8, place & 255]);
  return Buffer.concat([Buffer.from(messageId.replaceAll('-', ''), 'hex'), at]);
}

/** Null for what `subjectOf` has not written. */
export function refOf(subject: Buffer): LinkRef | null {
  if (subject.length !== 17 && subject.length !== 18) return null;
  const hex = subject.subarray(0, 16).toString('hex');
  return { messageId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), place: subject.readUIntBE(16, subject.length - 16) };
}
