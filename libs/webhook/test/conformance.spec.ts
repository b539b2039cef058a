import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { webhook } from '../src';
import { CREATE, join, newKey, QUERY } from './support/documents';

/** An endpoint at a host that nobody's DNS has, and an event that waits for it. */
async function scenario(shop: TestShop): Promise<void> {
  const staff = shop.everything();
  await staff.ok(CREATE, { input: { url: 'https://hooks.example/regulars', types: ['member.joined'], query: QUERY, apiKeyId: await newKey(staff) } });
  await join(shop);
}

describePlugin(webhook, [brand, member], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  examples: [{ name: 'endpoints with their deliveries', document: '{ webhookEndpoints { id deliveries(first: 5) { nodes { eventId state } } } }' }],
});
