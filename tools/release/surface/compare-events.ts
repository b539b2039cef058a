type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** What whoever reads the payloads of events misses, as `event.field`. Payloads may hold more than they did. */
export function brokenEvents(released: string, present: string): string[] {
  const [before, after] = [released, present].map((text) => (text.trim() === '' ? {} : JSON.parse(text)) as Record<string, Shape>) as [Record<string, Shape>, Record<string, Shape>];
  return Object.entries(before).flatMap(([event, shape]) => (event in after ? brokenShape(event, shape, after[event] as Shape) : [`${event} is not emitted any more`]));
}

function brokenShape(path: string, was: Shape, is: Shape): string[] {
  if (typeof was === 'string' || typeof is === 'string') return fits(was, is) ? [] : [`${path} was ${told(was)}, and is ${told(is)}`];
  if (Array.isArray(was) || Array.isArray(is)) {
    if (!Array.isArray(was) || !Array.isArray(is)) return [`${path} was ${told(was)}, and is ${told(is)}`];
    return brokenShape(`${path}[]`, was[0] as Shape, is[0] as Shape);
  }
  const now = is as Record<string, Shape>;
  return Object.entries(was as Record<string, Shape>).flatMap(([key, shape]) => {
    const name = key.replace(/\?$/, '');
    if (name in now) return brokenShape(`${path}.${name}`, shape, now[name] as Shape);
    if (`${name}?` in now) return [...(key === name ? [`${path}.${name} may be left out`] : []), ...brokenShape(`${path}.${name}`, shape, now[`${name}?`] as Shape)];
    return [`${path}.${name} is gone`];
  });
}

const told = (shape: Shape): string => (typeof shape === 'string' ? shape : Array.isArray(shape) ? 'a list' : 'an object');
const kindsOf = (shape: Shape): readonly string[] => (typeof shape === 'string' ? shape.split(' | ') : Array.isArray(shape) ? ['list'] : ['object']);

/** Shapes are those of examples: a value that was only ever seen to be absent, or an empty list, says nothing of its kind. */
function fits(was: Shape, is: Shape): boolean {
  if (was === 'null' || was === 'nothing' || is === 'nothing') return true;
  const known = new Set(kindsOf(was));
  return kindsOf(is).every((kind) => known.has(kind));
}
