import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { resolve } from 'node:path';
import { messaging } from '../src';
import { letter, template } from './support/shop';

const CONNECT = 'mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { channel { code } userErrors { message } } }';
const LINE = { channel: 'LINE', credentials: { channelAccessToken: 'token', channelSecret: 'secret' } };

async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  await staff.ok(CONNECT, LINE);
  await template(staff, [letter(`Round ${round}`, '<mj-text>Hello {{ member.name }}</mj-text>')], { name: `Round ${round}` });
}

describePlugin(messaging, [brand, member], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  examples: [{ name: 'channels', document: '{ messageChannels { code label connectedAt webhookUrl parts { name required maxLength } } }' }, { name: 'templates with what they say', document: '{ messageTemplates { name purpose version contents { channel language parts { name text } } fallbacks { variable text } } }' }],
});
