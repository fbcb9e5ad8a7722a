//! Lists and cursors: a cursor says where a page of one list ended, sealed with a key that only the service has.
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{
    error::{Code, Error, Result},
    keys::Purposes,
};

/// Bytes of the seal that a cursor carries.
const SEAL: usize = 16;

/// One list: its path and query, without what chooses the page. A cursor is good for this list only.
#[derive(Clone)]
pub struct List {
    pub url: String,
    keys: Arc<Purposes>,
}

/// Where a cursor stands: the values of the order's fields and the id.
#[derive(Debug, Serialize, Deserialize)]
struct Mark(Vec<Option<String>>, Uuid);

impl List {
    pub const fn new(url: String, keys: Arc<Purposes>) -> Self {
        Self { url, keys }
    }

    pub fn cursor(&self, fields: Vec<Option<String>>, id: Uuid) -> Result<String> {
        let body = serde_json::to_vec(&Mark(fields, id)).map_err(Error::internal)?;
        let mut bytes = self.keys.cursors.tags(&self.sealed(&body)).next().unwrap_or_default();
        bytes.truncate(SEAL);
        bytes.extend_from_slice(&body);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Where a cursor of this list stands, in an order of as many fields.
    pub fn read(&self, cursor: &str, fields: usize) -> Result<(Vec<Option<String>>, Uuid)> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
        let mark = bytes
            .split_at_checked(SEAL)
            .filter(|(seal, body)| {
                let sealed = self.sealed(body);
                // Under the key in use, and under those before it.
                let mut tags = self.keys.cursors.tags(&sealed).filter_map(|tag| tag.first_chunk::<SEAL>().copied());
                tags.any(|known| aws_lc_rs::constant_time::verify_slices_are_equal(&known, seal).is_ok())
            })
            .and_then(|(_, body)| serde_json::from_slice::<Mark>(body).ok())
            .filter(|Mark(values, _)| values.len() == fields);
        mark.map(|Mark(values, id)| (values, id)).ok_or_else(|| Error::new(Code::InvalidCursor))
    }

    /// What the seal is of.
    fn sealed(&self, body: &[u8]) -> Vec<u8> {
        [self.url.as_bytes(), b"\n", body].concat()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use std::sync::Arc;

    use super::List;
    use crate::kernel::keys::{Keys, Purposes};

    fn list(url: &str, keys: &Arc<Purposes>) -> List {
        List::new(url.to_owned(), keys.clone())
    }

    #[test]
    fn a_cursor_is_good_for_one_list_and_unchanged() {
        let (keys, others) = (Keys::ephemeral().unwrap().now(), Keys::ephemeral().unwrap().now());
        let (units, id) = (list("/units?", &keys), Uuid::now_v7());
        let cursor = units.cursor(vec![Some("a".into()), None], id).unwrap();
        assert_eq!(units.read(&cursor, 2).unwrap(), (vec![Some("a".into()), None], id));
        assert!(list("/units?kind=x", &keys).read(&cursor, 2).is_err());
        assert!(list("/units?", &others).read(&cursor, 2).is_err(), "sealed with another key");
        for at in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            if changed != cursor.as_bytes() {
                assert!(units.read(&String::from_utf8(changed).unwrap(), 2).is_err(), "byte {at}");
            }
        }
    }
}
