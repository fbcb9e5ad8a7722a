//! What operations are called with, in order but for naming what does not exist.
use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

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
        "refresh" => json!({"refresh_token": "nothing"}),
        "create_client" | "add_client_key" | "create_webhook" | "replay_webhook" | "add_webhook_secret" => {
            clients(operation, nobody)
        }
        "create_unit" => json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng",
            "parent_id": nobody, "valid_from": "2024-01-01"}),
        "create_movement" => json!({"code": "X", "title": "X", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": nobody}),
        "launch_movement"
        | "issue_plan"
        | "sign_report"
        | "sign_decision"
        | "record_decision"
        | "issue_guidance"
        | "announce_inspection"
        | "conclude_inspection"
        | "sign_reminder" => {
            json!({"document": document})
        }
        "cancel_movement" | "cancel_plan" => json!({"reason": reason, "document_number": "1/QĐ-BTP"}),
        "add_movement_period" => json!({"code": "2024", "kind": "year", "data_from": "2023-12-15",
            "data_to": "2024-12-14", "due": [{"tier": "district", "due_on": "2024-12-17"}]}),
        "add_movement_milestone" => json!({"kind": "interim_review", "held_on": "2024-01-02"}),
        "create_report" => json!({"obligation_id": nobody}),
        "create_nomination" => json!({"movement_id": nobody, "nominating_unit_id": nobody, "stage": "interim",
            "subject": {"type": "individual", "full_name": "Nguyễn Văn Thử", "position": "Chuyên viên"},
            "award_form_code": "BK_BT", "achievement": {"summary": "A", "from": "2023-01-01", "to": "2024-05-31"}}),
        "return_plan_to_draft"
        | "correct_report"
        | "return_nomination"
        | "withdraw_nomination"
        | "withdraw_plan_template"
        | "withdraw_reminder"
        | "cancel_reorganisation"
        | "undo_reorganisation" => {
            json!({"reason": reason})
        }
        "create_decision" => json!({"movement_id": nobody, "deciding_unit_id": nobody,
            "items": [{"nomination_id": nobody, "order_no": 1}]}),
        "create_reorganisation" => json!({"title": "Sắp xếp", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-01-01",
            "operational_from": "2024-01-01", "steps": [{"type": "rename", "unit": nobody, "name": "Sở"}]}),
        "apply_reorganisation" => json!({"digest": "0"}),
        "pass_function" => json!({"function": "emulation_standing_body", "unit_id": nobody,
            "valid_from": "2024-06-01", "legal_basis": "1/QĐ-BTP"}),
        "update_decision" => json!({"items": [{"nomination_id": nobody, "order_no": 1}]}),
        _ => super::people::content(operation, nobody).unwrap_or_else(|| dossiers(operation, nobody, &document)),
    }
}

/// The same of machine clients.
fn clients(operation: &str, nobody: Uuid) -> Value {
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    match operation {
        "create_client" => json!({"name": "Cổng thông tin", "unit_id": nobody, "scopes": ["units:read"],
            "valid_from": "2024-01-01"}),
        "create_webhook" => json!({"url": "https://portal.example.vn/hook"}),
        "replay_webhook" => json!({"after_seq": 0}),
        "add_webhook_secret" => json!({"kind": "hmac"}),
        _ => json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": x}}),
    }
}

/// The same of what happens to dossiers beside their way up.
fn dossiers(operation: &str, nobody: Uuid, document: &Value) -> Value {
    let reason = "chưa đủ căn cứ để xem xét";
    match operation {
        "review_nomination" => json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-05-21"}),
        "appraise_nomination" => json!({"opinion": "Đủ điều kiện"}),
        "forward_nomination" => json!({"document_number": "133/TTr-STP"}),
        "identify_nomination" => json!({"personal_id": "030123456789"}),
        "launch_stage" => json!({"movement_id": nobody, "stage": "interim", "award_form_codes": ["GK"],
            "opens_on": "2024-06-01", "closes_on": "2024-10-31", "document": document}),
        "give_award_quota" => json!({"movement_id": nobody, "stage": "interim", "document": document,
            "items": [{"award_form_code": "GK", "subject_type": "individual", "unit_id": nobody, "kind": "absolute",
                "num": 2}]}),
        "create_submission" => json!({"movement_id": nobody, "unit_id": nobody, "stage": "interim",
            "nomination_ids": [nobody], "document": document}),
        "propose_revocation" => json!({"award_id": nobody, "unit_id": nobody, "ground": "a", "reason": reason,
            "conclusion": {"document_number": "18/KL-TTr", "issued_on": "2024-06-01", "issuer": "Thanh tra"}}),
        "revoke_award" => json!({"document": document}),
        "recover_award" => json!({"recovered_on": "2024-06-03", "artefact": true, "money_vnd": 0}),
        "hold_nomination" => json!({"ground": "complaint", "document_number": "27/TB-STP", "reason": reason}),
        "release_nomination" => json!({"document_number": "31/KL-STP"}),
        "drop_nomination" | "dismiss_revocation" => json!({"reason": reason}),
        _ => oversight(operation, nobody, reason),
    }
}

/// The same of guidance, inspections and reminders.
fn oversight(operation: &str, nobody: Uuid, reason: &str) -> Value {
    match operation {
        "create_guidance" => json!({"movement_id": nobody, "unit_id": nobody, "title": "Hướng dẫn",
            "topic": "planning", "text": "Nội dung"}),
        "create_inspection" => json!({"movement_id": nobody, "unit_id": nobody, "title": "Kiểm tra",
            "content": "Nội dung", "starts_on": "2024-06-10", "ends_on": "2024-06-14", "unit_ids": [nobody]}),
        "set_inspection_team" => json!({"members": []}),
        "draft_inspection_conclusion" | "explain_in_inspection" | "answer_recommendation" => json!({"text": "Tốt"}),
        "withdraw_guidance" | "cancel_inspection" | "return_recommendation" | "drop_recommendation" => {
            json!({"reason": reason})
        }
        "attach_guidance_file" | "attach_inspection_file" | "attach_session_file" => {
            json!({"file_id": nobody, "kind": "annex"})
        }
        "create_reminder" => json!({"subject_type": "report", "subject_id": nobody, "level": 3}),
        "read_my_notifications" => json!({"ids": []}),
        "give_reminder_ladder" => json!({"movement_id": nobody, "document_number": "1/CV-BTP",
            "rungs": [{"level": 1, "timing": "on", "means": "automatic"}]}),
        "confer_awards" => json!({"conferred_on": "2024-06-03", "occasion": "review_conference", "place": "Hà Nội",
            "conferred_by": "Thứ trưởng", "items": [{"order_no": 1, "received_by": "in_person"}]}),
        "switch_regime" => json!({"applied": true, "takes_effect_on": "2026-12-01", "document": {"number": "1/QĐ-BTP",
            "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"}}),
        "revise_rule" => json!({"rule_id": nobody, "params": {}, "takes_effect_on": "2026-12-01", "title": "Quy định",
            "document": {"number": "1/QĐ-BTP", "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"}}),
        "ask_on_guidance" | "answer_guidance_question" => json!({"text": "Hỏi và đáp"}),
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
        _ => reports(operation, nobody, reason),
    }
}

/// The same of what passes between the two sides of a report.
fn reports(operation: &str, nobody: Uuid, reason: &str) -> Value {
    match operation {
        "return_report" => json!({"reason_code": "other", "reason": reason}),
        "create_consolidation" => json!({"movement_id": nobody, "period_id": nobody, "unit_id": nobody}),
        "issue_consolidation" => json!({"content_digest": "seen"}),
        "use_consolidation" => json!({"consolidation_id": nobody, "content_digest": "seen"}),
        "accept_report" => json!({"content_digest": "seen"}),
        "answer_report_check" => json!({"text": "Đã đối chiếu với sổ theo dõi"}),
        "attach_to_report" => json!({"file_id": nobody, "kind": "annex"}),
        "write_report_message" => json!({"text": "Đề nghị giải trình"}),
        _ => schedules(operation, nobody, reason),
    }
}

/// The same of schedules, of lists of obligations and of groups of peers.
fn schedules(operation: &str, nobody: Uuid, reason: &str) -> Value {
    match operation {
        "extend_obligation" => json!({"document_number": "1/CV-BTP", "due_on": "2024-12-31", "reason": reason}),
        "waive_obligations" => {
            json!({"movement_id": nobody, "select": {}, "document_number": "1/CV-BTP", "reason": reason})
        }
        "hand_over_obligations" => json!({"movement_id": nobody, "select": {}, "to_unit_id": nobody,
            "document_number": "1/CV-BTP", "reason": reason}),
        "waive_obligation" => json!({"document_number": "1/CV-BTP", "reason": reason}),
        "extend_obligations" => json!({"movement_id": nobody, "select": {}, "due_on": "2024-12-31",
            "document_number": "1/CV-BTP", "reason": reason}),
        "create_reporting_schedule" => json!({"movement_id": nobody, "name": "Báo cáo năm", "period_kind": "year",
            "first": {"year": 2024, "number": 1}, "last": {"year": 2024, "number": 1},
            "due": [{"tier": "district", "date": "12-17"}], "document_number": "1/QĐ-BTP"}),
        "withdraw_reporting_schedule" => json!({"reason": reason}),
        "create_peer_group" => json!({"code": "KV-1", "name": "Khu vực 1", "document_number": "1/QĐ-BTP",
            "valid_from": "2024-01-01", "unit_ids": [nobody, Uuid::now_v7()]}),
        "end_peer_group" => json!({"valid_to": "2024-12-31", "document_number": "1/QĐ-BTP"}),
        _ => exemplars(operation, nobody, reason),
    }
}

/// The same of exemplars.
fn exemplars(operation: &str, nobody: Uuid, reason: &str) -> Value {
    let document = json!({"number": "1/QĐ-BTP", "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"});
    match operation {
        "create_exemplar" => json!({"movement_id": nobody, "unit_id": nobody, "kind": "model", "title": "Mô hình",
            "description": "Nội dung", "discovered_on": "2024-01-02"}),
        "foster_exemplar" => json!({"plan": "Tập huấn", "responsible": "Phó phòng", "until": "2024-12-31"}),
        "recognise_exemplar" | "recognise_exemplar_above" => json!({"document": document}),
        "adopt_exemplar" => json!({"started_on": "2024-01-02", "description": "Làm điểm"}),
        "conclude_exemplar" => json!({"conclusion": "Kết thúc"}),
        "withdraw_exemplar" => json!({"reason": reason, "document_number": "1/QĐ-BTP"}),
        "drop_exemplar" | "end_exemplar_adoption" => json!({"reason": reason}),
        _ => councils(operation, nobody, reason),
    }
}

/// The same of councils.
fn councils(operation: &str, nobody: Uuid, reason: &str) -> Value {
    let document = json!({"number": "1/QĐ-BTP", "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"});
    let votes = json!([{"item_id": nobody, "choice": "yes"}]);
    match operation {
        "create_council" => json!({"unit_id": nobody, "name": "Hội đồng"}),
        "found_council" => json!({"document": document}),
        "change_council_members" => json!({"document_number": "1/QĐ-BTP", "members": []}),
        "dissolve_council" => json!({"reason": reason, "document_number": "1/QĐ-BTP"}),
        "plan_council_session" => json!({"council_id": nobody, "title": "Phiên họp", "held_on": "2024-12-31"}),
        "record_council_attendance" => json!({"seats": [{"user_id": nobody, "presence": "present"}]}),
        "declare_council_conflict" => json!({"item_ids": [nobody]}),
        "vote_in_council" => json!({"votes": votes}),
        "take_council_tokens" => json!({"tokens": [{"item_id": nobody, "blinded_element": "0".repeat(64)}]}),
        "cast_secret_ballot" => {
            json!({"item_id": nobody, "number": "0".repeat(64), "token": "0".repeat(128), "choice": "yes"})
        }
        "record_council_opinion" => json!({"user_id": nobody, "document_number": "1/YK-BTP", "votes": votes}),
        "record_council_tally" | "confirm_council_tally" => {
            json!({"tallies": [{"item_id": nobody, "yes": 1, "no": 0, "neither": 0}]})
        }
        "sign_council_minutes" => json!({"document": document, "content_digest": "seen"}),
        "cancel_council_session" => json!({"reason": reason}),
        _ => postings(operation, nobody, reason),
    }
}

/// The same of postings.
fn postings(operation: &str, nobody: Uuid, reason: &str) -> Value {
    let secret = "0".repeat(64);
    match operation {
        "create_posting" => json!({"title": "Danh sách", "nomination_ids": [nobody]}),
        "withdraw_posting" | "uphold_posting_objection" | "dismiss_posting_objection" => json!({"reason": reason}),
        "answer_posting_objection" => json!({"text": "Đang xác minh"}),
        "raise_objection" => json!({"ordinals": [1], "text": "Chưa đúng"}),
        "read_objection" | "withdraw_objection" => json!({"secret": secret}),
        "write_to_objection" => json!({"secret": secret, "text": "Bổ sung"}),
        _ => super::defined::content(operation),
    }
}

/// Parameters without which an operation cannot be asked.
pub fn query(operation: &str) -> String {
    match operation {
        "get_progress_series" => format!("?movement_id={}&indicator_code=TGPL-04", Uuid::now_v7()),
        "get_compliance_series" => format!("?movement_id={}&unit_id={}", Uuid::now_v7(), Uuid::now_v7()),
        "get_progress" | "get_plan_coverage" | "list_compliance" | "preview_reminders" => {
            format!("?movement_id={}", Uuid::now_v7())
        }
        "list_emulation_statistics" => "?year=2024".to_owned(),
        "list_emulation_statistics_rows" => "?year=2024&table=awards".to_owned(),
        "get_prize_sum" => "?award_form_code=GK&subject_type=individual&decided_on=2024-06-03".to_owned(),
        "get_due_day" => "?from=2024-06-03&add=5".to_owned(),
        "get_posting_days" => "?award_form_code=BK_BT&council_on=2024-11-25".to_owned(),
        "can_i" => "?action=plans:write&resource=units".to_owned(),
        "explain_access" => format!("?person={}&action=plans:write&resource=units/{}", Uuid::now_v7(), Uuid::now_v7()),
        "who_can" => format!("?action=plans:write&resource=units/{}", Uuid::now_v7()),
        _ => String::new(),
    }
}
