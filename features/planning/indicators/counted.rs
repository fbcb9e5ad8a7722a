//! Units of measure that are counted: there is no half of them.
use base::kernel::text;

/// People and their households, cases, days and đồng, as catalogues and plans write them. Of all else nothing is said: a
/// plan may aim at half a session a month.
const COUNTED: [&str; 16] = [
    "người",
    "lượt người",
    "cá nhân",
    "tập thể, cá nhân",
    "hộ",
    "hộ gia đình",
    "vụ",
    "việc",
    "vụ việc",
    "vụ án",
    "ngày",
    "ngày làm việc",
    "đồng",
    "đồng Việt Nam",
    "VNĐ",
    "VND",
];

/// What amounts of anything else may have.
const MOST_DECIMALS: i16 = 4;

/// However it is spelt.
pub fn is_counted(unit_of_measure: &str) -> bool {
    let given = text::identity(unit_of_measure);
    COUNTED.iter().any(|counted| text::identity(counted) == given)
}

/// How many decimals amounts in a unit of measure may have.
pub fn decimals(unit_of_measure: Option<&str>) -> i16 {
    if unit_of_measure.is_some_and(is_counted) { 0 } else { MOST_DECIMALS }
}
