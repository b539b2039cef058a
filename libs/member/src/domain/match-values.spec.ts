import { looseEmail, looseName } from './match-values';

it.each([
  ['王 小明', '王小明'],
  ['Ｗang Xiao-Ming', 'wangxiaoming'],
  ['O’Neil, Ann', 'oneilann'],
])('the name %s is compared as %s', (name, loose) => expect(looseName(name)).toBe(loose));

it.each([
  ['Ann.Lee+news@Example.com', 'annlee@example.com'],
  ['annlee@example.com', 'annlee@example.com'],
  ['+x@example.com', null],
  ['nobody', null],
])('the address %s is compared as %s', (email, loose) => expect(looseEmail(email)).toBe(loose));
