import type { Context } from './context';

/** What one module offers others to call. The id is the contract; what stands behind it stays private. */
export interface ServiceToken<T> {
  readonly module: string;
  readonly name: string;
  readonly type?: T;
}

export const defineService = <T>(module: string, name: string): ServiceToken<T> => Object.freeze({ module, name });

export interface ServiceProvider<T = unknown> {
  readonly token: ServiceToken<T>;
  readonly create: (ctx: Context) => T;
}

export const provide = <T>(token: ServiceToken<T>, create: (ctx: Context) => T): ServiceProvider<T> =>
  Object.freeze({ token, create });
