/** What everything in a process shares, whoever wrote it. */
const SHARED: Readonly<Record<string, object>> = {
  'Object.prototype': Object.prototype, 'Array.prototype': Array.prototype, 'Function.prototype': Function.prototype, 'String.prototype': String.prototype,
  'Number.prototype': Number.prototype, 'Boolean.prototype': Boolean.prototype, 'BigInt.prototype': BigInt.prototype, 'Date.prototype': Date.prototype,
  'RegExp.prototype': RegExp.prototype, 'Error.prototype': Error.prototype, 'Promise.prototype': Promise.prototype, 'Map.prototype': Map.prototype,
  'Set.prototype': Set.prototype, Object, Array, Number, Date, Promise, JSON, Math, Reflect,
};

const nameOf = (name: string, key: PropertyKey): string => `${name}.${typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key)}`;

/** What every loop over the keys of anything meets. Nothing of the language's own can be enumerated, and no polyfill of it. */
export const addedBuiltIns = (): string[] => Object.entries(SHARED).flatMap(([name, object]) => Object.keys(object).map((key) => nameOf(name, key)));

type Properties = Map<PropertyKey, PropertyDescriptor>;

const propertiesOf = (object: object): Properties => new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor]));

const isAs = (now: PropertyDescriptor | undefined, before: PropertyDescriptor | undefined): boolean => Object.is(now?.value, before?.value) && now?.get === before?.get && now?.set === before?.set;

/** Puts a property back as it was before; what cannot be put back is from now on taken to be as it should. */
function restore(object: object, properties: Properties, key: PropertyKey): void {
  const before = properties.get(key);
  if (before ? Reflect.defineProperty(object, key, before) : Reflect.deleteProperty(object, key)) return;
  properties.set(key, Object.getOwnPropertyDescriptor(object, key) ?? {});
}

/** The language's own objects as they were when this was made, against whoever changes them by mistake. */
export class BuiltIns {
  /** Changes found so far. */
  found = 0;
  private readonly before = Object.entries(SHARED).map(([name, object]) => ({ name, object, properties: propertiesOf(object) }));
  private keys = keysOfAll();

  /** Costs next to nothing, and finds what is worst: what was added to every object or array. */
  get haveGrown(): boolean {
    return keysOfAll() !== this.keys;
  }

  /** Puts everything back as it was, as far as it can be; answers what was not. In plain loops: what it would call may be what was changed. */
  mend(): string[] {
    const changed: string[] = [];
    for (const { name, object, properties } of this.before) {
      for (const key of new Set([...properties.keys(), ...Reflect.ownKeys(object)])) {
        if (isAs(Object.getOwnPropertyDescriptor(object, key), properties.get(key))) continue;
        restore(object, properties, key);
        changed.push(nameOf(name, key));
      }
    }
    this.keys = keysOfAll();
    this.found += changed.length;
    return changed;
  }
}

const keysOfAll = (): number => Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;
