//! Lists: one page as JSON, or all rows as a table, as `Accept` asks. A handler only says how a page is read; it is asked
//! for one page or for one after the other, so no more than a page is ever in memory.
mod columns;

use std::{fs::File, io::Seek, pin::Pin};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::{BodyStream, BoxBody},
    http::header,
    web::{self, Bytes},
};
use futures_util::{
    Stream,
    stream::{self, StreamExt},
};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;

use self::columns::Columns;
use super::{
    answer::{Answer, Tagged},
    later,
    query::ListQuery,
    table::{self, Format, Sheet},
};
use crate::{
    kernel::error::{Code, Error, Result},
    store::page::{self, MAX_LIMIT, Page},
};

/// The filters of a list that has none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

/// Bytes of a file that are sent at a time.
const CHUNK: usize = 64 * 1024;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes>>>>;

/// What a list answers.
pub enum Listing {
    /// One page as JSON, and where the next one is.
    Page { bytes: Vec<u8>, next: Option<String> },
    /// Rows as a file, and where the next part is if only a part was asked for.
    Table { name: String, format: Format, chunks: Chunks, next: Option<String> },
    /// All rows as a file, later.
    Later(Answer),
}

impl<F: 'static> ListQuery<F> {
    /// Answers what `read` reads: the page that was asked for, or as a table that page or else all of them.
    pub async fn answer<T: Serialize + ToSchema + 'static>(
        self,
        read: impl AsyncFn(&Self) -> Result<Page<T>> + 'static,
    ) -> Result<Listing> {
        if self.format == Format::Json {
            let page = read(&self).await?;
            let next = page.next_cursor.as_deref().map(|cursor| self.next(cursor));
            return Ok(Listing::Page { bytes: serde_json::to_vec(&page).map_err(Error::internal)?, next });
        }
        if self.page.counts() {
            return Err(Error::with(Code::InvalidParameter, "count"));
        }
        let (format, name, unawaited) = (self.format, self.name.clone(), self.unawaited.clone());
        let (pages, first) = Pages::begin(self, read).await?;
        if let Some(req) = unawaited {
            return later::put_down_list(&req).await.map(Listing::Later);
        }
        let next = first.next_cursor.as_deref().filter(|_| !pages.all).map(|cursor| pages.query.next(cursor));
        let columns = Columns::of::<T>();
        let chunks: Chunks = match format {
            Format::Xlsx => spreadsheet(&name, &columns, first, pages).await?,
            _ => lines(format, columns, first, pages),
        };
        Ok(Listing::Table { name, format, chunks, next })
    }
}

impl<F> ListQuery<F> {
    /// A page of a list that is already in memory.
    pub fn part<T>(&self, items: Vec<T>) -> Result<Page<T>> {
        page::part(items, &self.page, &self.list)
    }

    /// Where the page after this one is.
    pub fn next(&self, cursor: &str) -> String {
        let joint = if self.list.url.ends_with('?') { "" } else { "&" };
        let limit = self.page.limit.map(|n| format!("&limit={n}")).unwrap_or_default();
        let count = self.page.count.map(|_| "&count=exact").unwrap_or_default();
        format!("{}{joint}cursor={cursor}{limit}{count}", self.list.url)
    }
}

/// The pages of a list, one after the other.
struct Pages<F, R> {
    query: ListQuery<F>,
    read: R,
    /// Whether all rows are wanted, not one page of them.
    all: bool,
    more: bool,
}

impl<F, R> Pages<F, R> {
    async fn begin<T>(mut query: ListQuery<F>, read: R) -> Result<(Self, Page<T>)>
    where
        R: AsyncFn(&ListQuery<F>) -> Result<Page<T>>,
    {
        let all = query.page.is_whole();
        if all {
            query.page.limit = Some(MAX_LIMIT);
        }
        let mut pages = Self { query, read, all, more: true };
        let first = pages.next().await?;
        Ok((pages, first))
    }

    async fn next<T>(&mut self) -> Result<Page<T>>
    where
        R: AsyncFn(&ListQuery<F>) -> Result<Page<T>>,
    {
        let page = (self.read)(&self.query).await?;
        self.more = self.all && page.next_cursor.is_some();
        if self.more {
            self.query.page.cursor.clone_from(&page.next_cursor);
        }
        Ok(page)
    }
}

/// CSV or lines of JSON, a page at a time. What fails later than the first page cuts the answer short, so that no client
/// takes it for the whole.
fn lines<F: 'static, T, R>(format: Format, columns: Columns, first: Page<T>, pages: Pages<F, R>) -> Chunks
where
    T: Serialize + 'static,
    R: AsyncFn(&ListQuery<F>) -> Result<Page<T>> + 'static,
{
    let head = if format == Format::Csv {
        table::csv_head(&columns.names, pages.query.page.bom == Some(true))
    } else {
        Ok(vec![])
    };
    let start = (Some(first), pages, columns);
    let rest = stream::try_unfold(start, move |(page, mut pages, columns)| async move {
        let page = match page {
            Some(page) => page,
            None if pages.more => pages.next().await?,
            None => return Ok(None),
        };
        let bytes = match format {
            Format::Csv => csv(&columns, &page.items)?,
            _ => ndjson(&page.items)?,
        };
        Ok(Some((Bytes::from(bytes), (None, pages, columns))))
    });
    Box::pin(stream::once(std::future::ready(head.map(Bytes::from))).chain(rest))
}

fn csv<T: Serialize>(columns: &Columns, items: &[T]) -> Result<Vec<u8>> {
    let rows = items.iter().map(|item| columns.row(item)).collect::<Result<Vec<_>>>()?;
    table::csv_rows(&rows)
}

fn ndjson<T: Serialize>(items: &[T]) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    for item in items {
        serde_json::to_writer(&mut bytes, item).map_err(Error::internal)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The rows go to a temporary file a page at a time; what is sent is read from the finished one.
async fn spreadsheet<F, T, R>(name: &str, columns: &Columns, first: Page<T>, mut pages: Pages<F, R>) -> Result<Chunks>
where
    T: Serialize,
    R: AsyncFn(&ListQuery<F>) -> Result<Page<T>>,
{
    let mut sheet = Sheet::begin(name, &columns.names)?;
    let mut page = first;
    loop {
        for item in &page.items {
            sheet.push(&columns.row(item)?)?;
        }
        if !pages.more {
            break;
        }
        page = pages.next().await?;
    }
    let file = web::block(move || -> Result<File> {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        sheet.finish(&mut file)?;
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    });
    let file = tokio::fs::File::from_std(file.await.map_err(Error::internal)??);
    Ok(Box::pin(stream::try_unfold(file, async |mut file| {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await.map_err(Error::internal)?;
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    })))
}

impl Responder for Listing {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        table::vary(match self {
            Self::Page { bytes, next } => Tagged::new(bytes).answer(req, next),
            Self::Later(answer) => answer.respond_to(req),
            Self::Table { name, format, chunks, next } => {
                let mut response = HttpResponse::Ok().body(BodyStream::new(chunks));
                table::name_file(&mut response, &name, format);
                if let Some(link) = next.and_then(|url| format!("<{url}>; rel=\"next\"").parse().ok()) {
                    response.headers_mut().insert(header::LINK, link);
                }
                response
            }
        })
    }
}
