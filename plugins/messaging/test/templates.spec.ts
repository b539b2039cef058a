import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { messaging } from '../src';
import { ARCHIVE_TEMPLATE, CREATE_TEMPLATE, PREVIEW, UPDATE_TEMPLATE } from './support/documents';
import { postOffice } from './support/postcards';
import { card, letter, template, templateInput } from './support/shop';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, messaging, postOffice().plugin]);
  shop = await platform.brand({ plugins: ['messaging', 'post'] });
  staff = shop.everything();
});
afterAll(() => platform.stop());

/** What it was refused for; nothing was written. */
async function refused(input: object): Promise<Data[]> {
  const before = await shop.digest();
  const { data } = await staff.run(CREATE_TEMPLATE, { input });
  expect(await shop.digest()).toEqual(before);
  return data?.messageTemplateCreate.userErrors.map(({ code, path, line, at }: Data) => [code, path.join('.'), line ?? at ?? null]);
}

describe('templates', () => {
  it('are said in each language, and read with samples before they are sent', async () => {
    const id = await template(staff, [
      card('Hi {{ member.name }}'), card('嗨 {{ member.name }}', 'zh-TW'),
      letter('Hi {{ member.name }}', "<mj-text>You have {{ member.points }} & more</mj-text><mj-button href=\"{% link 'https://shop.example/?a=1&b=2' %}\">Go</mj-button>"),
    ], { fallbacks: [{ variable: 'member.name', text: 'friend' }] });
    const read = async (channel: string, language?: string): Promise<Data> => (await staff.one(PREVIEW, { id, channel, language }));
    expect(await read('POSTCARD', 'zh-HK')).toEqual({ language: 'zh-TW', variables: ['member.name'], links: [], parts: [{ name: 'text', text: '嗨 王小美' }] });
    expect((await read('POSTCARD', 'ja')).parts).toEqual([{ name: 'text', text: 'Hi 王小美' }]);
    const mail = await read('EMAIL');
    expect([mail.variables, mail.links]).toEqual([['member.points', 'member.name'], ['https://shop.example/?a=1&b=2']]);
    const html = mail.parts.find(({ name }: Data) => name === 'html').text as string;
    expect([html.includes('You have 120 & more'), html.includes('href="https://shop.example/?a=1&amp;b=2"'), html.includes('<table')]).toEqual([true, true, true]);
    expect(await read('FAX')).toBeNull();
  });

  it('keep what they said in versions, until they are archived', async () => {
    const id = await template(staff, [card('One')]);
    expect(await staff.one(UPDATE_TEMPLATE, { id, input: templateInput([card('Two')], { name: 'Two' }) })).toEqual({ template: { id, version: 2 }, userErrors: [] });
    const versions = await platform.rows<{ number: number; text: string }>(`SELECT number, terms #>> '{contents,0,source,text}' AS text FROM messaging.template_version v JOIN messaging.template t
      ON t.id = v.template_id WHERE t.name = 'Two' ORDER BY number`);
    expect(versions).toEqual([{ number: 1, text: 'One' }, { number: 2, text: 'Two' }]);
    await staff.ok(ARCHIVE_TEMPLATE, { id });
    expect((await staff.run(UPDATE_TEMPLATE, { id, input: templateInput([card('Three')]) })).data?.messageTemplateUpdate.userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['id'] }]);
    const listed = async (withArchived: boolean): Promise<string[]> => (await staff.one('query ($all: Boolean!) { messageTemplates(withArchived: $all) { id } }', { all: withArchived })).map((one: Data) => one.id);
    expect([(await listed(false)).includes(id), (await listed(true)).includes(id)]).toEqual([false, true]);
  });

  it.each([
    ['loops', [card('{% for i in (1..10000000) %}x{% endfor %}')], [['MESSAGE_TEMPLATE_FORBIDDEN', 'input.contents.0.parts.0.text', 1]]],
    ['reads files', [card("{% include '/etc/passwd' %}")], [['MESSAGE_TEMPLATE_FORBIDDEN', 'input.contents.0.parts.0.text', 1]]],
    ['reads files by MJML', [letter('Hi', '<mj-include path="/etc/passwd" />')], [['MESSAGE_TEMPLATE_INVALID', 'input.contents.0.parts.1.text', null]]],
    ['names what is not for it', [card('{{ member.phone }}')], [['MESSAGE_TEMPLATE_FORBIDDEN', 'input.contents.0.parts.0.text', null]]],
    ['grows', [card(`{% assign a = "0123456789" %}${'{%assign a=a|append:a%}'.repeat(19)}`)], [['MESSAGE_TEMPLATE_FORBIDDEN', 'input.contents.0.parts.0.text', 1]]],
    ['is no Liquid', [card('a\n{{ member.name')], [['MESSAGE_TEMPLATE_INVALID', 'input.contents.0.parts.0.text', 2]]],
    ['is no MJML', [letter('Hi', '<mj-nothing />')], [['MESSAGE_TEMPLATE_INVALID', 'input.contents.0.parts.1.text', null]]],
    ['has a subject of two lines', [letter('Hi\nyou', '<mj-text>x</mj-text>')], [['MESSAGE_TEMPLATE_INVALID', 'input.contents.0.parts.0.text', null]]],
    ['has no room', [card('x'.repeat(61))], [['MESSAGE_TEMPLATE_INVALID', 'input.contents.0.parts.0.text', null]]],
    ['says nothing in its own language', [card('嗨', 'zh-TW')], [['INVALID_INPUT', 'input.contents.0.channel', null]]],
    ['goes by no channel', [{ ...card('x'), channel: 'FAX' }], [['INVALID_INPUT', 'input.contents.0.channel', null]]],
    ['is there twice', [card('x'), card('y')], [['INVALID_INPUT', 'input.contents.1', null]]],
    ['says nothing', [], [['INVALID_INPUT', 'input.contents', null]]],
  ])('one that %s is refused', async (_, contents, errors) => {
    expect(await refused(templateInput(contents))).toEqual(errors);
  });
});
