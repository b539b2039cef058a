const ADDRESS = /^[^\s@<>"(),:;[\]\\\r\n]+@[^\s@<>"(),:;[\]\\\r\n]+\.[^\s@<>"(),:;[\]\\\r\n]+$/;

/** What goes into an envelope as it stands; null for what would need quoting there. */
export const readEmailAddress = (value: string): string | null => (ADDRESS.test(value) && value.length <= 254 ? value : null);
