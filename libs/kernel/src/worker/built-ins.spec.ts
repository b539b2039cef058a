import '../index';
import { addedBuiltIns, BuiltIns } from './built-ins';

const shared = Object.prototype as Record<string, unknown>;

describe('the language\'s own objects', () => {
  it('are as they were, whatever we and our libraries load', () => {
    expect(addedBuiltIns()).toEqual([]);
  });

  it('are seen to have been added to', () => {
    shared.isAdmin = true;
    try {
      expect(addedBuiltIns()).toEqual(['Object.prototype.isAdmin']);
    } finally {
      delete shared.isAdmin;
    }
  });

  it('are put back as they were, and what was changed is named', () => {
    const builtIns = new BuiltIns();
    const { map } = Array.prototype;
    expect([builtIns.haveGrown, builtIns.mend()]).toEqual([false, []]);
    shared.isAdmin = true;
    Array.prototype.map = () => [];
    delete (Promise as Partial<PromiseConstructor>).race;
    expect(builtIns.haveGrown).toBe(true);
    expect(builtIns.mend().sort()).toEqual(['Array.prototype.map', 'Object.prototype.isAdmin', 'Promise.race']);
    expect([({} as { isAdmin?: boolean }).isAdmin, Array.prototype.map === map, typeof Promise.race]).toEqual([undefined, true, 'function']);
    expect([builtIns.haveGrown, builtIns.mend(), builtIns.found]).toEqual([false, [], 3]);
  });

  it('are told of once where they cannot be put back', () => {
    const builtIns = new BuiltIns();
    Object.defineProperty(Math, 'stuck', { value: 1 });
    expect([builtIns.mend(), builtIns.mend()]).toEqual([['Math.stuck'], []]);
  });
});
