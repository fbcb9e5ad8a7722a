//! Every operation of the API and what it takes to call it. A new operation needs a row here, and a body if it takes one.
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

/// Operation, method, path, and the permission it takes: or `public`, or `signed in`.
pub type Row = (&'static str, &'static str, &'static str, &'static str);

pub const OPERATIONS: &[Row] = &[
    ("login", "POST", "/api/v1/auth/login", "public"),
    ("refresh", "POST", "/api/v1/auth/refresh", "public"),
    ("logout", "POST", "/api/v1/auth/logout", "signed in"),
    ("change_my_password", "POST", "/api/v1/me/password", "signed in"),
    ("jwks", "GET", "/.well-known/jwks.json", "public"),
    ("get_me", "GET", "/api/v1/me", "signed in"),
    ("get_operation", "GET", "/api/v1/operations/{id}", "signed in"),
    ("can_i", "GET", "/api/v1/me/can", "signed in"),
    ("list_users", "GET", "/api/v1/users", "users:read"),
    ("create_user", "POST", "/api/v1/users", "users:write"),
    ("get_user", "GET", "/api/v1/users/{id}", "users:read"),
    ("update_user", "PATCH", "/api/v1/users/{id}", "users:write"),
    ("list_assignments", "GET", "/api/v1/assignments", "users:read"),
    ("create_assignment", "POST", "/api/v1/assignments", "users:write"),
    ("update_assignment", "PATCH", "/api/v1/assignments/{id}", "users:write"),
    ("list_units", "GET", "/api/v1/units", "units:read"),
    ("create_unit", "POST", "/api/v1/units", "units:write"),
    ("get_unit", "GET", "/api/v1/units/{id}", "units:read"),
    ("update_unit", "PATCH", "/api/v1/units/{id}", "units:write"),
    ("list_unit_children", "GET", "/api/v1/units/{id}/children", "units:read"),
    ("list_unit_ancestors", "GET", "/api/v1/units/{id}/ancestors", "units:read"),
    ("list_unit_subtree", "GET", "/api/v1/units/{id}/subtree", "units:read"),
    ("list_functions", "GET", "/api/v1/functions", "units:read"),
    ("list_movements", "GET", "/api/v1/movements", "movements:read"),
    ("create_movement", "POST", "/api/v1/movements", "movements:write"),
    ("get_movement", "GET", "/api/v1/movements/{id}", "movements:read"),
    ("update_movement", "PATCH", "/api/v1/movements/{id}", "movements:write"),
    ("launch_movement", "POST", "/api/v1/movements/{id}/launch", "movements:decide"),
    ("open_final_review", "POST", "/api/v1/movements/{id}/open-final-review", "movements:decide"),
    ("close_movement", "POST", "/api/v1/movements/{id}/close", "movements:decide"),
    ("cancel_movement", "POST", "/api/v1/movements/{id}/cancel", "movements:decide"),
    ("list_movement_indicators", "GET", "/api/v1/movements/{id}/indicators", "movements:read"),
    ("list_movement_periods", "GET", "/api/v1/movements/{id}/periods", "movements:read"),
    ("add_movement_period", "POST", "/api/v1/movements/{id}/periods", "movements:write"),
    ("list_movement_reporting_lines", "GET", "/api/v1/movements/{id}/reporting-lines", "movements:read"),
    ("list_regimes", "GET", "/api/v1/regimes", "movements:read"),
    ("list_regime_award_forms", "GET", "/api/v1/regimes/{code}/award-forms", "movements:read"),
    ("list_regime_authorities", "GET", "/api/v1/regimes/{code}/authorities", "movements:read"),
    ("list_regime_vote_rules", "GET", "/api/v1/regimes/{code}/vote-rules", "movements:read"),
    ("list_regime_rules", "GET", "/api/v1/regimes/{code}/rules", "movements:read"),
    ("list_legal_documents", "GET", "/api/v1/legal-documents", "movements:read"),
    ("list_working_days", "GET", "/api/v1/calendar/working-days", "movements:read"),
    ("get_due_day", "GET", "/api/v1/calendar/due-day", "movements:read"),
    ("list_movement_award_forms", "GET", "/api/v1/movements/{id}/award-forms", "movements:read"),
    ("list_movement_milestones", "GET", "/api/v1/movements/{id}/milestones", "movements:read"),
    ("add_movement_milestone", "POST", "/api/v1/movements/{id}/milestones", "movements:write"),
    ("list_movement_plan_deadlines", "GET", "/api/v1/movements/{id}/plan-deadlines", "movements:read"),
    ("add_movement_plan_deadline", "POST", "/api/v1/movements/{id}/plan-deadlines", "movements:decide"),
    ("list_indicators", "GET", "/api/v1/indicators", "movements:read"),
    ("get_plan_coverage", "GET", "/api/v1/plan-coverage", "plans:read"),
    ("list_plan_templates", "GET", "/api/v1/plan-templates", "movements:read"),
    ("create_plan_template", "POST", "/api/v1/plan-templates", "movements:write"),
    ("get_plan_template", "GET", "/api/v1/plan-templates/{id}", "movements:read"),
    ("update_plan_template", "PATCH", "/api/v1/plan-templates/{id}", "movements:write"),
    ("publish_plan_template", "POST", "/api/v1/plan-templates/{id}/publish", "movements:decide"),
    ("withdraw_plan_template", "POST", "/api/v1/plan-templates/{id}/withdraw", "movements:decide"),
    ("get_plan_deviation", "GET", "/api/v1/plans/{id}/deviation", "plans:read"),
    ("list_plans", "GET", "/api/v1/plans", "plans:read"),
    ("create_plan", "POST", "/api/v1/plans", "plans:write"),
    ("get_plan", "GET", "/api/v1/plans/{id}", "plans:read"),
    ("update_plan", "PATCH", "/api/v1/plans/{id}", "plans:write"),
    ("amend_plan", "POST", "/api/v1/plans/{id}/amend", "plans:write"),
    ("cancel_plan", "POST", "/api/v1/plans/{id}/cancel", "plans:issue"),
    ("close_plan", "POST", "/api/v1/plans/{id}/close", "plans:issue"),
    ("issue_plan", "POST", "/api/v1/plans/{id}/issue", "plans:issue"),
    ("list_plan_measures", "GET", "/api/v1/plans/{id}/measures", "plans:read"),
    ("add_plan_measure", "POST", "/api/v1/plans/{id}/measures", "plans:write"),
    ("receive_plan", "POST", "/api/v1/plans/{id}/receive", "plans:receive"),
    ("request_plan_signature", "POST", "/api/v1/plans/{id}/request-signature", "plans:write"),
    ("request_plan_supplement", "POST", "/api/v1/plans/{id}/request-supplement", "plans:receive"),
    ("return_plan_to_draft", "POST", "/api/v1/plans/{id}/return-to-draft", "plans:issue"),
    ("send_plan", "POST", "/api/v1/plans/{id}/send", "plans:send"),
    ("list_unit_history", "GET", "/api/v1/units/{id}/history", "units:read"),
    ("list_unit_names", "GET", "/api/v1/units/{id}/names", "units:read"),
    ("list_unit_codes", "GET", "/api/v1/units/{id}/codes", "units:read"),
    ("list_unit_successors", "GET", "/api/v1/units/{id}/successors", "units:read"),
    ("pass_function", "POST", "/api/v1/functions", "units:write"),
    ("list_reorganisations", "GET", "/api/v1/reorganisations", "reorganisations:read"),
    ("create_reorganisation", "POST", "/api/v1/reorganisations", "reorganisations:write"),
    ("get_reorganisation", "GET", "/api/v1/reorganisations/{id}", "reorganisations:read"),
    ("update_reorganisation", "PATCH", "/api/v1/reorganisations/{id}", "reorganisations:write"),
    ("list_reorganisation_effects", "GET", "/api/v1/reorganisations/{id}/effects", "reorganisations:read"),
    ("preview_reorganisation", "POST", "/api/v1/reorganisations/{id}/preview", "reorganisations:write"),
    ("apply_reorganisation", "POST", "/api/v1/reorganisations/{id}/apply", "reorganisations:write"),
    ("cancel_reorganisation", "POST", "/api/v1/reorganisations/{id}/cancel", "reorganisations:write"),
    ("undo_reorganisation", "POST", "/api/v1/reorganisations/{id}/undo", "reorganisations:write"),
    ("list_plan_targets", "GET", "/api/v1/plans/{id}/targets", "plans:read"),
    ("add_plan_target", "POST", "/api/v1/plans/{id}/targets", "plans:write"),
    ("list_plan_tasks", "GET", "/api/v1/plans/{id}/tasks", "plans:read"),
    ("add_plan_task", "POST", "/api/v1/plans/{id}/tasks", "plans:write"),
    ("list_plan_versions", "GET", "/api/v1/plans/{id}/versions", "plans:read"),
    ("list_files", "GET", "/api/v1/files", "files:read"),
    ("upload_file", "POST", "/api/v1/files", "files:write"),
    ("get_file", "GET", "/api/v1/files/{id}", "files:read"),
    ("delete_file", "DELETE", "/api/v1/files/{id}", "files:write"),
    ("get_file_content", "GET", "/api/v1/files/{id}/content", "files:read"),
    ("list_plan_attachments", "GET", "/api/v1/plans/{id}/attachments", "files:read"),
    ("attach_file", "POST", "/api/v1/plans/{id}/attachments", "files:write"),
    ("get_plan_attachment", "GET", "/api/v1/plans/{id}/attachments/{attachment_id}", "files:read"),
    ("detach_file", "DELETE", "/api/v1/plans/{id}/attachments/{attachment_id}", "files:write"),
    ("get_plan_content", "GET", "/api/v1/plans/{id}/content", "plans:read"),
    ("get_plan_diff", "GET", "/api/v1/plans/{id}/diff", "plans:read"),
    ("replace_plan_task", "PUT", "/api/v1/plans/{id}/tasks/{task_id}", "plans:write"),
    ("remove_plan_task", "DELETE", "/api/v1/plans/{id}/tasks/{task_id}", "plans:write"),
    ("replace_plan_measure", "PUT", "/api/v1/plans/{id}/measures/{measure_id}", "plans:write"),
    ("remove_plan_measure", "DELETE", "/api/v1/plans/{id}/measures/{measure_id}", "plans:write"),
    ("replace_plan_target", "PUT", "/api/v1/plans/{id}/targets/{target_id}", "plans:write"),
    ("remove_plan_target", "DELETE", "/api/v1/plans/{id}/targets/{target_id}", "plans:write"),
    ("list_plan_supplement_requests", "GET", "/api/v1/plans/{id}/supplement-requests", "plans:read"),
    ("reply_plan_supplement", "POST", "/api/v1/plans/{id}/reply-supplement", "plans:write"),
    ("resolve_plan_supplement", "POST", "/api/v1/plans/{id}/resolve-supplement", "plans:receive"),
    ("waive_plan_gap", "POST", "/api/v1/plans/{id}/waive-gap", "plans:issue"),
    ("list_targets", "GET", "/api/v1/targets", "plans:read"),
    ("get_target", "GET", "/api/v1/targets/{id}", "plans:read"),
    ("join_plan_targets", "POST", "/api/v1/plans/{id}/targets/join", "plans:write"),
    ("list_obligations", "GET", "/api/v1/obligations", "reports:read"),
    ("hand_over_obligations", "POST", "/api/v1/obligation-hand-overs", "obligations:waive"),
    ("waive_obligations", "POST", "/api/v1/obligation-waivers", "obligations:waive"),
    ("get_obligation", "GET", "/api/v1/obligations/{id}", "reports:read"),
    ("extend_obligation", "POST", "/api/v1/obligations/{id}/extend", "obligations:waive"),
    ("waive_obligation", "POST", "/api/v1/obligations/{id}/waive", "obligations:waive"),
    ("list_reports", "GET", "/api/v1/reports", "reports:read"),
    ("create_report", "POST", "/api/v1/reports", "reports:write"),
    ("get_report", "GET", "/api/v1/reports/{id}", "reports:read"),
    ("update_report", "PATCH", "/api/v1/reports/{id}", "reports:write"),
    ("list_report_versions", "GET", "/api/v1/reports/{id}/versions", "reports:read"),
    ("get_report_content", "GET", "/api/v1/reports/{id}/content", "reports:read"),
    ("get_report_diff", "GET", "/api/v1/reports/{id}/diff", "reports:read"),
    ("accept_report", "POST", "/api/v1/reports/{id}/accept", "reports:receive"),
    ("return_report", "POST", "/api/v1/reports/{id}/return", "reports:receive"),
    ("sign_report", "POST", "/api/v1/reports/{id}/sign", "reports:sign"),
    ("submit_report", "POST", "/api/v1/reports/{id}/submit", "reports:submit"),
    ("get_progress", "GET", "/api/v1/progress", "progress:read"),
    ("get_progress_series", "GET", "/api/v1/progress/series", "progress:read"),
    ("list_nominations", "GET", "/api/v1/nominations", "nominations:read"),
    ("create_nomination", "POST", "/api/v1/nominations", "nominations:write"),
    ("get_nomination", "GET", "/api/v1/nominations/{id}", "nominations:read"),
    ("update_nomination", "PATCH", "/api/v1/nominations/{id}", "nominations:write"),
    ("list_nomination_versions", "GET", "/api/v1/nominations/{id}/versions", "nominations:read"),
    ("get_nomination_content", "GET", "/api/v1/nominations/{id}/content", "nominations:read"),
    ("get_nomination_diff", "GET", "/api/v1/nominations/{id}/diff", "nominations:read"),
    ("appraise_nomination", "POST", "/api/v1/nominations/{id}/appraise", "nominations:receive"),
    ("identify_nomination", "POST", "/api/v1/nominations/{id}/identify", "nominations:write"),
    ("forward_nomination", "POST", "/api/v1/nominations/{id}/forward", "nominations:forward"),
    ("propose_nomination", "POST", "/api/v1/nominations/{id}/propose", "nominations:forward"),
    ("receive_nomination", "POST", "/api/v1/nominations/{id}/receive", "nominations:receive"),
    ("refuse_nomination", "POST", "/api/v1/nominations/{id}/refuse", "nominations:forward"),
    ("return_nomination", "POST", "/api/v1/nominations/{id}/return", "nominations:receive"),
    ("review_nomination", "POST", "/api/v1/nominations/{id}/review", "nominations:submit"),
    ("submit_nomination", "POST", "/api/v1/nominations/{id}/submit", "nominations:submit"),
    ("withdraw_nomination", "POST", "/api/v1/nominations/{id}/withdraw", "nominations:submit"),
    ("list_decisions", "GET", "/api/v1/decisions", "decisions:read"),
    ("create_decision", "POST", "/api/v1/decisions", "decisions:write"),
    ("get_decision", "GET", "/api/v1/decisions/{id}", "decisions:read"),
    ("update_decision", "PATCH", "/api/v1/decisions/{id}", "decisions:write"),
    ("cancel_decision", "POST", "/api/v1/decisions/{id}/cancel", "decisions:write"),
    ("sign_decision", "POST", "/api/v1/decisions/{id}/sign", "decisions:sign"),
    ("list_awards", "GET", "/api/v1/awards", "awards:read"),
    ("get_award", "GET", "/api/v1/awards/{id}", "awards:read"),
    ("list_jobs", "GET", "/api/v1/jobs", "jobs:read"),
    ("get_job", "GET", "/api/v1/jobs/{id}", "jobs:read"),
    ("retry_job", "POST", "/api/v1/jobs/{id}/retry", "jobs:write"),
    ("drop_job", "DELETE", "/api/v1/jobs/{id}", "jobs:write"),
    ("list_journal", "GET", "/api/v1/journal", "journal:read"),
    ("list_allocations", "GET", "/api/v1/allocations", "allocations:read"),
    ("create_allocation", "POST", "/api/v1/allocations", "allocations:write"),
    ("distribute_target", "POST", "/api/v1/distributions", "allocations:write"),
    ("get_allocation", "GET", "/api/v1/allocations/{id}", "allocations:read"),
    ("accept_allocation", "POST", "/api/v1/allocations/{id}/accept", "allocations:answer"),
    ("dispute_allocation", "POST", "/api/v1/allocations/{id}/dispute", "allocations:answer"),
    ("adjust_allocation", "POST", "/api/v1/allocations/{id}/adjust", "allocations:write"),
    ("withdraw_allocation", "POST", "/api/v1/allocations/{id}/withdraw", "allocations:write"),
    ("reconcile_target", "GET", "/api/v1/targets/{id}/reconciliation", "allocations:read"),
];

/// A body that is in order but for naming what does not exist, so that only the rights are tested; null where none is taken.
pub fn body(operation: &str) -> Value {
    let takes = |item: &Value| {
        let methods = item.as_object().into_iter().flatten();
        methods.into_iter().any(|(_, spec)| spec["operationId"] == operation && !spec["requestBody"].is_null())
    };
    let mut paths = DOCUMENT["paths"].as_object().into_iter().flatten();
    if paths.any(|(_, item)| takes(item)) { content(operation) } else { Value::Null }
}

fn content(operation: &str) -> Value {
    let nobody = Uuid::now_v7();
    let document = json!({"number": "1/QĐ-BTP", "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"});
    let reason = "chưa đủ căn cứ để xem xét";
    match operation {
        "login" => json!({"username": "nobody", "password": "nothing"}),
        "change_my_password" => json!({"current_password": "nothing", "new_password": "mười ba ký tự đấy"}),
        "refresh" => json!({"refresh_token": "nothing"}),
        "create_user" => json!({"username": format!("u{nobody}"), "full_name": "An", "password": "mười hai ký tự"}),
        "create_assignment" => {
            json!({"user_id": nobody, "role": "officer", "unit_id": nobody, "valid_from": "2024-01-01"})
        }
        "create_unit" => json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng",
            "parent_id": nobody, "valid_from": "2024-01-01"}),
        "create_movement" => json!({"code": "X", "title": "X", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": nobody}),
        "launch_movement" | "issue_plan" | "sign_report" | "sign_decision" => json!({"document": document}),
        "cancel_movement" | "cancel_plan" => json!({"reason": reason, "document_number": "1/QĐ-BTP"}),
        "add_movement_period" => json!({"code": "2024", "kind": "year", "data_from": "2023-12-15",
            "data_to": "2024-12-14", "due": [{"tier": "district", "due_on": "2024-12-17"}]}),
        "add_movement_milestone" => json!({"kind": "interim_review", "held_on": "2024-01-02"}),
        "extend_obligation" => json!({"document_number": "1/CV-BTP", "due_on": "2024-12-31"}),
        "waive_obligations" => {
            json!({"movement_id": nobody, "select": {}, "document_number": "1/CV-BTP", "reason": reason})
        }
        "hand_over_obligations" => json!({"movement_id": nobody, "select": {}, "to_unit_id": nobody,
            "document_number": "1/CV-BTP", "reason": reason}),
        "waive_obligation" => json!({"document_number": "1/CV-BTP", "reason": reason}),
        "create_report" => json!({"obligation_id": nobody}),
        "create_nomination" => json!({"movement_id": nobody, "nominating_unit_id": nobody, "stage": "interim",
            "subject": {"type": "individual", "full_name": "Nguyễn Văn Thử", "position": "Chuyên viên"},
            "award_form_code": "BK_BT", "achievement": {"summary": "A", "from": "2023-01-01", "to": "2024-05-31"}}),
        "review_nomination" => json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-05-21"}),
        "appraise_nomination" => json!({"opinion": "Đủ điều kiện"}),
        "forward_nomination" => json!({"document_number": "133/TTr-STP"}),
        "return_plan_to_draft"
        | "return_report"
        | "return_nomination"
        | "withdraw_nomination"
        | "withdraw_plan_template"
        | "cancel_reorganisation"
        | "undo_reorganisation" => {
            json!({"reason": reason})
        }
        "create_decision" => json!({"movement_id": nobody, "deciding_unit_id": nobody,
            "items": [{"nomination_id": nobody, "order_no": 1}]}),
        "create_reorganisation" => json!({"title": "Sắp xếp", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-01-01",
            "operational_from": "2024-01-01", "steps": [{"type": "rename", "unit": nobody, "name": "Sở"}]}),
        "identify_nomination" => json!({"personal_id": "030123456789"}),
        "apply_reorganisation" => json!({"digest": "0"}),
        "pass_function" => json!({"function": "emulation_standing_body", "unit_id": nobody,
            "valid_from": "2024-06-01", "legal_basis": "1/QĐ-BTP"}),
        "update_decision" => json!({"items": [{"nomination_id": nobody, "order_no": 1}]}),
        _ => plans(operation, nobody, reason),
    }
}

/// The same of plans, their templates, shares and files.
fn plans(operation: &str, nobody: Uuid, reason: &str) -> Value {
    match operation {
        "add_movement_plan_deadline" => json!({"due_on": "2024-06-15", "document_number": "1/QĐ-BTP"}),
        "create_plan_template" => {
            json!({"movement_id": nobody, "unit_kind": "district_justice_office", "title": "Kế hoạch mẫu"})
        }
        "create_plan" => json!({"movement_id": nobody, "unit_id": nobody}),
        "add_plan_task" | "add_plan_measure" | "replace_plan_task" | "replace_plan_measure" => {
            json!({"title": "Trợ giúp pháp lý lưu động"})
        }
        "add_plan_target" | "replace_plan_target" => json!({"task_no": 1, "comparator": "gte", "target_value": 6}),
        "attach_file" => json!({"file_id": nobody, "kind": "annex"}),
        "receive_plan" => json!({"content_digest": "seen"}),
        "request_plan_supplement" => json!({"due_on": "2024-07-01", "reason": reason, "content_digest": "seen"}),
        "reply_plan_supplement" => json!({"text": "Đơn vị sẽ bổ sung"}),
        "resolve_plan_supplement" => json!({"resolution": "explained", "reason": reason, "content_digest": "seen"}),
        "join_plan_targets" => json!({"target_ids": [nobody, Uuid::now_v7()]}),
        "waive_plan_gap" => json!({"target_id": nobody, "reason": reason}),
        "create_allocation" => json!({"target_id": nobody, "unit_id": nobody, "value": 6}),
        "distribute_target" => json!({"target_id": nobody, "rule": {"type": "equal"}, "unit_ids": [nobody],
            "remainder_unit_id": nobody}),
        "accept_allocation" => json!({"content_digest": "seen"}),
        "dispute_allocation" => json!({"content_digest": "seen", "reason": reason}),
        "adjust_allocation" => json!({"value": 5, "reason": reason}),
        "withdraw_allocation" => json!({"reason": reason}),
        _ => json!({}),
    }
}

/// Parameters without which an operation cannot be asked.
pub fn query(operation: &str) -> String {
    match operation {
        "get_progress_series" => format!("?movement_id={}&indicator_code=TGPL-04", Uuid::now_v7()),
        "get_progress" | "get_plan_coverage" => format!("?movement_id={}", Uuid::now_v7()),
        "get_due_day" => "?from=2024-06-03&add=5".to_owned(),
        "can_i" => "?action=plans:write&resource=units".to_owned(),
        _ => String::new(),
    }
}
