//! Lists: one page as JSON, or all rows as a table, as `Accept` asks. A handler only says how a page is read; it is asked
//! for one page or for one after the other, so no more than a page is ever in memory.
mod columns;

use std::{fs::File, io::Seek, marker::PhantomData, pin::Pin};

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
    store::{
        lines::Lines,
        page::{self, MAX_LIMIT, Page, PageQuery},
    },
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
    pub async fn answer<P: Written + 'static>(
        self,
        read: impl AsyncFn(&Self) -> Result<P> + 'static,
    ) -> Result<Listing> {
        let asked = Asked {
            page: self.page.clone(),
            url: self.list.url.clone(),
            format: self.format,
            name: self.name.clone(),
            unawaited: self.unawaited.clone(),
        };
        asked.answer(Box::new(Typed { query: self, read, page: PhantomData }), P::columns).await
    }
}

impl<F> ListQuery<F> {
    /// A page of a list that is already in memory.
    pub fn part<T>(&self, items: Vec<T>) -> Result<Page<T>> {
        page::part(items, &self.page, &self.list)
    }

    /// Where the page after this one is.
    pub fn next(&self, cursor: &str) -> String {
        next(&self.list.url, &self.page, cursor)
    }
}

fn next(url: &str, page: &PageQuery, cursor: &str) -> String {
    let joint = if url.ends_with('?') { "" } else { "&" };
    let limit = page.limit.map(|n| format!("&limit={n}")).unwrap_or_default();
    let count = page.count.map(|_| "&count=exact").unwrap_or_default();
    format!("{url}{joint}cursor={cursor}{limit}{count}")
}

/// A list of whatever items: what is made of its pages stands once.
trait Source {
    fn read(&mut self, page: PageQuery) -> Reading<'_>;
}

type Reading<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Written>>> + 'a>>;

/// A page of whatever items.
pub trait Written {
    /// As it is answered.
    fn json(self: Box<Self>) -> Result<Vec<u8>>;
    /// Its items, each as JSON.
    fn items(&self) -> Result<Vec<String>>;
    fn next_cursor(&self) -> Option<String>;
    fn columns() -> Columns
    where
        Self: Sized;
}

impl<T: Serialize + ToSchema> Written for Page<T> {
    fn json(self: Box<Self>) -> Result<Vec<u8>> {
        serde_json::to_vec(&*self).map_err(Error::internal)
    }

    fn items(&self) -> Result<Vec<String>> {
        self.items.iter().map(|item| serde_json::to_string(item).map_err(Error::internal)).collect()
    }

    fn next_cursor(&self) -> Option<String> {
        self.next_cursor.clone()
    }

    fn columns() -> Columns {
        Columns::of::<T>()
    }
}

impl<T: ToSchema> Written for Lines<T> {
    fn json(self: Box<Self>) -> Result<Vec<u8>> {
        Ok(self.json)
    }

    fn items(&self) -> Result<Vec<String>> {
        Ok(self.items().map(str::to_owned).collect())
    }

    fn next_cursor(&self) -> Option<String> {
        self.next_cursor.clone()
    }

    fn columns() -> Columns {
        Columns::of::<T>()
    }
}

struct Typed<F, R, P> {
    query: ListQuery<F>,
    read: R,
    page: PhantomData<P>,
}

impl<F, R, P: Written + 'static> Source for Typed<F, R, P>
where
    R: AsyncFn(&ListQuery<F>) -> Result<P>,
{
    fn read(&mut self, page: PageQuery) -> Reading<'_> {
        self.query.page = page;
        Box::pin(async { Ok(Box::new((self.read)(&self.query).await?) as Box<dyn Written>) })
    }
}

/// What is asked of a list, its filters apart.
struct Asked {
    page: PageQuery,
    url: String,
    format: Format,
    name: String,
    unawaited: Option<HttpRequest>,
}

impl Asked {
    async fn answer(self, mut source: Box<dyn Source>, columns: fn() -> Columns) -> Result<Listing> {
        if self.page.counts() && self.format != Format::Json {
            return Err(Error::with(Code::InvalidParameter, "count"));
        }
        let all = self.page.is_whole() && self.format != Format::Json;
        let mut page = self.page.clone();
        if all {
            page.limit = Some(MAX_LIMIT);
        }
        let first = source.read(page.clone()).await?;
        page.cursor = first.next_cursor();
        let next = page.cursor.as_deref().filter(|_| !all).map(|cursor| next(&self.url, &self.page, cursor));
        if self.format == Format::Json {
            return Ok(Listing::Page { bytes: first.json()?, next });
        }
        let first_items = first.items()?;
        drop(first);
        if let Some(req) = self.unawaited {
            return later::put_down_list(&req).await.map(Listing::Later);
        }
        let (format, name, columns) = (self.format, self.name, columns());
        let pages = Pages { source, more: all && page.cursor.is_some(), page };
        let chunks = match format {
            Format::Xlsx => spreadsheet(&name, &columns, first_items, pages).await?,
            _ => lines(format, columns, first_items, pages),
        };
        Ok(Listing::Table { name, format, chunks, next })
    }
}

/// The further pages of a list, one after the other.
struct Pages {
    source: Box<dyn Source>,
    page: PageQuery,
    more: bool,
}

impl Pages {
    async fn next(&mut self) -> Result<Vec<String>> {
        let page = self.source.read(self.page.clone()).await?;
        self.page.cursor = page.next_cursor();
        self.more = self.page.cursor.is_some();
        page.items()
    }
}

/// CSV or lines of JSON, a page at a time. What fails later than the first page cuts the answer short, so that no client
/// takes it for the whole.
fn lines(format: Format, columns: Columns, first: Vec<String>, pages: Pages) -> Chunks {
    let head =
        if format == Format::Csv { table::csv_head(&columns.names, pages.page.bom == Some(true)) } else { Ok(vec![]) };
    let start = (Some(first), pages, columns);
    let rest = stream::try_unfold(start, move |(items, mut pages, columns)| async move {
        let items = match items {
            Some(items) => items,
            None if pages.more => pages.next().await?,
            None => return Ok(None),
        };
        let bytes = match format {
            Format::Csv => csv(&columns, &items)?,
            _ => ndjson(&items),
        };
        Ok(Some((Bytes::from(bytes), (None, pages, columns))))
    });
    Box::pin(stream::once(std::future::ready(head.map(Bytes::from))).chain(rest))
}

fn csv(columns: &Columns, items: &[String]) -> Result<Vec<u8>> {
    let rows = items.iter().map(|item| columns.row(item)).collect::<Result<Vec<_>>>()?;
    table::csv_rows(&rows)
}

fn ndjson(items: &[String]) -> Vec<u8> {
    items.iter().flat_map(|item| [item.as_bytes(), b"\n"]).flatten().copied().collect()
}

/// The rows go to a temporary file a page at a time; what is sent is read from the finished one.
async fn spreadsheet(name: &str, columns: &Columns, first: Vec<String>, mut pages: Pages) -> Result<Chunks> {
    let mut sheet = Sheet::begin(name, &columns.names)?;
    let mut items = first;
    loop {
        for item in &items {
            sheet.push(&columns.row(item)?)?;
        }
        if !pages.more {
            break;
        }
        items = pages.next().await?;
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
