//! The trace of a request: the id under which it is logged, journalled and told to the caller, and its span.
use actix_web::http::header::HeaderMap;
use uuid::Uuid;

use crate::kernel::trace;

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The trace id of W3C Trace Context when there is one, else a new one. Of what nobody sees a random one, for others grow with time.
pub fn id(headers: &HeaderMap, unseen: bool) -> String {
    if unseen {
        return Uuid::new_v4().simple().to_string();
    }
    let given = text(headers, "traceparent").and_then(|value| value.split('-').nth(1));
    let usable = |id: &&str| {
        id.len() == 32
            && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
            && id.bytes().any(|b| b != b'0')
    };
    given.filter(usable).map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned)
}

/// None of what nobody sees.
pub fn span(id: &str, headers: &HeaderMap, unseen: bool) -> trace::Span {
    if unseen { trace::Span::default() } else { trace::request(id, |name| text(headers, name)) }
}
