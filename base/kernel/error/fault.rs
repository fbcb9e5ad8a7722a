//! What can be wrong with one member of a request.
use crate::kernel::error::Text;

/// What is wrong with one member of the body or one parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Required,
    UnknownMember,
    WrongType,
    InvalidValue,
    TooShort,
    TooLong,
    ControlCharacter,
    OutOfRange,
    NotANumber,
    TooPrecise,
    NumberTooLarge,
    Negative,
    RatioOutOfRange,
    PartsDisagree,
    OutsidePeriod,
    Overlaps,
    NotOfKind,
    TooSoon,
    WrongOrder,
    InTheFuture,
    NotFound,
    Duplicate,
    NotAllowed,
    NoPlaceLeft,
    MustBeNumber,
    NotBelow,
    FileName,
    BeforeUnitBegan,
    BeforeLaunch,
    BeforeVersion,
    BeforePeriod,
    BeforeAchievement,
    BeforeReceipt,
    BeforeCouncil,
    BeforePostingEnded,
    BeforeInspection,
    BeforeDiscovery,
    WrongPassword,
    WrongCode,
    NotText,
    Formula,
    MergedCell,
    CellsMissing,
}

impl Fault {
    pub const ALL: [Self; 43] = [
        Self::Required,
        Self::UnknownMember,
        Self::WrongType,
        Self::InvalidValue,
        Self::TooShort,
        Self::TooLong,
        Self::ControlCharacter,
        Self::OutOfRange,
        Self::NotANumber,
        Self::TooPrecise,
        Self::NumberTooLarge,
        Self::Negative,
        Self::RatioOutOfRange,
        Self::PartsDisagree,
        Self::OutsidePeriod,
        Self::Overlaps,
        Self::NotOfKind,
        Self::TooSoon,
        Self::WrongOrder,
        Self::InTheFuture,
        Self::NotFound,
        Self::Duplicate,
        Self::NotAllowed,
        Self::NoPlaceLeft,
        Self::MustBeNumber,
        Self::NotBelow,
        Self::FileName,
        Self::BeforeUnitBegan,
        Self::BeforeLaunch,
        Self::BeforeVersion,
        Self::BeforePeriod,
        Self::BeforeAchievement,
        Self::BeforeReceipt,
        Self::BeforeCouncil,
        Self::BeforePostingEnded,
        Self::BeforeInspection,
        Self::BeforeDiscovery,
        Self::WrongPassword,
        Self::NotText,
        Self::Formula,
        Self::MergedCell,
        Self::CellsMissing,
        Self::WrongCode,
    ];

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.spec().0 == slug)
    }

    #[expect(clippy::too_many_lines, reason = "one table, read as a table")]
    pub const fn spec(self) -> (&'static str, Text) {
        let (slug, vi, en) = match self {
            Self::Required => ("required", "Bắt buộc phải có", "This is required"),
            Self::UnknownMember => ("unknown_member", "Không có trường này", "There is no such member"),
            Self::WrongType => ("wrong_type", "Sai kiểu dữ liệu", "The type is wrong"),
            Self::InvalidValue => ("invalid_value", "Giá trị không hợp lệ", "The value is not valid"),
            Self::TooShort => ("too_short", "Quá ngắn", "Too short"),
            Self::TooLong => ("too_long", "Quá dài", "Too long"),
            Self::ControlCharacter => {
                ("control_character", "Không nhận ký tự điều khiển", "Control characters are not accepted")
            }
            Self::OutOfRange => ("out_of_range", "Ngoài giới hạn", "Out of range"),
            Self::NotANumber => ("not_a_number", "Không phải là số", "Not a number"),
            Self::TooPrecise => (
                "too_precise",
                "Quá nhiều chữ số: tối đa 15 chữ số có nghĩa và 4 chữ số thập phân, hoặc ít hơn theo quy định của chỉ tiêu",
                "Too many digits: at most 15 significant digits and 4 decimals, or as few as the indicator allows",
            ),
            Self::NumberTooLarge => ("number_too_large", "Số quá lớn", "The number is too large"),
            Self::Negative => ("negative", "Không được âm", "May not be negative"),
            Self::RatioOutOfRange => {
                ("ratio_out_of_range", "Tỷ lệ vượt giới hạn trên", "The ratio exceeds its upper bound")
            }
            Self::PartsDisagree => (
                "parts_disagree",
                "Không khớp với số liệu của chỉ tiêu thành phần trong cùng báo cáo",
                "Not what the same report says of the indicator that it is made of",
            ),
            Self::OutsidePeriod => ("outside_period", "Ngoài kỳ báo cáo", "Outside the period"),
            Self::Overlaps => {
                ("overlaps", "Trùng ngày với một kỳ khác cùng loại", "Has days of another one of the same kind")
            }
            Self::NotOfKind => ("not_of_kind", "Độ dài không đúng với loại kỳ", "Not as long as one of its kind is"),
            Self::TooSoon => (
                "too_soon",
                "Gần ngày chốt số liệu hơn mức pháp luật cho phép",
                "Closer to the last day of the figures than the law allows",
            ),
            Self::WrongOrder => ("wrong_order", "Ngày đầu sau ngày cuối", "The first date is after the last"),
            Self::InTheFuture => ("in_the_future", "Không nhận ngày trong tương lai", "May not lie in the future"),
            Self::NotFound => ("not_found", "Không tìm thấy", "There is no such thing"),
            Self::Duplicate => ("duplicate", "Bị trùng", "Given more than once"),
            Self::NotAllowed => ("not_allowed", "Không dùng được ở đây", "Not usable here"),
            Self::NoPlaceLeft => ("no_place_left", "Hết chỉ tiêu", "No place is left"),
            Self::NotBelow => ("not_below", "Không phải đơn vị cấp dưới", "Not a unit below"),
            Self::FileName => (
                "file_name",
                "Tên tệp không được chứa đường dẫn hoặc ký tự điều khiển",
                "A file name holds no path and no control character",
            ),
            Self::BeforeUnitBegan => ("before_unit_began", "Trước ngày đơn vị được thành lập", "Before the unit began"),
            Self::BeforeLaunch => {
                ("before_launch", "Trước ngày phát động phong trào", "Before the movement was launched")
            }
            Self::BeforeVersion => (
                "before_version",
                "Trước ngày ban hành bản được thay thế",
                "Before the version that it replaces was issued",
            ),
            Self::BeforePeriod => ("before_period", "Trước ngày đầu của kỳ báo cáo", "Before the period began"),
            Self::BeforeAchievement => {
                ("before_achievement", "Trước ngày kết thúc thành tích", "Before the achievement ended")
            }
            Self::BeforeReceipt => ("before_receipt", "Trước ngày nhận hồ sơ", "Before the dossier was received"),
            Self::BeforeCouncil => ("before_council", "Trước ngày họp bình xét", "Before the council met"),
            Self::BeforePostingEnded => {
                ("before_posting_ended", "Trước khi hết ngày niêm yết", "Before the posting had ended")
            }
            Self::BeforeInspection => ("before_inspection", "Trước cuộc kiểm tra", "Before the inspection"),
            Self::BeforeDiscovery => ("before_discovery", "Trước ngày phát hiện", "Before it was found"),
            Self::WrongPassword => ("wrong_password", "Mật khẩu không đúng", "This is not the password"),
            Self::NotText => (
                "not_text",
                "Ô phải có định dạng văn bản: dạng số làm mất chữ số 0 ở đầu và các chữ số sau số thứ 15",
                "The cell has to hold text: as a number it loses zeros at its beginning and digits beyond the fifteenth",
            ),
            Self::Formula => {
                ("formula", "Không nhận công thức, chỉ nhận giá trị", "Values are taken, formulas are not")
            }
            Self::MergedCell => ("merged_cell", "Không nhận ô đã gộp", "Merged cells are not taken"),
            Self::CellsMissing => (
                "cells_missing",
                "Số ô của dòng khác số cột của dòng đầu",
                "The row has more or fewer cells than the first line has columns",
            ),
            Self::WrongCode => {
                ("wrong_code", "Mã không đúng hoặc đã dùng", "This is not a good code, or it was used before")
            }
            Self::MustBeNumber => (
                "document_number",
                "Số, ký hiệu văn bản không đúng thể thức (Nghị định 30/2020/NĐ-CP)",
                "Not a document number (Decree 30/2020/NĐ-CP)",
            ),
        };
        (slug, Text { vi, en })
    }
}

/// One fault and where it is: a JSON pointer (RFC 6901) into the body, or a parameter's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub pointer: String,
    pub fault: Fault,
}
