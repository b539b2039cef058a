/** A list that other modules may add to. Read it with `ctx.extensions`: only what the brand has enabled is in it. */
export interface ExtensionPoint<T> {
  readonly module: string;
  readonly name: string;
  readonly type?: T;
}

export const defineExtensionPoint = <T>(module: string, name: string): ExtensionPoint<T> =>
  Object.freeze({ module, name });

export interface Extension<T = unknown> {
  readonly point: ExtensionPoint<T>;
  readonly value: T;
}

export const extend = <T>(point: ExtensionPoint<T>, value: T): Extension<T> => Object.freeze({ point, value });
