// What the generated types do not say: signing in and staying so, refusals as exceptions, pages, repeats, versions, the feed.
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export { verifyWebhook, WebhookRefused, type Webhook } from "./webhooks.js";
export type { components, paths } from "./schema.js";
/** A type of the API by its name in the documentation: `Schema<"Plan">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
export type Problem = Schema<"Problem">;

export interface Person {
  username: string;
  password: string;
}

export interface Machine {
  clientId: string;
  clientSecret: string;
  /** Fewer scopes than the client has. */
  scope?: string;
}

export interface Options {
  baseUrl: string;
  as: Person | Machine;
  /** Of titles and details of problems; `vi` where left out. */
  language?: "vi" | "en";
  fetch?: (request: Request) => Promise<Response>;
}

/** The service refused. Decide by `code`; `message` is for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    /** Seconds to wait before it is worth trying again. */
    readonly retryAfter?: number,
  ) {
    const faults = (problem.errors ?? []).map(({ pointer, message }) => `; ${pointer}: ${message}`);
    super((problem.detail ?? problem.title ?? `HTTP ${status}`) + faults.join(""));
    this.name = "Refused";
  }

  get code(): string {
    return this.problem.code ?? "unknown";
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was answered, or the refusal as an exception. */
export async function ok<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  return (await answered(asked)).data;
}

/** The same with the version that was answered, for `If-Match`. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<{ data: NonNullable<T>; etag: string; response: Response }> {
  const { data, error, response } = await asked;
  if (!response.ok) throw refusal(response, error);
  return { data: data as NonNullable<T>, etag: response.headers.get("ETag") ?? "", response };
}

function refusal(response: Response, error: unknown): Refused {
  const wait = response.headers.get("Retry-After");
  return new Refused(response.status, error && typeof error === "object" ? error : {}, wait === null ? undefined : Number(wait));
}

type Listed<T> = Extract<T, { items: readonly unknown[] }>;
type Item<T> = Listed<T>["items"][number];

/** All items of a list, page after page: `for await (const plan of pages((cursor) => api.GET("/api/v1/plans", …)))`. */
export async function* pages<T>(page: (cursor?: string) => Promise<Answer<T>>): AsyncGenerator<Item<T>> {
  let cursor: string | undefined;
  do {
    const { items, next_cursor } = (await ok(page(cursor))) as unknown as { items: Item<T>[]; next_cursor?: string | null };
    yield* items;
    cursor = next_cursor ?? undefined;
  } while (cursor);
}

/** The key of one intent: made when somebody presses the button, kept until it is answered, the same for every try. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

/** Reads, and writes what follows from it with the version that was read; reads again where somebody else was faster. */
export async function change<R, W>(
  read: () => Promise<Answer<R>>,
  write: (now: NonNullable<R>, etag: string) => Promise<Answer<W>>,
  tries = 3,
): Promise<NonNullable<W>> {
  for (;;) {
    const { data, etag } = await answered(read());
    try {
      return await ok(write(data, etag));
    } catch (refused) {
      if (!(refused instanceof Refused) || refused.status !== 412 || --tries <= 0) throw refused;
    }
  }
}

export type FeedEntry = Schema<"FeedEntry">;

/** The feed, part after part, without an end: keep `cursor` once `items` are kept. `position_gone`: read the snapshots again. */
export async function* changes(
  api: Api,
  after?: string,
  options: { wait?: number; signal?: AbortSignal } = {},
): AsyncGenerator<{ items: FeedEntry[]; cursor: string; more: boolean }> {
  for (;;) {
    const query = { wait: options.wait ?? 20, ...(after === undefined ? {} : { after }) };
    const part = await ok(api.GET("/api/v1/changes", { params: { query }, ...(options.signal ? { signal: options.signal } : {}) }));
    after = part.next_cursor;
    yield { items: part.items, cursor: after, more: part.more };
  }
}

export type Api = Client<paths, `${string}/${string}`>;

/** Signs in, and answers a client for every operation of the API by its path. */
export async function connect(options: Options): Promise<Api> {
  const tokens = new Tokens(options);
  await tokens.access();
  const send = options.fetch ?? fetch;
  const language = options.language ?? "vi";
  return createClient<paths, `${string}/${string}`>({
    baseUrl: options.baseUrl,
    headers: { "Accept-Language": language },
    fetch: (request: Request) => patient(request, (one) => signed(one, tokens, send)),
  });
}

async function signed(request: Request, tokens: Tokens, send: (request: Request) => Promise<Response>): Promise<Response> {
  const again = request.clone();
  const token = await tokens.access();
  request.headers.set("Authorization", `Bearer ${token}`);
  const answer = await send(request);
  if (answer.status !== 401) return answer;
  again.headers.set("Authorization", `Bearer ${await tokens.access(token)}`);
  return send(again);
}

/** Waits as long as it is told to, where the request may be sent twice: it reads, or says which intent it is of. */
async function patient(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
  const twice = request.method === "GET" || request.headers.has("Idempotency-Key");
  for (let left = twice ? 2 : 0; ; left--) {
    const again = left > 0 ? request.clone() : request;
    const answer = await send(request);
    const wait = Number(answer.headers.get("Retry-After") ?? Number.NaN);
    if (left === 0 || ![429, 503].includes(answer.status) || !(wait <= 60)) return answer;
    await new Promise((ready) => setTimeout(ready, wait * 1000));
    request = again;
  }
}

/** The tokens of one session: renewed by one request at a time, half a minute before the access token ends. */
class Tokens {
  private token = "";
  private refresh: string | undefined;
  private endsAt = 0;
  private renewal: Promise<void> | undefined;

  constructor(private readonly options: Options) {}

  /** A token that holds; another one than `stale`. */
  async access(stale?: string): Promise<string> {
    if (this.token === (stale ?? this.token) && (stale !== undefined || Date.now() > this.endsAt - 30_000)) {
      this.renewal ??= this.renew().finally(() => (this.renewal = undefined));
      await this.renewal;
    }
    return this.token;
  }

  private async renew(): Promise<void> {
    const { as } = this.options;
    if ("clientId" in as) {
      const form = new URLSearchParams({ grant_type: "client_credentials", client_id: as.clientId, client_secret: as.clientSecret });
      if (as.scope) form.set("scope", as.scope);
      return this.take(await this.post("/oauth/token", form));
    }
    const refresh = this.refresh;
    this.refresh = undefined;
    const body = refresh ? { refresh_token: refresh } : { username: as.username, password: as.password };
    const answer = await this.post(refresh ? "/auth/refresh" : "/auth/login", JSON.stringify(body));
    // A session that has ended is begun anew.
    if (refresh && answer.status === 401) return this.renew();
    return this.take(answer);
  }

  private post(path: string, body: string | URLSearchParams): Promise<Response> {
    const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
    const request = new Request(`${this.options.baseUrl}/api/v1${path}`, { method: "POST", headers, body });
    return (this.options.fetch ?? fetch)(request);
  }

  private async take(answer: Response): Promise<void> {
    const body = await answer.json();
    // OAuth has a form of its own for what it refuses (RFC 6749, section 5.2).
    if (!answer.ok) throw refusal(answer, body.code ? body : { code: body.error, detail: body.error_description });
    this.token = body.access_token;
    this.refresh = body.refresh_token;
    this.endsAt = Date.now() + body.expires_in * 1000;
  }
}
