//! What is typed, pasted and scanned, made plain: composed, evenly spaced, and with nothing in it that cannot be seen.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::kernel::error::Fault;

/// Composed (NFC), every run of spaces one space, lines that end with `\n`, without what cannot be seen. Lines are
/// broken only where there are `several_lines`.
pub fn clean(raw: &str, several_lines: bool) -> Result<String, Fault> {
    let visible: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
    let mut text = String::with_capacity(visible.len());
    for c in visible.replace("\r\n", "\n").nfc() {
        match c {
            c if is_space(c) || (c == '\t' && several_lines) => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            '\n' | '\u{2028}' | '\u{2029}' if several_lines => text.push('\n'),
            c if is_forbidden(c) => return Err(Fault::ControlCharacter),
            c => text.push(c),
        }
    }
    let text = text.trim_matches([' ', '\n']);
    // Marks alone are of no letter.
    if text.chars().all(|c| matches!(c, ' ' | '\n') || is_combining_mark(c)) {
        return Err(Fault::TooShort);
    }
    Ok(text.to_owned())
}

/// Spaces of all widths, no-break ones among them, and the letters that are drawn as nothing.
pub fn is_space(c: char) -> bool {
    let blank = matches!(c, '\u{2800}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    blank || (c.is_whitespace() && !matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}'))
}

/// Characters without a width that join, part, vary or mark what stands beside them (Unicode's
/// `Default_Ignorable_Code_Point`, without those that turn the direction).
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Controls, what turns the direction of the text, annotations, and code points that are no characters.
fn is_forbidden(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}');
    let annotates = matches!(c, '\u{fff9}'..='\u{fffb}');
    let none = matches!(c, '\u{fdd0}'..='\u{fdef}') || (u32::from(c) & 0xfffe) == 0xfffe;
    c.is_control() || turns || annotates || none || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{Fault, clean};

    #[test]
    fn what_looks_alike_is_written_alike() {
        for same in [
            "Tư pháp",
            "Tư\u{a0}pháp",
            " Tư  pháp\u{200b}",
            "T\u{ad}ư\u{2009}\u{3000}pháp",
            "\u{feff}Tu\u{31b} pha\u{301}p",
        ] {
            assert_eq!(clean(same, false).as_deref(), Ok("Tư pháp"), "{same:?}");
        }
        // A character without width between a letter and its mark keeps nothing apart.
        assert_eq!(clean("Tu\u{200d}\u{31b}", false).as_deref(), Ok("Tư"));
        assert_eq!(clean("\r\nmột\r\n\r\nhai\tba\u{2028}\n", true).as_deref(), Ok("một\n\nhai ba"));
    }

    #[test]
    fn nothing_visible_is_nothing() {
        for nothing in
            ["", " ", "\u{a0}\u{3000}", "\u{200b}\u{feff}", "\u{301}\u{302}", "\u{2800}", "\u{3164}", "\u{e0041}"]
        {
            assert_eq!(clean(nothing, true), Err(Fault::TooShort), "{nothing:?}");
        }
    }

    #[test]
    fn controls_are_refused() {
        for control in
            ["\0", "\u{1b}", "\u{7f}", "\u{85}", "\u{202e}", "\u{200f}", "\u{2066}", "\u{fffe}", "\r", "\n", "\t"]
        {
            assert_eq!(clean(&format!("a{control}b"), false), Err(Fault::ControlCharacter), "{control:?}");
        }
        assert_eq!(clean("a\rb", true), Err(Fault::ControlCharacter));
    }
}
