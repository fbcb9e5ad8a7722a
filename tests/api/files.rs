//! Files and attachments: what comes in, who gets it out again, and what is cleared away.
mod attachments;
mod clean;
mod refused;
mod round_trip;
mod scan;
mod visible;

use std::{
    io::{Cursor, Write},
    path::PathBuf,
    rc::Rc,
};

use base::{kernel::digest, store::objects::Place};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{Caller, Database, Kind, Reply, TestApp, named};

/// Of `multipart/form-data`, as a browser sends it.
const BOUNDARY: &str = "----thidua-boundary";

pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
pub const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";

pub fn multipart() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A part with these headers.
pub fn part(disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: text/plain\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// A body of these parts.
pub fn parts(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

/// A body that holds one file.
pub fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    parts(&[part(&format!("form-data; name=\"file\"; filename=\"{name}\""), bytes)])
}

/// A zip of these entries.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn types(main: &str) -> String {
    format!("<Types><Override PartName=\"/main.xml\" ContentType=\"application/vnd.{main}.main+xml\"/></Types>")
}

const WORD: &str = "openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "openxmlformats-officedocument.spreadsheetml.sheet";

/// A DOCX with one more entry.
pub fn docx_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    archive(&[("[Content_Types].xml", types(WORD).as_bytes()), ("word/document.xml", b"<w:document/>"), (name, bytes)])
}

pub fn docx() -> Vec<u8> {
    docx_with("word/styles.xml", b"<w:styles/>")
}

pub fn xlsx() -> Vec<u8> {
    archive(&[("[Content_Types].xml", types(SHEET).as_bytes()), ("xl/workbook.xml", b"<workbook/>")])
}

pub fn open_document(kind: &str) -> Vec<u8> {
    let kind = format!("application/vnd.oasis.opendocument.{kind}");
    archive(&[("mimetype", kind.as_bytes()), ("content.xml", b"<office:document-content/>")])
}

pub fn sha256(bytes: &[u8]) -> String {
    digest::sha256_hex(bytes)
}

pub async fn try_upload(app: &TestApp, caller: &Caller, name: &str, bytes: &[u8]) -> Reply {
    app.post("/files", caller).body(&multipart(), form(name, bytes)).await
}

pub async fn upload(app: &TestApp, caller: &Caller, name: &str, bytes: &[u8]) -> Reply {
    try_upload(app, caller, name, bytes).await.is(201)
}

pub async fn rows(app: &TestApp) -> u64 {
    entity::file::Entity::find().count(app.state.db.primary()).await.unwrap()
}

/// Whether the store has nothing.
pub async fn store_is_empty(app: &TestApp) -> bool {
    app.state.storage.parts().await.unwrap().is_empty()
}

/// Once on SQLite and once on PostgreSQL, each time with the bytes in a folder of its own.
pub async fn both_on_disk(test: impl AsyncFn(TestApp, PathBuf) + Copy + 'static) {
    for kind in Kind::available() {
        let folder = tempfile::tempdir().unwrap();
        let database = Rc::new(Database::fresh(kind).await);
        // The folder is made when the service starts.
        let path = folder.path().join(Uuid::now_v7().to_string());
        let app = TestApp::on(database.clone(), |o| o.storage.place = Place::Folder(path.clone())).await;
        named(kind, async move { test(app, path).await }).await;
        database.remove().await;
    }
}
