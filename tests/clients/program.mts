// Reads the demo data and enters a check, by the types that are made of docs/openapi.yaml: node program.mts ADDRESS KEY
// It is checked (tsc --strict) and run where the types have been made, in a folder beside it.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

declare const process: { argv: string[] };
const [, , address = "", key = ""] = process.argv;
const client = createClient<paths>({ baseUrl: address });

type LetterRequest = components["schemas"]["LetterRequest"];
type Query = paths["/api/v1/requests/"]["get"]["parameters"]["query"];

/** What was answered; throws where it is a problem. */
function data<T>(answer: { data?: T; error?: { title: string } }): T {
  if (answer.data === undefined) throw new Error(answer.error?.title);
  return answer.data;
}

/** A parameter of an address that the API gave. */
function parameter(from: string, name: string): string | undefined {
  return new URL(from, address).searchParams.get(name) ?? undefined;
}

/** A letter's requests, page by page. */
async function* requestsOf(letter: string): AsyncGenerator<LetterRequest> {
  let cursor: string | undefined;
  do {
    const query: Query = { letter, ordering: "oldest", fields: "number,kind", page_size: 2, cursor };
    const page = data(await client.GET("/api/v1/requests/", { params: { query } }));
    yield* page.results;
    cursor = page.next === null ? undefined : parameter(page.next, "cursor");
  } while (cursor);
}

/** What has changed after a place; without one, the place of now. */
async function feed(after?: string): Promise<components["schemas"]["Feed"]> {
  return data(await client.GET("/api/v1/changes/", { params: { query: { after } } }));
}

const query = { office: "example", q: "paragraphs", dated_to: "2026-09-30" };
const letters = data(await client.GET("/api/v1/letters/", { params: { query } })).results;
const requests = await Array.fromAsync(requestsOf(letters[0]?.id ?? ""));
const id = requests[0]?.id ?? "";
const progress = data(
  await client.GET("/api/v1/requests/{id}/progress/", { params: { path: { id }, query: { as_of: "2026-10-20" } } }),
);

const place = parameter((await feed()).next, "after");
const entered = data(
  await client.POST("/api/v1/actions/", {
    params: { header: { "Idempotency-Key": "the TypeScript client's check" } },
    headers: { Authorization: `Bearer ${key}` },
    body: { kind: "status_check", occurred_on: "2026-11-12", effects: [{ request: id }] },
  }),
);
const { changes } = await feed(place);
const missing = await client.GET("/api/v1/letters/{id}/", { params: { path: { id: "abcdefghjkmn" } } });

const found = {
  letters: letters.map((letter) => letter.title),
  requests: requests.map((one) => [one.number, one.kind]),
  on: progress.on,
  response_state: progress.response_state,
  percent: progress.percent,
  entered: entered.kind,
  changed: changes.filter((change) => change.change === "changed").map((change) => change.type).sort(),
  problem: missing.error?.title,
};
console.log(JSON.stringify(found));
