//! The parts of a plan as tables: what their columns are.
use base::http::import::{Column, Kind, Sheet};

/// As many as a plan has of each.
const MOST: usize = 200;

const ID: Column = Column::new("id", "Mã định danh", "/id", Kind::Id);
const TITLE: Column = Column::new("title", "Nội dung", "/title", Kind::Text);
const UNIT: Column = Column::new("responsible_unit_id", "Đơn vị chịu trách nhiệm", "/responsible_unit_id", Kind::Unit);
const PERSON: Column = Column::new("responsible_person", "Người chịu trách nhiệm", "/responsible_person", Kind::Text);
const DUE: Column = Column::new("due_on", "Thời hạn", "/due_on", Kind::Day);
const PILOT: Column = Column::new("pilot_site", "Nơi làm điểm", "/pilot_site", Kind::Text);
const TASK_NO: Column = Column::new("task_no", "Nhiệm vụ số", "/task_no", Kind::Number);
const TASK_CODE: Column = Column::new("task_code", "Mã nhiệm vụ", "", Kind::Code);
const TASK_ID: Column = Column::new("task_id", "Mã định danh nhiệm vụ", "", Kind::Id);

const COMPARATORS: &[(&str, &str)] =
    &[("gte", "Ít nhất"), ("lte", "Nhiều nhất"), ("eq", "Đúng bằng"), ("reach", "Đạt")];
const AGGREGATIONS: &[(&str, &str)] =
    &[("sum", "Cộng dồn"), ("avg", "Trung bình"), ("latest", "Số cuối kỳ"), ("ratio", "Tỷ lệ")];

pub const TASKS: Sheet = Sheet {
    name: "plan-tasks",
    schema: "TaskInput",
    columns: &[
        ID,
        Column::new("code", "Mã nhiệm vụ", "/code", Kind::Code),
        TITLE.required(),
        Column::new("no_target_reason", "Lý do không có chỉ tiêu", "/no_target_reason", Kind::Text),
        UNIT,
        PERSON,
        DUE,
        PILOT,
    ],
    aliases: &[],
    read_only: &["root_id", "ordinal"],
    most: MOST,
};

pub const MEASURES: Sheet = Sheet {
    name: "plan-measures",
    schema: "MeasureInput",
    columns: &[ID, TASK_NO, TASK_CODE, TASK_ID, TITLE.required(), UNIT, PERSON, DUE, PILOT],
    aliases: &[],
    read_only: &["root_id", "ordinal"],
    most: MOST,
};

pub const TARGETS: Sheet = Sheet {
    name: "plan-targets",
    schema: "TargetInput",
    columns: &[
        ID,
        TASK_NO,
        TASK_CODE,
        TASK_ID,
        Column::new("indicator_code", "Mã chỉ số", "/indicator_code", Kind::Code),
        TITLE,
        Column::new("unit_of_measure", "Đơn vị tính", "/unit_of_measure", Kind::Text),
        Column::new("aggregation", "Cách cộng các kỳ", "/aggregation", Kind::Choice(AGGREGATIONS)),
        Column::new("comparator", "So sánh", "/comparator", Kind::Choice(COMPARATORS)).required(),
        Column::new("baseline", "Số gốc", "/baseline", Kind::Number),
        Column::new("target_value", "Chỉ tiêu", "/target_value", Kind::Number),
        Column::new("numerator", "Tử số", "/numerator", Kind::Number),
        Column::new("denominator", "Mẫu số", "/denominator", Kind::Number),
        Column::new("levels", "Các mức", "/levels", Kind::Texts),
        Column::new("milestones", "Các mốc", "", Kind::Json),
        Column::new("bands", "Các nhóm đơn vị", "", Kind::Json),
        Column::new("allocation_id", "Mã định danh phần được phân bổ", "/allocation_id", Kind::Id),
        UNIT,
        PERSON,
        DUE,
        PILOT,
    ],
    aliases: &[("indicator.code", "indicator_code")],
    read_only: &[
        "plan_id",
        "root_id",
        "ordinal",
        "origins",
        "indicator",
        "gap_waiver",
        "current_value",
        "current_numerator",
        "current_denominator",
        "current_overflow",
        "progress_percent",
    ],
    most: MOST,
};
