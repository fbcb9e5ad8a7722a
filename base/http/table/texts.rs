//! Several texts in one cell, with semicolons between them. A semicolon within a text has a backslash before it, and so has a
//! backslash.

pub fn joined(texts: &[String]) -> String {
    let plain = |text: &String| text.replace('\\', r"\\").replace(';', r"\;");
    texts.iter().map(plain).collect::<Vec<_>>().join("; ")
}

/// The texts of a cell. A backslash before anything else is one, as somebody typed it.
pub fn parted(cell: &str) -> Vec<String> {
    let (mut parts, mut part, mut letters) = (vec![], String::new(), cell.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            ';' => parts.push(std::mem::take(&mut part)),
            '\\' => part.push(letters.next_if(|next| matches!(next, ';' | '\\')).unwrap_or('\\')),
            letter => part.push(letter),
        }
    }
    parts.push(part);
    parts
}
