import { Outlet, type OutletSocket } from './outlet';

/** A socket whose network takes what `flush` lets it. */
class FakeSocket implements OutletSocket {
  readonly OPEN = 1;
  readonly frames: string[] = [];
  readyState: 0 | 1 | 2 | 3 = 1;
  bufferedAmount = 0;
  stalled = false;

  send(frame: string): void {
    this.frames.push(frame);
    if (this.stalled) this.bufferedAmount += frame.length;
  }

  flush(bytes: number): void {
    this.bufferedAmount = Math.max(0, this.bufferedAmount - bytes);
  }
}

const push = (outlet: Outlet, times: number, frame = 'x'): number => Array.from({ length: times }, () => outlet.push(frame)).filter(Boolean).length;

describe('an outlet', () => {
  it('lets any number of events through to a reader that keeps up', () => {
    const socket = new FakeSocket();
    expect(push(new Outlet(socket), 10_000)).toBe(10_000);
    expect(socket.frames).toHaveLength(10_000);
  });

  it('holds 256 events for a stalled reader, and refuses the next', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    expect(push(new Outlet(socket), 300)).toBe(256);
    expect(socket.frames).toHaveLength(256);
  });

  it('holds about 1 MiB for a stalled reader', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    expect(push(new Outlet(socket), 100, 'x'.repeat(100_000))).toBe(11);
    expect(socket.bufferedAmount).toBe(1_100_000);
  });

  it('takes as many again as the reader has read', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    const outlet = new Outlet(socket);
    push(outlet, 256, 'ten bytes.');
    socket.flush(35); // three whole events and a half
    expect(push(outlet, 10, 'ten bytes.')).toBe(3);
  });

  it('serves a slow reader that never empties its queue for ever', () => {
    const socket = new FakeSocket();
    socket.stalled = true;
    const outlet = new Outlet(socket);
    push(outlet, 100);
    for (let i = 0; i < 5_000; i++) {
      expect(outlet.push('x')).toBe(true);
      socket.flush(1);
    }
  });

  it('writes nothing to a socket that is closing', () => {
    const socket = new FakeSocket();
    socket.readyState = 2;
    expect(new Outlet(socket).push('x')).toBe(true);
    expect(socket.frames).toEqual([]);
  });
});
