/** For tests: a JSON call to a stand-in, its own controls among them. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of another program, looked at field by field
  data: any;
}

export async function ask(standIn: { url: string }, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(standIn.url + path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, data: text ? JSON.parse(text) : undefined };
}
