/** A list that other modules may add to. Read it with `ctx.extensions`: only what the brand has enabled is in it. */
export interface ExtensionPoint<T> {
  readonly module: string;
  readonly name: string;
  readonly type?: T;
  /** What concerns data that stays while a module is off: modules that are not enabled are in the list, too. */
  readonly always?: boolean;
  /** What only reads: plugins that are suspended are in the list, too. */
  readonly reads?: boolean;
}

export const defineExtensionPoint = <T>(module: string, name: string, options: Pick<ExtensionPoint<T>, 'always' | 'reads'> = {}): ExtensionPoint<T> =>
  Object.freeze({ module, name, ...options });

export interface Extension<T = unknown> {
  readonly point: ExtensionPoint<T>;
  readonly value: T;
}

export const extend = <T>(point: ExtensionPoint<T>, value: T): Extension<T> => Object.freeze({ point, value });
