//! The bytes of a file as an answer, for whichever paper it belongs to.
use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::header::{
        self, Charset, ContentDisposition, ContentEncoding, DispositionParam, DispositionType, ExtendedValue,
    },
};
use base::{
    http::{etag, state::AppState},
    kernel::error::Result,
};
use entity::file;

/// The bytes of a file that the caller may read.
pub async fn download(state: &AppState, req: &HttpRequest, file: file::Model) -> Result<HttpResponse> {
    let tag = format!("\"{}\"", file.sha256);
    if let Some(known) = etag::not_modified(req.headers(), &tag) {
        return Ok(known);
    }
    let content = state.storage.read(&file.sha256).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, tag))
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header(named(file.name))
        // These types are compressed already, and the tag is of these very bytes.
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(content.size, content.stream)))
}

/// To be kept, under its name: for clients that read RFC 6266, and for the others.
fn named(name: String) -> ContentDisposition {
    let plain = |c: char| if c.is_ascii() && !matches!(c, '"' | '\\' | '%') { c } else { '_' };
    let simple = DispositionParam::Filename(name.chars().map(plain).collect());
    let value = name.into_bytes();
    let full = DispositionParam::FilenameExt(ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value,
    });
    ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![simple, full] }
}
