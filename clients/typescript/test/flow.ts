// One flow through the package, against a running service: node test/flow.js URL PASSWORD CLIENT_ID CLIENT_SECRET VECTORS
import { readFileSync } from "node:fs";
import { answered, change, changes, connect, idempotencyKey, ok, pages, Refused, verifyWebhook, type Api, type Schema } from "@thidua/client";

const [baseUrl, password, clientId, clientSecret, vectors] = process.argv.slice(2) as [string, string, string, string, string];

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

async function refused(asked: Promise<unknown>, code: string): Promise<Refused> {
  const error = await asked.then(() => undefined, (error: unknown) => error);
  check(error instanceof Refused && error.code === code, `not ${code}: ${error instanceof Refused ? error.code : error}`);
  return error;
}

const officer = await connect({ baseUrl, as: { username: "officer.h02.stp", password } });
await refused(connect({ baseUrl, as: { username: "officer.h02.stp", password: "another one" } }), "invalid_credentials");

// A list, page after page.
const me = await ok(officer.GET("/api/v1/me"));
const unit_id = me.assignments[0]!.unit_id;
const ids = new Set<string>();
for await (const unit of pages((cursor) => officer.GET("/api/v1/units", { params: { query: { limit: 40, q: "so tu phap", ...(cursor ? { cursor } : {}) } } }))) {
  check(!ids.has(unit.id), "a unit comes twice");
  ids.add(unit.id);
}
check(ids.size > 60, `only ${ids.size} units`);
let movement: { id: string } | undefined;
for await (const one of pages(() => officer.GET("/api/v1/movements", { params: { query: { limit: 1 } } }))) {
  movement = one;
  break;
}
check(movement, "no movement");

// A plan, sent twice with the same key, is one; another one is refused.
const body: Schema<"CreatePlan"> = {
  movement_id: movement.id,
  unit_id,
  tasks: [{ title: "Trợ giúp pháp lý lưu động" }],
  measures: [{ title: "Phối hợp với Ủy ban nhân dân cấp xã" }],
  targets: [{ task_no: 1, indicator_code: "TGPL-07", comparator: "gte", target_value: 6 }],
};
const params = { header: { "Idempotency-Key": idempotencyKey() } };
const plan = await ok(officer.POST("/api/v1/plans", { params, body }));
check(plan.unit_id === unit_id && plan.tasks[0]!.title === "Trợ giúp pháp lý lưu động", "the plan is not what was sent");
check((await ok(officer.POST("/api/v1/plans", { params, body }))).id === plan.id, "a repeat is another plan");
const exists = await refused(ok(officer.POST("/api/v1/plans", { body })), "plan_exists");
check(exists.problem.plan_id === plan.id, "the problem does not name the plan");

// Somebody else was faster: the change is made on what stands there now.
const path = { id: plan.id };
const read = () => officer.GET("/api/v1/plans/{id}", { params: { path } });
const patch = (tasks: Schema<"TaskInput">[], etag: string) =>
  officer.PATCH("/api/v1/plans/{id}", { params: { path, header: { "If-Match": etag } }, body: { tasks } });
const also = (plan: Schema<"Plan">, title: string): Schema<"TaskInput">[] => [
  ...plan.tasks.map(({ id, title, no_target_reason }) => ({ id, title, ...(no_target_reason ? { no_target_reason } : {}) })),
  { title, no_target_reason: "Việc thường xuyên" },
];
const { etag } = await answered(read());
let reads = 0;
const changed = await change(
  async () => {
    const now = await read();
    if (reads++ === 0) await ok(patch(also(plan, "Hòa giải ở cơ sở"), etag));
    return now;
  },
  (now, etag) => patch(also(now, "Phổ biến pháp luật"), etag),
);
check(reads === 2 && changed.tasks.length === 3, "the change of somebody else is lost");
await refused(ok(patch([], etag)), "version_mismatch");

// The head issues what the officer has drafted, and a report answers what is owed.
const head = await connect({ baseUrl, as: { username: "head.h02.stp", password } });
const issued_on = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
const document = { number: "12/KH-STP", issued_on, signer_name: "Nguyễn Văn Mẫu", signer_title: "Giám đốc" };
const last = { params: { path, header: { "If-Match": (await answered(read())).etag } } };
const waiting = await answered(officer.POST("/api/v1/plans/{id}/request-signature", last));
const issued = await ok(head.POST("/api/v1/plans/{id}/issue", { params: { path, header: { "If-Match": waiting.etag } }, body: { document } }));
check(issued.status === "issued", "the plan is not issued");
const owed = pages(() => officer.GET("/api/v1/obligations", { params: { query: { movement_id: movement!.id, unit_id: [unit_id], limit: 1 } } }));
const obligation = (await owed.next()).value;
check(obligation, "nothing is owed");
const report = await ok(officer.POST("/api/v1/reports", { body: { obligation_id: obligation.id } }));
check(report.status === "draft", "no report");

const form = new FormData();
form.append("file", new Blob(["%PDF-1.4\n%%EOF\n"], { type: "application/pdf" }), "ke-hoach.pdf");
const file = await ok(
  officer.POST("/api/v1/files", { body: form as unknown as { file: string }, bodySerializer: (sent: unknown) => sent as FormData }),
);
check(file.name === "ke-hoach.pdf", "no file");

// The feed, as a machine client reads it.
const machine = await connect({ baseUrl, as: { clientId, clientSecret, scope: "changes:read plans:read" } });
await refused(ok(machine.GET("/api/v1/units")), "forbidden");
await refused(connect({ baseUrl, as: { clientId, clientSecret: "another one" } }), "invalid_client");
await fed(officer, plan.id);

async function fed(api: Api, id: string) {
  for await (const part of changes(api, undefined, { wait: 5, signal: AbortSignal.timeout(30_000) })) {
    if (part.items.some((entry) => entry.resource === "plans" && entry.id === id)) return;
  }
}

// A union comes back as what it was.
const admin = await connect({ baseUrl, as: { username: "admin", password }, language: "en" });
const steps: Schema<"Step">[] = [{ type: "rename", unit: "H60.STP", name: "Sở Tư pháp đổi tên" }];
const paper = await ok(
  admin.POST("/api/v1/reorganisations", {
    params: { query: { dry_run: true } },
    body: { title: "Đổi tên", legal_basis: "1/QĐ-BTP", in_force_from: "2026-01-01", operational_from: "2026-01-01", steps },
  }),
);
const step = paper.steps[0];
check(step?.type === "rename" && step.name === "Sở Tư pháp đổi tên", "the union does not come back");

// A session that is cut off is begun anew, and one that waits for its turn waits.
let asked = 0;
const hurried = await connect({
  baseUrl,
  as: { username: "officer.h02.stp", password },
  fetch: async (request) => {
    if (!request.url.endsWith("/me")) return fetch(request);
    asked += 1;
    if (asked === 1) return new Response("{}", { status: 401 });
    if (asked === 2) return new Response("{}", { status: 503, headers: { "Retry-After": "0" } });
    return fetch(request);
  },
});
check((await ok(hurried.GET("/api/v1/me"))).assignments.length > 0 && asked === 3, `asked ${asked} times`);

interface Vector {
  name: string;
  id: string;
  timestamp: string;
  signature: string;
  body: string;
  keys: string[];
  now: number;
  good: boolean;
}
for (const vector of JSON.parse(readFileSync(vectors, "utf8")) as Vector[]) {
  const { id, timestamp, signature, ...message } = vector;
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  const good = await verifyWebhook({ ...message, headers }).then(() => true, () => false);
  check(good === vector.good, `webhook: ${vector.name}`);
}
console.log("TypeScript client: passed");
