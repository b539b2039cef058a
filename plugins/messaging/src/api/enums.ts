import { registerEnumType } from 'type-graphql';
import { MessagePurpose, MessageTrigger } from '../enums';

registerEnumType(MessagePurpose, {
  name: 'MessagePurpose',
  description: 'MARKETING goes only to who agreed to it on the channel, within caps. SERVICE is about what a member did or has, and goes to everybody who has not refused it.',
});
registerEnumType(MessageTrigger, { name: 'MessageTrigger', description: 'What an automatic message answers.' });

export { MessagePurpose, MessageTrigger };
