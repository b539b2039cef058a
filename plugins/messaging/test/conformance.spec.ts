import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin } from '@regulars/testing';
import { messaging } from '../src';

describePlugin(messaging, [brand, member], {
  scenario: async () => {},
});
