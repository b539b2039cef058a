import { registerEnumType } from 'type-graphql';
import { MessageBroadcastState, MessagePurpose, MessageState, MessageTrigger } from '../enums';

registerEnumType(MessagePurpose, {
  name: 'MessagePurpose',
  description: 'MARKETING goes only to who agreed to it on the channel, within caps. SERVICE is about what a member did or has, and goes to everybody who has not refused it.',
});
registerEnumType(MessageTrigger, { name: 'MessageTrigger', description: 'What an automatic message answers.' });
registerEnumType(MessageState, { name: 'MessageState', description: 'SENDING: it was decided to send it, and the provider is being asked. SUPPRESSED: it was decided not to.' });
registerEnumType(MessageBroadcastState, { name: 'MessageBroadcastState' });

export { MessageBroadcastState, MessagePurpose, MessageState, MessageTrigger };
