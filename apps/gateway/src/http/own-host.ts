/** A name of somebody else's that resolves to this machine must not read what is for developing: addresses and localhost only. */
export function isOurOwn(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || /^\d+(\.\d+){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/i.test(name);
}
