import { compileLiquid, TemplateFault, type Variables } from './liquid';

const ANN: Variables = { member: { name: 'Ann & <Co>', points: 12 }, event: { on: '2026-12-31' } };
const render = (source: string, escape: 'NONE' | 'HTML' | 'JSON' = 'NONE', variables = ANN): string =>
  compileLiquid(source, escape).render(variables, (url) => `https://go.example/${new URL(url).host}`);

function fault(source: string, variables?: Variables): readonly unknown[] {
  try {
    return [render(source, 'NONE', variables)];
  } catch (error) {
    return error instanceof TemplateFault ? [error.kind, error.line] : [error];
  }
}

describe('a template', () => {
  it.each([
    ['{{ member.name }}', 'NONE', 'Ann & <Co>'],
    ['{{ member.name }}', 'HTML', 'Ann &amp; &lt;Co&gt;'],
    ['{"text": "{{ event.said }}"}', 'JSON', '{"text": "a \\"b\\"\\n"}'],
    ['{% if member.points >= 10 %}much{% else %}little{% endif %}', 'NONE', 'much'],
    ['{{ member.nick | default: member.name | upcase }}', 'NONE', 'ANN & <CO>'],
    ['{% if member.nick %}a{% else %}b{% endif %}', 'NONE', 'b'],
    ['{{ event.on | date: "%m/%d" }}', 'NONE', '12/31'],
    ["{% link 'https://shop.example/a?b=1' %}", 'NONE', 'https://go.example/shop.example'],
  ] as const)('%s as %s reads %s', (source, escape, text) => {
    expect(render(source, escape, { ...ANN, event: { ...ANN.event, said: 'a "b"\n' } })).toBe(text);
  });

  it.each([
    ['{{ member.name', 'SYNTAX', 1],
    ['a\n{% if x %}', 'SYNTAX', 2],
    ["{% link 'javascript:alert(1)' %}", 'SYNTAX', 1],
    ['{% link member.name %}', 'SYNTAX', 1],
    ['{% for i in (1..10000000) %}x{% endfor %}', 'FORBIDDEN', 1],
    ['\n{% tablerow i in (1..9) %}x{% endtablerow %}', 'FORBIDDEN', 2],
    ["{% include '/etc/passwd' %}", 'FORBIDDEN', 1],
    ["{% render 'x' %}", 'FORBIDDEN', 1],
    ['{% layout "x" %}', 'FORBIDDEN', 1],
    ['{{ member.name | raw }}', 'FORBIDDEN', 1],
    ['{{ member | json }}', 'FORBIDDEN', 1],
    ['{{ member[event.on] }}', 'FORBIDDEN', null],
    [`{% assign a = "0123456789" %}${'{% assign a = a | append: a %}'.repeat(40)}`, 'TOO_MUCH', 1],
    ['{{ member.nick }}', 'MISSING', 1],
    ['{{ member.constructor }}', 'MISSING', 1],
    ['{{ member.name.length }}{{ member.__proto__ }}', 'MISSING', 1],
  ])('%s is refused: %s', (source, kind, line) => {
    expect(fault(source)).toEqual([kind, line]);
  });

  it('tells what it needs', () => {
    const { variables, links } = compileLiquid("{{ member.name }} {% if event.points > 1 %}{{ event['on'] }}{% endif %}{% link \"https://a.example/\" %}{% link 'https://b.example/' %}{%- link 'https://a.example/' -%}", 'NONE');
    expect([variables, links]).toEqual([['member.name', 'event.points', 'event.on'], ['https://a.example/', 'https://b.example/']]);
  });

  it('writes links in HTML as HTML does', () => {
    const compiled = compileLiquid("<a href=\"{% link 'https://a.example/?a=1&amp;b=2' %}\">", 'HTML');
    expect([compiled.links, compiled.render({}, (url) => `${url}&c`)]).toEqual([['https://a.example/?a=1&b=2'], '<a href="https://a.example/?a=1&amp;b=2&amp;c">']);
  });

  it('refuses a source that is too long', () => {
    expect(() => compileLiquid('x'.repeat(200_001), 'NONE')).toThrow(expect.objectContaining({ kind: 'TOO_MUCH' }));
  });
});
