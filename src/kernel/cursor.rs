//! Cursors: where a page ended, tied to the list it belongs to.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{
    digest,
    error::{Code, Error, Result},
};

/// Where a cursor stands: the values of the order's fields and the id, tied to one list.
#[derive(Debug, Serialize, Deserialize)]
struct Mark(Vec<Option<String>>, Uuid);

pub fn encode(identity: &str, fields: Vec<Option<String>>, id: Uuid) -> Result<String> {
    let body = serde_json::to_vec(&Mark(fields, id)).map_err(Error::internal)?;
    let mut bytes = seal(identity, &body).to_vec();
    bytes.extend_from_slice(&body);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub fn decode(identity: &str, cursor: &str, fields: usize) -> Result<(Vec<Option<String>>, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let mark = bytes
        .split_at_checked(8)
        .filter(|(check, body)| seal(identity, body) == *check)
        .and_then(|(_, body)| serde_json::from_slice::<Mark>(body).ok())
        .filter(|Mark(values, _)| values.len() == fields);
    mark.map(|Mark(values, id)| (values, id)).ok_or_else(|| Error::new(Code::InvalidCursor))
}

/// Guards against accidents and mix-ups. It is no secret: a cursor gives no rights, they are checked anew.
fn seal(identity: &str, body: &[u8]) -> [u8; 8] {
    let digest = digest::sha256(&[identity.as_bytes(), b"\n", body].concat());
    let mut check = [0; 8];
    check.copy_from_slice(digest.split_at(8).0);
    check
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{decode, encode};

    #[test]
    fn a_cursor_is_good_for_one_list_and_unchanged() {
        let id = Uuid::now_v7();
        let cursor = encode("/units?", vec![Some("a".into()), None], id).unwrap();
        assert_eq!(decode("/units?", &cursor, 2).unwrap(), (vec![Some("a".into()), None], id));
        assert!(decode("/units?kind=x", &cursor, 2).is_err());
        for at in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            if changed != cursor.as_bytes() {
                assert!(decode("/units?", &String::from_utf8(changed).unwrap(), 2).is_err(), "byte {at}");
            }
        }
    }
}
