// Standard Webhooks: is this message from the service, whole, and of today? No package is needed; runs in Node, Deno and browsers.

export interface Webhook {
  /** The body as it came, not parsed and written again. */
  body: string;
  headers: { get(name: string): string | null } | Record<string, string | string[] | undefined>;
  /** Secrets (`whsec_…`) and public keys (`whpk_…`) that hold: two of them while one is exchanged. */
  keys: string[];
  /** Seconds that the clocks may differ by. */
  tolerance?: number;
  now?: number;
}

export class WebhookRefused extends Error {
  override name = "WebhookRefused";
}

/** The event, or an exception where nothing it is signed with is known. Handle each `webhook-id` once: it comes at least once. */
export async function verifyWebhook(message: Webhook): Promise<unknown> {
  const id = header(message, "webhook-id");
  const timestamp = header(message, "webhook-timestamp");
  const now = message.now ?? Date.now() / 1000;
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > (message.tolerance ?? 300)) {
    throw new WebhookRefused("it is not of this time");
  }
  const content = new TextEncoder().encode(`${id}.${timestamp}.${message.body}`);
  for (const signature of header(message, "webhook-signature").split(" ")) {
    for (const key of message.keys) {
      if (await matches(signature, key, content)) return JSON.parse(message.body);
    }
  }
  throw new WebhookRefused("no signature is known");
}

function header({ headers }: Webhook, name: string): string {
  const found = typeof headers.get === "function" ? headers.get(name) : (headers as Record<string, string | undefined>)[name];
  return found ?? "";
}

async function matches(signature: string, key: string, content: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const [version, encoded] = signature.split(",", 2);
  const hmac = version === "v1" && key.startsWith("whsec_");
  const ed25519 = version === "v1a" && key.startsWith("whpk_");
  if (!hmac && !ed25519) return false;
  const sent = bytes(encoded ?? "");
  if (!sent) return false;
  const algorithm = hmac ? { name: "HMAC", hash: "SHA-256" } : { name: "Ed25519" };
  const raw = bytes(key.slice(key.indexOf("_") + 1));
  if (!raw) throw new TypeError("a key is no base64");
  const known = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm.name, known, sent, content);
}

function bytes(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
