import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It is not written in Liquid, or its channel cannot send what it says.' })
export class MessageTemplateInvalidError extends UserError {
  @Field(() => Int, { nullable: true })
  line: number | null;

  constructor(text: Text, line: number | null, path?: InputPath) {
    super(text, path);
    this.line = line;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'It repeats itself, grows without bounds, or asks for what messages may not say.' })
export class MessageTemplateForbiddenError extends UserError {
  @Field(() => Int, { nullable: true })
  line: number | null;

  constructor(text: Text, line: number | null, path?: InputPath) {
    super(text, path);
    this.line = line;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Only what members agreed to hear is written to many: marketing, to who consented to it.' })
export class MessageBasisMissingError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'A service message is no ground to write to many: use a marketing template.', 'zh-TW': '服務訊息不得用於群發,請使用行銷範本。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nothing can be sent there by this channel.' })
export class MessageAddressInvalidError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'Nothing can be sent to this address by this channel.', 'zh-TW': '此管道無法寄送到這個地址。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A host or a port that is not called from this installation.' })
export class MessageHostForbiddenError extends UserError {
  constructor(path?: InputPath) {
    super({
      en: 'Only hosts on the public internet are called, of mail servers at port 25, 465, 587 or 2525, unless whoever runs the installation opened more.',
      'zh-TW': '只會連線至公開網路上的主機,郵件伺服器的連接埠限 25、465、587、2525,除非系統管理者另行開放。',
    }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'This is not what a browser gives: the service is none of browsers, or a key is none.' })
export class MessagePushSubscriptionInvalidError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'This is not what a browser gives of a push subscription.', 'zh-TW': '這不是瀏覽器提供的推播訂閱資料。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The push service has ended this subscription: unsubscribe in the browser, and subscribe anew.' })
export class MessagePushSubscriptionGoneError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'The push service has ended this subscription. Subscribe anew.', 'zh-TW': '推播服務已結束此訂閱,請重新訂閱。' }, path);
  }
}
