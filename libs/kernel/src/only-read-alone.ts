const GUARD = '-c default_transaction_read_only=on';

/**
 * How connections are opened for statements that travel with the BEGIN before them: should that fail, they are on their
 * own, and then write nothing. Of `options`, pg takes what stands in the address and leaves what it is configured with;
 * so those are taken out of the address, and stand before the guard: of two settings the server takes the last.
 */
export function onlyReadAlone(url: string): { readonly connectionString: string; readonly options: string } {
  const [base = '', ...rest] = url.split('?');
  const parameters = rest.join('?').split('&').filter((one) => one !== '');
  const others = parameters.filter((one) => nameOf(one) !== 'options');
  const given = new URLSearchParams(parameters.join('&')).getAll('options').at(-1);
  return { connectionString: others.length === 0 ? base : `${base}?${others.join('&')}`, options: given ? `${given} ${GUARD}` : GUARD };
}

const nameOf = (parameter: string): string | undefined => [...new URLSearchParams(parameter).keys()][0];
