//! What may be uploaded, and what a plan takes.
use base::kernel::{
    error::{Code, Error, Fault, Result},
    scope::Scope,
    text::Text,
};
use entity::{
    file,
    plan::{self, PlanStatus},
    plan_attachment::AttachmentKind::{self, Annex, Other, SignedScan},
};
use uuid::Uuid;

pub const LONGEST_NAME: usize = 200;
pub const MOST_ATTACHMENTS: u64 = 50;

/// The types of files that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Xlsx,
    Odt,
    Ods,
}

impl FileType {
    pub const ALL: [Self; 7] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Docx, Self::Xlsx, Self::Odt, Self::Ods];
    /// What a scan comes as.
    pub const SCANS: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }

    /// What a name may end in.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
        }
    }

    /// The name has to say what the content is.
    pub fn agrees_with(self, name: &str) -> Result<()> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        if extension.is_some_and(|extension| self.extensions().contains(&extension.as_str())) {
            return Ok(());
        }
        Err(Error::with(Code::FileTypeMismatch, self.media_type()))
    }
}

/// No other type is taken.
pub fn not_allowed(taken: &[FileType]) -> Error {
    let names: Vec<_> = taken.iter().filter_map(|one| one.extensions().first().copied()).collect();
    Error::with(Code::FileTypeNotAllowed, names.join(", "))
}

/// A name as it is kept: of one part, and shown as it is read (a control of direction would make `cod.exe` of
/// `exe.doc`). An ending alone says nothing of what it holds.
pub fn name(raw: &str) -> Result<String> {
    let wrong = || Error::field("/file", Fault::FileName);
    let name = Text::<LONGEST_NAME>::parse(raw).map_err(|_| wrong())?;
    if name.contains(['/', '\\']) || matches!(&*name, "." | "..") {
        return Err(wrong());
    }
    if name.rsplit_once('.').is_some_and(|(stem, _)| Text::<LONGEST_NAME>::parse(stem).is_err()) {
        return Err(Error::field("/file", Fault::TooShort));
    }
    Ok(name.into_string())
}

/// Whose file an upload is.
pub fn unit_of_upload(scope: &Scope, given: Option<Uuid>) -> Result<Uuid> {
    match (given, scope.acting()) {
        (Some(unit), _) => scope.require_at(unit).map(|()| unit),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::with(Code::InvalidParameter, "unit_id")),
    }
}

/// A signed scan comes as an image or a PDF.
pub fn scan_is_one(kind: AttachmentKind, file: &file::Model) -> Result<()> {
    let scan = FileType::SCANS.iter().any(|kind| kind.media_type() == file.media_type);
    if kind == SignedScan && !scan { Err(not_allowed(&FileType::SCANS)) } else { Ok(()) }
}

/// What may still be attached to a plan.
pub const fn takes(plan: &plan::Model) -> &'static [AttachmentKind] {
    match (plan.status, plan.document_number.is_some(), plan.sent_at.is_some()) {
        (PlanStatus::Cancelled, ..) => &[],
        (_, _, true) => &[SignedScan],
        (_, true, false) => &[SignedScan, Annex, Other],
        (_, false, false) => &[Annex, Other],
    }
}

/// Before it is sent, what was attached may be taken away again.
pub const fn gives_back(plan: &plan::Model) -> bool {
    plan.sent_at.is_none() && !matches!(plan.status, PlanStatus::Cancelled)
}

/// The state of a plan forbids it; the answer lists what it takes.
pub fn refused(plan: &plan::Model) -> Error {
    takes_only(takes(plan))
}

/// The state of a paper forbids attaching something; the answer lists what it takes.
pub fn takes_only(kinds: &[AttachmentKind]) -> Error {
    let names = kinds.iter().map(|kind| match kind {
        SignedScan => "signed_scan",
        Annex => "annex",
        Other => "other",
    });
    let names: Vec<_> = names.collect();
    Error::with(Code::InvalidTransition, if names.is_empty() { "–".to_owned() } else { names.join(", ") })
}

#[cfg(test)]
mod tests {
    use super::{FileType, name};

    #[test]
    fn a_name_is_one_part_and_printable() {
        for good in ["a.pdf", "Kế hoạch 12-KH-PTP.docx", "...pdf", "a..b.pdf", "C：a.pdf"] {
            assert_eq!(name(good).unwrap(), good);
        }
        assert_eq!(name(" Ke\u{302}\u{301} hoa\u{323}ch.pdf ").unwrap(), "Kế hoạch.pdf");
        assert_eq!(name(&format!("{}.pdf", "ế".repeat(196))).unwrap().chars().count(), 200);
        let long = format!("{}.pdf", "ế".repeat(197));
        for bad in ["", " ", ".", "..", "../x.pdf", "/etc/passwd", "a/b.pdf", "a\\b.pdf", "a\0.pdf", "a\n.pdf", &long] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
        assert!(name("a\u{202e}fdp.exe").is_err());
        for bare in [".pdf", "\u{200b}.pdf", "\u{a0}.pdf", "\u{301}.pdf"] {
            assert!(name(bare).is_err(), "{bare:?}");
        }
    }

    #[test]
    fn a_name_ends_in_what_the_content_is() {
        for (kind, names) in [(FileType::Jpeg, ["a.jpg", "a.b.JPEG"]), (FileType::Pdf, ["a.Pdf", ".pdf"])] {
            for good in names {
                assert!(kind.agrees_with(good).is_ok(), "{good}");
            }
            for bad in ["a.png", "a", "a.", "pdf", "jpg", "a.pdf.exe", "a.pdf "] {
                assert!(kind.agrees_with(bad).is_err(), "{bad}");
            }
        }
    }
}
