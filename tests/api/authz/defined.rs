//! The same of what the standing body defines, and of what documents add to movements.
use serde_json::{Value, json};

pub fn content(operation: &str) -> Value {
    let document = json!({"number": "1/QĐ-BTP", "issued_on": "2024-01-02", "signer_name": "A", "signer_title": "B"});
    let holiday = |day: &str| json!({"day": format!("2025-{day}"), "kind": "holiday", "name": "X", "name_en": "X"});
    let fixed = ["01-01", "04-30", "05-01", "09-02"].map(holiday);
    match operation {
        "create_indicator" => json!({"code": "X-01", "name": "X", "unit_of_measure": "xã", "direction": "increase",
            "aggregation": "sum", "applies_to": ["ministry_unit"]}),
        "retire_indicator" => json!({"reason": "chưa đủ căn cứ để xem xét"}),
        "add_movement_indicator" => json!({"indicator_code": "X-01", "document_number": "1/QĐ-BTP"}),
        "add_movement_award_form" => json!({"award_form_code": "X", "document_number": "1/QĐ-BTP"}),
        "set_movement_reporting_line" => {
            json!({"unit_kind": "ministry_unit", "receiver": "parent", "document_number": "1/QĐ-BTP"})
        }
        "create_own_award_form" => json!({"code": "GK_X", "name": "X", "name_en": "X", "level": "grassroots",
            "for_individual": true, "for_collective": true, "for_household": false, "decided_by": ["ministry_unit"],
            "valid_from": "2024-01-02", "title": "X", "document": document}),
        "enter_calendar_year" => json!({"year": 2025, "title": "X", "days": fixed, "document": document}),
        "replace_calendar_year" => json!({"title": "X", "days": fixed, "document": document}),
        "close_own_award_form" => json!({"valid_to": "2026-12-31", "document_number": "1/QĐ-BTP"}),
        _ => json!({}),
    }
}
