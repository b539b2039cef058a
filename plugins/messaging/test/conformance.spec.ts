import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { resolve } from 'node:path';
import { messaging } from '../src';
import { letter, template } from './support/shop';

async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  await template(staff, [letter(`Round ${round}`, '<mj-text>Hello {{ member.name }}</mj-text>')], { name: `Round ${round}` });
}

describePlugin(messaging, [brand, member], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  examples: [{ name: 'templates with what they say', document: '{ messageTemplates { name purpose version contents { channel language parts { name text } } fallbacks { variable text } } }' }],
});
