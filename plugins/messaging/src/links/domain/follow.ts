import { type ShortLinkKind, publicId } from '@regulars/plugin-sdk';
import { BROADCAST_PREFIX, MESSAGE_PREFIX } from '../../domain/ids';
import { countClick, linkTarget } from '../data/link.statements';
import { MessageClicked } from './events';
import { isPerson } from './is-person';
import { refOf } from './subject';

/** By which links in messages are told from those of other modules. */
export const LETTER = 'm';

/** Leads on whoever opens a link of a message. One statement, and another for the first time. */
export const messageLinks: ShortLinkKind = {
  letter: LETTER,
  async follow(ctx, subject, visit) {
    const ref = refOf(subject);
    if (!ref) return null;
    const [target] = await ctx.sql(linkTarget(ref.messageId, ref.place));
    if (!target) return null;
    if (!target.counted && isPerson(visit)) {
      const [first] = await ctx.sql(countClick(ref.messageId, ref.place));
      if (first) {
        const broadcastId = first.broadcast_id && publicId(BROADCAST_PREFIX, first.broadcast_id);
        ctx.emit(MessageClicked, { messageId: publicId(MESSAGE_PREFIX, ref.messageId), channel: first.channel, broadcastId, url: target.url }, first.member_id);
      }
    }
    return target.url;
  },
};
