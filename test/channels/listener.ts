import { type Asked, FakeServer, type Reply } from '../fakes/fake-server';

/** Where webhooks go in specs: keeps them. */
export class Listener extends FakeServer {
  readonly heard: Asked[] = [];

  protected answer(asked: Asked): Reply {
    this.heard.push(asked);
    return { status: 200, body: asked.query.get('hub.challenge') ?? '' };
  }
}
