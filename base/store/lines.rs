//! A page of items that are JSON already.
use std::marker::PhantomData;

use serde::Serialize;

use crate::{
    kernel::error::{Error, Result},
    store::page::Rows,
};

/// As `Page` is told, whatever its items were made of.
pub struct Lines<T> {
    pub json: Vec<u8>,
    /// Where each item ends.
    ends: Vec<usize>,
    pub next_cursor: Option<String>,
    item: PhantomData<fn() -> T>,
}

/// What is told of a page beside its items.
#[derive(Serialize)]
struct Rest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<&'a str>,
    limit: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
}

const HEAD: &[u8] = b"{\"items\":[";
/// A guess, so that the text of a page is hardly ever moved.
const USUAL: usize = 1_200;

impl<T> Lines<T> {
    /// Items as `tell` writes them, on the page that `rows` are.
    pub fn of<M, I>(
        rows: &Rows<M>,
        items: impl ExactSizeIterator<Item = I>,
        mut tell: impl FnMut(I, &mut Vec<u8>) -> Result<()>,
    ) -> Result<Self> {
        let mut json = Vec::with_capacity(HEAD.len() + items.len() * USUAL);
        let mut ends = Vec::with_capacity(items.len());
        json.extend_from_slice(HEAD);
        for item in items {
            if !ends.is_empty() {
                json.push(b',');
            }
            tell(item, &mut json)?;
            ends.push(json.len());
        }
        let Rows { next_cursor, limit, total, .. } = rows;
        let rest = Rest { next_cursor: next_cursor.as_deref(), limit: *limit, total: *total };
        let rest = serde_json::to_string(&rest).map_err(Error::internal)?;
        json.extend_from_slice(b"],");
        json.extend_from_slice(rest.trim_start_matches('{').as_bytes());
        Ok(Self { json, ends, next_cursor: next_cursor.clone(), item: PhantomData })
    }

    /// The items, each as JSON.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(HEAD.len()).chain(self.ends.iter().map(|end| end + 1));
        let item = |(begin, end): (usize, &usize)| self.json.get(begin..*end).map(std::str::from_utf8);
        begins.zip(&self.ends).filter_map(item).flatten()
    }
}
