// One flow through the client that openapi-typescript makes: sign in, draft a plan, meet a problem, send a file, use a union.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [base, password] = process.argv.slice(2) as [string, string];

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

async function signedIn(username: string) {
  const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: base });
  const { data } = await client.POST("/api/v1/auth/login", { body: { username, password } });
  check(data, `${username} cannot sign in`);
  const bearer: Middleware = {
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${data.access_token}`);
      return request;
    },
  };
  client.use(bearer);
  return client;
}

// Who does not ask for a file made later is never answered with an operation.
function listed<T extends object>(data: T | undefined): Extract<T, { items: unknown }> | undefined {
  return data && "items" in data ? (data as Extract<T, { items: unknown }>) : undefined;
}

const officer = await signedIn("officer.h02.stp");
const me = (await officer.GET("/api/v1/me")).data;
const movements = await officer.GET("/api/v1/movements", { params: { query: { limit: 1, count: "exact" } } });
const movement = listed(movements.data)?.items[0];
check(me && movement, "no movement");
const unit_id = me.assignments[0]!.unit_id;

const body: components["schemas"]["CreatePlan"] = { movement_id: movement.id, unit_id, tasks: [{ title: "Trợ giúp pháp lý lưu động" }] };
const plan = (await officer.POST("/api/v1/plans", { body })).data;
check(plan && plan.unit_id === unit_id && plan.tasks[0]!.title === "Trợ giúp pháp lý lưu động", "the plan is not what was sent");

const { error } = await officer.POST("/api/v1/plans", { body });
check(error?.code === "plan_exists" && error.plan_id === plan.id, "the problem does not name the plan");

const form = new FormData();
form.append("file", new Blob(["%PDF-1.4\n%%EOF\n"], { type: "application/pdf" }), "ke-hoach.pdf");
const file = await officer.POST("/api/v1/files", { body: form as unknown as { file: string }, bodySerializer: (sent: unknown) => sent as FormData });
check(file.data?.name === "ke-hoach.pdf", `no file: ${JSON.stringify(file.error)}`);

const shares = await officer.GET("/api/v1/allocations", { params: { query: { movement_id: movement.id } } });
check(listed(shares.data)?.items.length === 0, "there are shares");

const admin = await signedIn("admin");
const steps: components["schemas"]["Step"][] = [{ type: "rename", unit: "H60.STP", name: "Sở Tư pháp đổi tên" }];
const { data: paper } = await admin.POST("/api/v1/reorganisations", {
  params: { query: { dry_run: true } },
  body: { title: "Đổi tên", legal_basis: "1/QĐ-BTP", in_force_from: "2026-01-01", operational_from: "2026-01-01", steps },
});
const step = paper?.steps[0];
check(step?.type === "rename" && step.name === "Sở Tư pháp đổi tên", "the union does not come back");
console.log("TypeScript client: passed");
