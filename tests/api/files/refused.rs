//! Bad files get their own clear problem, and nothing of them is kept.
use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    JPEG, PDF, PNG, archive, docx, docx_with, form, multipart, open_document, part, parts, rows, store_is_empty,
    try_upload, upload,
};
use crate::{
    stories::BA_BE,
    support::{TestApp, both, both_with},
};

async fn nothing_is_kept(app: &TestApp) {
    assert!(rows(app).await == 0 && store_is_empty(app).await);
}

#[actix_web::test]
async fn bytes_that_are_not_what_the_name_says() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        for (name, bytes) in [
            ("a.pdf", PNG.to_vec()),
            ("a.png", PDF.to_vec()),
            ("a.png", JPEG.to_vec()),
            ("a.pdf", docx()),
            ("a.xlsx", docx()),
            ("a.ods", open_document("text")),
            ("a.pdf.exe", PDF.to_vec()),
            ("a", PDF.to_vec()),
            ("pdf", PDF.to_vec()),
        ] {
            try_upload(&app, &officer, name, &bytes).await.refused(422, "file_type_mismatch");
        }
        let told = app.post("/files", &officer).english().body(&multipart(), form("a.pdf", PNG)).await;
        assert!(told["detail"].as_str().unwrap().contains("image/png"), "{}", told.describe());
        nothing_is_kept(&app).await;
    })
    .await;
}

#[actix_web::test]
async fn types_that_are_not_taken() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let exe = [b"MZ\x90\0\x03\0\0\0".as_slice(), PDF].concat();
        let (gif, late) = ([b"GIF89a ".as_slice(), PDF].concat(), [b"hello ".as_slice(), PDF].concat());
        let macros = b"<Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>";
        for (name, bytes) in [
            ("a.pdf", vec![]),
            ("a.pdf", exe),
            ("a.pdf", gif),
            ("a.pdf", late),
            ("a.exe", b"\x7fELF\x02\x01\x01\0".to_vec()),
            ("a.pdf", b"#!/bin/sh\nrm -rf /\n".to_vec()),
            ("a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
            ("a.zip", archive(&[("a.txt", b"a")])),
            ("a.docx", archive(&[])),
            ("a.docx", archive(&[("word/document.xml", b"<w:document/>")])),
            ("a.docx", archive(&[("[Content_Types].xml", macros), ("word/vbaProject.bin", b"Sub")])),
            ("a.odt", archive(&[("mimetype", b"application/vnd.oasis.opendocument.graphics")])),
        ] {
            let reply = try_upload(&app, &officer, name, &bytes).await.refused(422, "file_type_not_allowed");
            assert!(reply["detail"].as_str().unwrap().contains("pdf, png, jpg, docx, xlsx, odt, ods"), "{name}");
        }
        nothing_is_kept(&app).await;
    })
    .await;
}

#[actix_web::test]
async fn archives_that_are_broken_or_hold_archives() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let whole = docx_with("word/media/image1.png", &[7; 2_000]);
        let mut short = whole.clone();
        short.truncate(whole.len() - 30);
        // One byte of the packed data: the checksum does not hold any more.
        let (mut flipped, name) = (whole.clone(), b"word/media/image1.png");
        let at = flipped.windows(name.len()).position(|w| w == name).unwrap() + name.len() + 3;
        flipped[at] ^= 0xff;
        for bytes in [
            short,
            flipped,
            b"PK\x03\x04 and nothing more".to_vec(),
            [archive(&[("hidden.txt", b"a")]), whole.clone()].concat(),
            docx_with("word/embeddings/inner.zip", &archive(&[("a", b"a")])),
            docx_with("word/embeddings/inner.bin", &docx()),
            docx_with("word/embeddings/inner.bin", b"Rar!\x1a\x07\x01\0 and so on"),
            docx_with("word/embeddings/inner.bin", b"7z\xbc\xaf\x27\x1c\0\x04 and so on"),
        ] {
            try_upload(&app, &officer, "a.docx", &bytes).await.refused(422, "file_type_not_allowed");
        }
        nothing_is_kept(&app).await;
        upload(&app, &officer, "a.docx", &whole).await;
    })
    .await;
}

/// Zeros by the megabyte: packed, they are next to nothing.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new_append(Cursor::new(docx())).unwrap();
    writer.start_file("word/media/image1.bmp", SimpleFileOptions::default()).unwrap();
    for _ in 0..megabytes {
        writer.write_all(&[0; 1024 * 1024]).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn archives_that_unpack_to_too_much() {
    both_with(
        |options| options.storage.limits.max_unpacked = 20 * 1024 * 1024,
        async |app| {
            let officer = app.officer(BA_BE).await;
            let one = bomb(21);
            assert!(one.len() < 100_000, "it is no bomb");
            let reply = app.post("/files", &officer).english().body(&multipart(), form("a.docx", &one)).await;
            let reply = reply.refused(422, "archive_too_large");
            assert!(reply["detail"].as_str().unwrap().contains("20971520"), "{}", reply.describe());
            // What the archive says of its entries is not asked.
            let mut lying = one;
            let size = (21 * 1024 * 1024_u32).to_le_bytes();
            let found: Vec<_> = lying.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
            assert!(!found.is_empty());
            for at in found {
                lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
            }
            let reply = try_upload(&app, &officer, "a.docx", &lying).await;
            assert!(["archive_too_large", "file_type_not_allowed"].contains(&reply.code()), "{}", reply.describe());
            let many: Vec<_> = (0..10_001).map(|n| format!("word/{n}.xml")).collect();
            let many: Vec<_> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
            try_upload(&app, &officer, "a.docx", &archive(&many)).await.refused(422, "archive_too_large");
            nothing_is_kept(&app).await;
            upload(&app, &officer, "a.docx", &bomb(19)).await;
        },
    )
    .await;
}

#[actix_web::test]
async fn more_than_a_file_may_hold() {
    both_with(
        |options| options.storage.limits.max_bytes = 1_000,
        async |app| {
            let officer = app.officer(BA_BE).await;
            let exactly = |size: usize| [PDF, vec![b' '; size - PDF.len()].as_slice()].concat();
            let reply = try_upload(&app, &officer, "a.pdf", &exactly(1_001)).await.refused(413, "payload_too_large");
            assert!(reply["detail"].as_str().unwrap().contains("1000"));
            try_upload(&app, &officer, "a.pdf", &exactly(200_000)).await.refused(413, "payload_too_large");
            nothing_is_kept(&app).await;
            assert_eq!(upload(&app, &officer, "a.pdf", &exactly(1_000)).await["size"], 1_000);
        },
    )
    .await;
}

#[actix_web::test]
async fn names_that_hold_a_path() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let long = format!("{}.pdf", "ế".repeat(197));
        for name in ["../x.pdf", "/etc/x.pdf", "a/b.pdf", "a\\b.pdf", "C:\\\\x.pdf", "..", ".", "", " ", &long] {
            try_upload(&app, &officer, name, PDF).await.faults(&[("/file", "file_name")]);
        }
        for disposition in [
            "form-data; name=\"file\"",
            "form-data; name=\"file\"; filename*=UTF-8''a%2fb.pdf",
            "form-data; name=\"file\"; filename*=UTF-8''..%5Cb.pdf",
            "form-data; name=\"file\"; filename*=UTF-8''a%00.pdf",
            "form-data; name=\"file\"; filename*=UTF-8''a%0a.pdf",
            "form-data; name=\"file\"; filename*=UTF-8''a%E2%80%AEfdp.pdf",
        ] {
            let body = parts(&[part(disposition, PDF)]);
            let reply = app.post("/files", &officer).body(&multipart(), body).await;
            reply.faults(&[("/file", "file_name")]);
        }
        nothing_is_kept(&app).await;
    })
    .await;
}

#[actix_web::test]
async fn names_of_which_nothing_is_seen_but_the_ending() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        for name in [".pdf", "\u{200b}.pdf", "\u{a0} .pdf", "\u{3164}.pdf", "\u{301}.pdf"] {
            try_upload(&app, &officer, name, PDF).await.faults(&[("/file", "too_short")]);
        }
        nothing_is_kept(&app).await;
        assert_eq!(upload(&app, &officer, "\u{200b}1.pdf", PDF).await["name"], "1.pdf");
    })
    .await;
}

#[actix_web::test]
async fn bodies_that_are_not_one_file() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let file = || part("form-data; name=\"file\"; filename=\"a.pdf\"", PDF);
        let send = async |media_type: &str, body: Vec<u8>| app.post("/files", &officer).body(media_type, body).await;
        send(&multipart(), parts(&[])).await.faults(&[("/file", "required")]);
        send(&multipart(), parts(&[file(), file()])).await.faults(&[("/file", "duplicate")]);
        let colour = part("form-data; name=\"colour/~red\"", b"red");
        send(&multipart(), parts(&[colour, file()])).await.faults(&[("/colour~1~0red", "unknown_member")]);
        let nameless = part("form-data; filename=\"a.pdf\"", PDF);
        send(&multipart(), parts(&[nameless])).await.refused(400, "malformed_request");
        let mut cut = form("a.pdf", PDF);
        cut.truncate(cut.len() - 30);
        send(&multipart(), cut).await.refused(400, "malformed_request");
        send(&multipart(), b"nonsense".to_vec()).await.refused(400, "malformed_request");
        send("multipart/form-data", form("a.pdf", PDF)).await.refused(400, "malformed_request");
        for media_type in ["application/json", "application/pdf", "multipart/mixed; boundary=a", "text/plain"] {
            let reply = send(media_type, form("a.pdf", PDF)).await.refused(415, "unsupported_media_type");
            assert_eq!(reply.header("Accept-Post"), Some("multipart/form-data"));
        }
        nothing_is_kept(&app).await;
    })
    .await;
}
