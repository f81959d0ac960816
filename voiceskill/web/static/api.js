// Talks to the interface for programs, /api/v1.

/** What the server says is wrong: `detail` for people, `errors` as [{field, message}]. */
export class Problem extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || "That did not work.");
    this.status = problem.status;
    this.errors = problem.errors || [];
  }
}

/** Send a request and return what is answered, as JSON; throws a Problem where it is refused. */
export async function call(method, path, body) {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json().catch(() => ({ status: response.status }));
  if (!response.ok) throw new Problem(answer);
  return answer;
}

/** Return an element: tag, attributes, then texts and elements. */
export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}
