interface Answer<T> {
  readonly data?: T & Readonly<Record<string, { readonly userErrors?: readonly { readonly message: string }[] } | null>>;
  readonly errors?: readonly { readonly message: string }[];
}

/** One operation that must succeed; without a token, of somebody who is not known yet. */
export async function call<T>(url: string, token: string | null, query: string, variables: object = {}): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as Answer<T>;
  const refusals = [...(errors ?? []), ...Object.values(data ?? {}).flatMap((field) => field?.userErrors ?? [])];
  if (!data || refusals.length > 0) throw new Error(`The operation failed: ${refusals.map(({ message }) => message).join('; ') || response.status}`);
  return data;
}
