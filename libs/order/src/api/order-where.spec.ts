import type { StringFilter } from '@regulars/plugin-sdk';
import { matchesText } from './order-where';

describe('a text filter over store codes', () => {
  it.each<[StringFilter, (string | null)[]]>([
    [{}, ['S1', 'S2', 'shop', null]],
    [{ eq: 'S1' }, ['S1']],
    [{ ne: 'S1' }, ['S2', 'shop', null]],
    [{ in: ['S1', 'shop'] }, ['S1', 'shop']],
    [{ notIn: ['S1'] }, ['S2', 'shop']],
    [{ contains: 'S' }, ['S1', 'S2', 'shop']],
    [{ startsWith: 'sH' }, ['shop']],
    [{ isNull: true }, [null]],
    [{ isNull: false }, ['S1', 'S2', 'shop']],
    [{ startsWith: 's', ne: 'S2' }, ['S1', 'shop']],
  ])('%j', (filter, expected) => expect(['S1', 'S2', 'shop', null].filter((text) => matchesText(filter, text))).toEqual(expected));
});
