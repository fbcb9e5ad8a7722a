//! When two names are one. Search forgets accents; a name does not: Hoa, Hòa and Hoạ are three people.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::d_with_stroke;

/// The five marks of tone: huyền, sắc, ngã, hỏi, nặng. All other marks belong to a letter (ă, â, ê, ô, ơ, ư).
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The same for every spelling of a name: case, width and spaces do not matter, nor what stands between the words.
///
/// A syllable has one tone, so where its mark stands says nothing. *Hoà* is the rule of schools, the mark on the main
/// vowel (Decision 1989/QĐ-BGDĐT of 25 May 2018, article 8); *hòa* is the older way, which laws use too. Here the tone
/// comes after the letters of its word: both are `hoa` with the tone huyền.
pub fn identity(name: &str) -> String {
    let (mut key, mut tone) = (String::with_capacity(name.len()), String::new());
    for c in name.nfkd().map(d_with_stroke).chain([' ']) {
        match c {
            c if TONES.contains(&c) => tone.push(c),
            c if c.is_alphanumeric() => key.extend(c.to_lowercase()),
            c if is_combining_mark(c) => key.push(c),
            _ => {
                key.push_str(&std::mem::take(&mut tone));
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
        }
    }
    key.truncate(key.trim_end_matches(' ').len());
    key
}

/// Of a collective: “Tập thể Phòng Tư pháp” is the Phòng Tư pháp.
pub fn collective(name: &str) -> String {
    let (key, prefix) = (identity(name), identity("Tập thể") + " ");
    key.strip_prefix(&prefix).map_or_else(|| key.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{collective, identity};

    #[test]
    fn accents_tell_people_apart() {
        for (one, other) in
            [("Hoa", "Hòa"), ("Tuấn", "Tuân"), ("Tư", "Tú"), ("Dung", "Đung"), ("Hòa", "Hỏa"), ("An Bình", "Anh Bình")]
        {
            assert_ne!(identity(one), identity(other), "{one} {other}");
        }
    }

    #[test]
    fn one_name_has_many_spellings() {
        for (one, other) in [
            ("Hoà", "Hòa"),
            ("Thuý", "Thúy"),
            ("Hoè", "Hòe"),
            ("Quả", "Qủa"),
            ("NGUYỄN VĂN ĐẠT", "Nguyễn  Văn \u{d0}ạt"),
            ("Đỗ Đức", "\u{189}ỗ \u{d0}ức"),
            ("đỗ đức", "\u{256}ỗ \u{f0}ức"),
            ("Nguyễn Văn Hoà", "Nguyê\u{303}n-Văn Ho\u{300}a."),
        ] {
            assert_eq!(identity(one), identity(other), "{one} {other}");
        }
        assert_ne!(identity("Hoà Anh"), identity("Hoa Ành"), "a tone belongs to its word");
    }

    #[test]
    fn a_collective_is_what_it_is_called() {
        assert_eq!(collective("Tập thể Phòng Tư pháp X"), collective("phòng Tư pháp X"));
        assert_eq!(collective("TẬP THỂ: Phòng Tư pháp X"), collective("Phòng Tư pháp X"));
        assert_ne!(collective("Tập thể lãnh đạo Phòng Tư pháp X"), collective("Phòng Tư pháp X"));
        assert_eq!(collective("Tập thể"), identity("Tập thể"));
    }
}
