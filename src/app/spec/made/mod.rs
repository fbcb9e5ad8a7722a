//! The spec, made from the handlers.
//!
//! A handler documents what only it knows: parameters, body, success, permission. What the contract promises for
//! every operation of a kind (problems, headers, idempotency, dry runs) is written here once, as it is done once in
//! `http`.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
mod contract;
mod deprecated;
mod examples;
mod oauth;
mod parameters;
mod problems;
mod schemas;
mod webhooks;
mod words;

use base::{
    http::problem::{FaultCode, Problem, ProblemCode, ProblemField},
    kernel::{calendar::Roll, day::Instant},
    store::page::Count,
};
use serde_json::{Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::DEPRECATED;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "thidua",
        version = "1.0.0",
        description = "Plans, targets, reports and awards of emulation movements (phong trào thi đua) in the justice sector of Viet Nam.\n\n\
            Timestamps are RFC 3339 in UTC; dates are days in Asia/Ho_Chi_Minh. Unknown parameters and members are refused. \
            Failures are problem details (RFC 9457) in Vietnamese or English. Every write of a versioned resource needs `If-Match`; \
            every POST takes an `Idempotency-Key`; every command takes `dry_run=true`. \
            `updated_at` of a resource and `at` of a journal entry are when their change began; it is there for readers when it \
            commits, up to a minute later. Who pulls by `updated_at_from` asks from a minute before the last answer and \
            takes each version once; the order of commits is `seq` of the journal. Whoever keeps a copy follows `/changes` instead, which has no gaps. `webhooks` is the catalogue of \
            the events that the journal tells; what is sent to a webhook (`/webhooks`) is signed as Standard Webhooks says, and tells of an entry of `/changes` what has changed and where it is read. What lies outside a caller's scope answers 404.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "The operator of this server"),
    ),
    servers((url = "/", description = "Production: the server that publishes this document")),
    tags(
        (name = "auth", description = "Signing in and out (đăng nhập)"),
        (name = "me", description = "The caller (người dùng hiện tại)"),
        (name = "users", description = "Users and assignments (người dùng, phân công)"),
        (name = "clients", description = "Machine clients: programs that sign in as themselves (ứng dụng kết nối)"),
        (name = "units", description = "Units of the sector (đơn vị)"),
        (name = "reorganisations", description = "Changes of the organisation (sắp xếp tổ chức)"),
        (name = "law", description = "Regimes of the law of emulation, and its rules (pháp luật về thi đua, khen thưởng)"),
        (name = "movements", description = "Emulation movements (phong trào thi đua)"),
        (name = "plans", description = "Plans with tasks, targets and measures (kế hoạch: nhiệm vụ, chỉ tiêu, biện pháp)"),
        (name = "plan-templates", description = "Plan templates, and how plans deviate from them (kế hoạch mẫu)"),
        (name = "schedules", description = "Reporting schedules: periods and due days by rule (chế độ báo cáo)"),
        (name = "compliance", description = "Who reports in time, late or not at all, and groups of peers (chấp hành chế độ báo cáo, cụm thi đua)"),
        (name = "plan-coverage", description = "Who owes, drafted and sent a plan (tình hình lập kế hoạch)"),
        (name = "files", description = "Files, and what is attached to plans (tệp đính kèm)"),
        (name = "targets", description = "Targets across plans (chỉ tiêu)"),
        (name = "allocations", description = "Shares of targets, and whether they add up (phân bổ chỉ tiêu)"),
        (name = "reports", description = "Obligations and reports (nghĩa vụ báo cáo, báo cáo)"),
        (name = "consolidations", description = "What the reports of a line add up to (tổng hợp báo cáo)"),
        (name = "reminders", description = "Reminders of what units owe, and when they are sent (đôn đốc)"),
        (name = "progress", description = "Progress (tiến độ)"),
        (name = "guidance", description = "Guidance to units below, its receipts and questions (hướng dẫn)"),
        (name = "inspections", description = "Inspections of units below, and what they recommend (kiểm tra, kiến nghị)"),
        (name = "nominations", description = "Nominations (hồ sơ đề nghị khen thưởng)"),
        (name = "decisions", description = "Decisions (quyết định khen thưởng)"),
        (name = "awards", description = "The award register (sổ khen thưởng)"),
        (name = "statistics", description = "The emulation statistics of a year (thống kê thi đua, khen thưởng)"),
        (name = "councils", description = "Councils, their sessions and votes (Hội đồng thi đua, khen thưởng)"),
        (name = "postings", description = "Lists that are made public before an award, and objections to them (niêm yết, công khai lấy ý kiến)"),
        (name = "exemplars", description = "Good examples: found, recognised, published, adopted (điển hình tiên tiến, sáng kiến, mô hình, cách làm hay)"),
        (name = "jobs", description = "Background work of the service (công việc nền)"),
        (name = "operations", description = "Long work that nobody waits for at the other end of a request (tác vụ dài)"),
        (name = "integration", description = "Copies of the resources, and what has changed of them (tích hợp: bản sao, luồng thay đổi)"),
        (name = "webhooks", description = "Messages to other systems when something has changed (gửi thông báo thay đổi)"),
        (name = "journal", description = "The journal (nhật ký)"),
    ),
    components(schemas(Count, FaultCode, Instant, Problem, ProblemCode, ProblemField, Roll)),
    modifiers(&Bearer),
)]
struct Doc;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, doc: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("An access token of POST /api/v1/auth/login: RFC 9068, EdDSA, handled as RFC8725 asks."));
        doc.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    }
}

pub fn text() -> String {
    serde_json::to_string_pretty(&value()).map(|text| text + "\n").unwrap_or_default()
}

fn value() -> Value {
    let mut doc = Doc::openapi();
    crate::app::routes::documented(&mut doc);
    let mut doc = serde_json::to_value(doc).unwrap_or_default();
    contract::complete_components(&mut doc);
    oauth::complete_components(&mut doc);
    webhooks::publish(&mut doc);
    schemas::name_generics(&mut doc);
    schemas::name_variants(&mut doc);
    doc["servers"][0]["x-internal"] = json!(false);
    if let Some(paths) = doc.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                contract::complete(path, method, operation);
                parameters::describe_ids(path, operation);
                parameters::name_orders(operation);
            }
        }
    }
    deprecated::mark(&mut doc, DEPRECATED);
    schemas::bound(&mut doc);
    words::describe(&mut doc);
    examples::complete(&mut doc);
    parameters::share(&mut doc);
    problems::share(&mut doc);
    examples::prune(&mut doc);
    doc
}
