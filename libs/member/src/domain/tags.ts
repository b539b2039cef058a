export const MAX_TAGS = 100;
const MAX_TAG = 64;

/** A tag without surrounding blanks, or null when it can be none. */
export function readTag(text: string): string | null {
  const tag = text.normalize('NFC').trim();
  return tag === '' || tag.length > MAX_TAG || /\p{Cc}/u.test(tag) ? null : tag;
}

/** The tags in order, each once: those known without `removed`, then the new ones. */
export function changedTags(known: readonly string[], added: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed);
  return [...new Set([...known.filter((tag) => !gone.has(tag)), ...added])];
}
