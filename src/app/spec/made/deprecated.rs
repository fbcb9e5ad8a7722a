//! What will go is marked.
#![expect(clippy::indexing_slicing, reason = "serde_json makes the members that are missing")]
use base::http::deprecated::Deprecated;
use serde_json::{Value, json};

/// Marks each of them as the running service tells it.
pub fn mark(doc: &mut Value, deprecated: &[Deprecated]) {
    for one in deprecated {
        let operation = &mut doc["paths"][one.path][one.method.to_lowercase()];
        operation["deprecated"] = json!(true);
        let told = operation["description"].as_str().unwrap_or_default();
        let going = format!("Goes after {}; `{}` takes its place.", one.until, one.instead);
        operation["description"] = json!([told, &going].join("\n\n").trim());
        for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
            if status.starts_with('2') {
                response["headers"]["Deprecation"] = header("Since when nobody should begin to use it (RFC 9745).");
                response["headers"]["Sunset"] = header("When it goes (RFC 8594).");
            }
        }
    }
}

fn header(description: &str) -> Value {
    json!({ "description": description, "schema": { "type": "string", "maxLength": 100 } })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn it_is_marked_with_its_last_day() {
        let mut doc = json!({ "paths": { "/api/v1/me": { "get": { "responses": { "200": {}, "404": {} } } } } });
        let day = |year| NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
        let (since, until) = (day(2027), day(2028));
        let one = Deprecated { method: "GET", path: "/api/v1/me", since, until, instead: "/api/v2/me" };
        mark(&mut doc, &[one]);
        let operation = &doc["paths"]["/api/v1/me"]["get"];
        assert_eq!(operation["deprecated"], true);
        assert_eq!(operation["description"], "Goes after 2028-03-01; `/api/v2/me` takes its place.");
        assert!(operation["responses"]["200"]["headers"]["Sunset"].is_object());
        assert!(operation["responses"]["404"]["headers"].is_null());
    }
}
