//! Bodies of what is asked about accounts, roles and what people sign in by.
use serde_json::{Value, json};
use uuid::Uuid;

pub fn content(operation: &str, nobody: Uuid) -> Option<Value> {
    Some(match operation {
        "change_my_password" => json!({"current_password": "nothing", "new_password": "mười ba ký tự đấy"}),
        "begin_my_second_factor" => json!({"current_password": "nothing"}),
        "confirm_my_second_factor"
        | "verify_my_second_factor"
        | "renew_my_recovery_codes"
        | "remove_my_second_factor" => json!({"otp": "000000"}),
        "create_user" => json!({"username": format!("u{nobody}"), "full_name": "An", "password": "mười hai ký tự"}),
        "create_assignment" => {
            json!({"user_id": nobody, "role": "officer", "unit_id": nobody, "valid_from": "2024-01-01"})
        }
        "accept_identity_invitation" => json!({"token": "nothing", "secret": "nothing"}),
        "fetch_sso_tokens" => json!({"code": "nothing", "code_verifier": "n".repeat(43)}),
        "link_user_identity" => json!({"subject": "f3b1c1d0"}),
        "create_delegation" => json!({"username": "nobody", "role": "head", "unit_id": nobody,
            "valid_from": "2024-06-03", "valid_to": "2024-06-04", "document_number": "1/QĐ-STP", "document_issued_on": "2024-06-03"}),
        _ => return None,
    })
}
