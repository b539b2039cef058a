import { CloseCode } from 'graphql-ws';

/** Why the server closes a socket: codes of RFC 6455 and its registry, of graphql-ws, and one of our own (4429). */
export const CloseCodes = {
  /** Come back at once, to another gateway or to the next of this one; also when the credential has other rights now. */
  SERVICE_RESTART: 1012,
  /** The credential could not be looked up: come back in a while. */
  TRY_AGAIN: 1013,
  FORBIDDEN: CloseCode.Forbidden,
  TOO_MANY_SOCKETS: 4429,
  INTERNAL: CloseCode.InternalServerError,
} as const;
