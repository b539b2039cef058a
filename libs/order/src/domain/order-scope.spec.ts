import { Problems } from '@regulars/plugin-sdk';
import { linesInScope, matchesScope, type OrderScopeState, type TimeWindowState, WHOLE_SCOPE } from './order-scope';
import { OrderChannel } from '../enums';
import type { OrderLineState, OrderState } from './order-state';
import { type OrderScopeDraft, readScope } from './read-scope';

const terms = { currency: 'TWD', timeZone: 'Asia/Taipei', dayStartsAt: 0 };
const line = (sku: string, category: string | null) => ({ sku, category }) as OrderLineState;
const tea = line('TEA', 'drinks');
const cup = line('CUP', null);
const order = (changes: Partial<OrderState> = {}) =>
  ({ storeCode: 'S1', channel: OrderChannel.POS, net: 500n, placedAt: new Date('2025-06-19T22:30:00+08:00'), lines: [tea, cup], ...changes }) as OrderState;
const scope = (changes: Partial<OrderScopeState>): OrderScopeState => ({ ...WHOLE_SCOPE, ...changes });

describe('a scope', () => {
  it.each<[Partial<OrderScopeState>, OrderLineState[]]>([
    [{}, [tea, cup]],
    [{ skus: ['CUP'] }, [cup]],
    [{ categories: ['drinks'] }, [tea]],
    [{ skus: ['CUP'], categories: ['drinks'] }, []],
    [{ storeCodes: ['S1', 'S2'] }, [tea, cup]],
    [{ storeCodes: ['S2'] }, []],
    [{ channels: [OrderChannel.POS] }, [tea, cup]],
    [{ channels: [OrderChannel.ONLINE] }, []],
    [{ minNet: '500' }, [tea, cup]],
    [{ minNet: '501' }, []],
  ])('%j has these lines in it', (changes, lines) => {
    expect(linesInScope(scope(changes), order(), terms)).toEqual(lines);
    expect(matchesScope(scope(changes), order(), null, terms)).toBe(lines.length > 0);
    expect([tea, cup].filter((each) => matchesScope(scope(changes), order(), each, terms))).toEqual(lines);
  });

  it('of stores leaves out an order that has none', () => {
    expect(matchesScope(scope({ storeCodes: ['S1'] }), order({ storeCode: null }), null, terms)).toBe(false);
  });

  const window = (changes: Partial<TimeWindowState>): TimeWindowState => ({ weekdays: null, dates: null, from: null, to: null, ...changes });
  const FRIDAY = 5;
  it.each<[string, number, Partial<TimeWindowState>, boolean]>([
    ['2025-06-20T20:59:59+08:00', 0, { from: '19:00', to: '21:00' }, true],
    ['2025-06-20T21:00:00+08:00', 0, { from: '19:00', to: '21:00' }, false],
    ['2025-06-20T18:59:59+08:00', 0, { from: '19:00', to: '21:00' }, false],
    ['2025-06-20T23:59:59+08:00', 0, { from: '19:00' }, true],
    ['2025-06-20T00:00:00+08:00', 0, { to: '06:00' }, true],
    ['2025-06-20T23:00:00+08:00', 0, { weekdays: [FRIDAY], from: '22:00', to: '02:00' }, true],
    ['2025-06-21T01:59:59+08:00', 0, { weekdays: [FRIDAY], from: '22:00', to: '02:00' }, true],
    ['2025-06-21T02:00:00+08:00', 0, { weekdays: [FRIDAY], from: '22:00', to: '02:00' }, false],
    ['2025-06-20T01:00:00+08:00', 0, { weekdays: [FRIDAY], from: '22:00', to: '02:00' }, false],
    ['2025-06-21T01:59:59+08:00', 300, { weekdays: [FRIDAY], from: '22:00', to: '02:00' }, true],
    ['2025-06-21T04:59:59+08:00', 300, { weekdays: [FRIDAY] }, true],
    ['2025-06-21T05:00:00+08:00', 300, { weekdays: [FRIDAY] }, false],
    ['2025-06-20T12:00:00+08:00', 0, { dates: ['2025-06-20'] }, true],
    ['2025-06-19T15:59:59Z', 0, { dates: ['2025-06-20'] }, false],
    ['2025-06-19T16:00:00Z', 0, { dates: ['2025-06-20'] }, true],
  ])('%s, days beginning %i minutes after midnight, in %j: %s', (placedAt, dayStartsAt, changes, expected) => {
    const found = matchesScope(scope({ windows: [window(changes)] }), order({ placedAt: new Date(placedAt) }), null, { ...terms, dayStartsAt });
    expect(found).toBe(expected);
  });

  it('needs one of its windows', () => {
    const windows = [window({ weekdays: [1] }), window({ weekdays: [4] })];
    expect(matchesScope(scope({ windows }), order(), null, terms)).toBe(true);
  });
});

describe('reading a scope', () => {
  const read = (input: OrderScopeDraft | null) => {
    const problems = new Problems();
    return { scope: readScope(input, 'input.scope', problems, 'GBP'), problems: problems.list.map((error) => error.path?.join('.')) };
  };

  it('takes nothing for everything', () => expect(read(null)).toEqual({ scope: WHOLE_SCOPE, problems: [] }));

  it('keeps it as plain JSON', () => {
    const { scope: found, problems } = read({ skus: [' A ', 'A'], minNet: '5', channels: [OrderChannel.POS], windows: [{ weekdays: [5, 6], from: '17:30', to: '24:00' }] });
    expect(problems).toEqual([]);
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      skus: ['A'], categories: null, storeCodes: null, channels: ['POS'], minNet: '5.00', windows: [{ weekdays: [5, 6], dates: null, from: '17:30', to: null }],
    });
  });

  it.each<[OrderScopeDraft, string]>([
    [{ skus: [] }, 'input.scope.skus'],
    [{ categories: ['a', ''] }, 'input.scope.categories.1'],
    [{ storeCodes: ['x'.repeat(101)] }, 'input.scope.storeCodes.0'],
    [{ minNet: '-1' }, 'input.scope.minNet'],
    [{ minNet: '0.001' }, 'input.scope.minNet'],
    [{ windows: [{}, { weekdays: [0] }] }, 'input.scope.windows.1.weekdays.0'],
    [{ windows: [{ dates: ['2025-02-30'] }] }, 'input.scope.windows.0.dates.0'],
    [{ windows: [{ from: '25:00' }] }, 'input.scope.windows.0.from'],
    [{ windows: [{ from: '10:00', to: '10:00' }] }, 'input.scope.windows.0.to'],
  ])('refuses %j', (input, path) => expect(read(input).problems).toEqual([path]));
});
