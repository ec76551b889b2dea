// Runs every check of the GraphQL-over-HTTP audit against HUB_URL with the bearer token HUB_TOKEN, prints each as one line of
// JSON, and fails only when the audit itself could not run: what counts as good is the caller's to say.
import { serverAudits } from 'graphql-http';

const { HUB_URL: url, HUB_TOKEN: token } = process.env;
const fetchFn = (to, options = {}) =>
  fetch(to, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
