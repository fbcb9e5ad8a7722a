//! The one table of everything that can go wrong.
//!
//! Longer than other files on purpose: each failure is one row, and whoever adds one sees the words of all others.

/// Every failure a client can see. Its slug is part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    MalformedRequest,
    MalformedJson,
    UnknownParameter,
    InvalidParameter,
    InvalidCursor,
    Unauthenticated,
    InvalidToken,
    TokenExpired,
    InvalidCredentials,
    Forbidden,
    SeparationOfDuties,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    PayloadTooLarge,
    UnsupportedMediaType,
    Conflict,
    InvalidTransition,
    DuplicateDocumentNumber,
    DuplicateAward,
    PlanExists,
    FileInUse,
    PlanDeadlinePassed,
    TargetAllocated,
    OverAllocated,
    UnexplainedGap,
    NoPlanInForce,
    NoAddressee,
    NoAuthority,
    BallotRequired,
    WindowClosed,
    UnitClosed,
    CodeInUse,
    OrganisationCycle,
    TwoParents,
    SelfMerge,
    SharesNotWhole,
    BeforeUnitBegan,
    SuccessorNotInBeing,
    UnitChangedLater,
    FunctionWithoutHolder,
    UnitsLeftBehind,
    StalePreview,
    SuccessorHasData,
    SubjectDissolved,
    IdempotencyInProgress,
    VersionMismatch,
    DigestMismatch,
    ValidationFailed,
    ReasonRequired,
    RatioOutOfRange,
    FileRefused,
    ArchiveTooLarge,
    FileTypeMismatch,
    FileTypeNotAllowed,
    NoLastResult,
    WeightsNotWhole,
    AllocationCycle,
    OutsidePeriod,
    IncompleteContent,
    SecretNotAllowed,
    IdempotencyKeyReused,
    PreconditionRequired,
    TooManyRequests,
    Internal,
    Unavailable,
}

/// How a failure is told. In the texts `{}` stands for the particulars of the case.
pub struct Spec {
    pub slug: &'static str,
    pub status: u16,
    pub title: Text,
    pub detail: Text,
}

/// A text in the two languages of the service.
#[derive(Clone, Copy)]
pub struct Text {
    pub vi: &'static str,
    pub en: &'static str,
}

const fn spec(slug: &'static str, status: u16, title: [&'static str; 2], detail: [&'static str; 2]) -> Spec {
    Spec { slug, status, title: Text { vi: title[0], en: title[1] }, detail: Text { vi: detail[0], en: detail[1] } }
}

impl Code {
    pub const ALL: [Self; 66] = [
        Self::MalformedRequest,
        Self::MalformedJson,
        Self::UnknownParameter,
        Self::InvalidParameter,
        Self::InvalidCursor,
        Self::Unauthenticated,
        Self::InvalidToken,
        Self::TokenExpired,
        Self::InvalidCredentials,
        Self::Forbidden,
        Self::SeparationOfDuties,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::Conflict,
        Self::InvalidTransition,
        Self::DuplicateDocumentNumber,
        Self::DuplicateAward,
        Self::PlanExists,
        Self::FileInUse,
        Self::PlanDeadlinePassed,
        Self::TargetAllocated,
        Self::OverAllocated,
        Self::UnexplainedGap,
        Self::NoPlanInForce,
        Self::NoAddressee,
        Self::NoAuthority,
        Self::BallotRequired,
        Self::WindowClosed,
        Self::UnitClosed,
        Self::CodeInUse,
        Self::OrganisationCycle,
        Self::TwoParents,
        Self::SelfMerge,
        Self::SharesNotWhole,
        Self::BeforeUnitBegan,
        Self::SuccessorNotInBeing,
        Self::UnitChangedLater,
        Self::FunctionWithoutHolder,
        Self::UnitsLeftBehind,
        Self::StalePreview,
        Self::SuccessorHasData,
        Self::SubjectDissolved,
        Self::IdempotencyInProgress,
        Self::VersionMismatch,
        Self::DigestMismatch,
        Self::ValidationFailed,
        Self::ReasonRequired,
        Self::RatioOutOfRange,
        Self::FileRefused,
        Self::ArchiveTooLarge,
        Self::FileTypeMismatch,
        Self::FileTypeNotAllowed,
        Self::NoLastResult,
        Self::WeightsNotWhole,
        Self::AllocationCycle,
        Self::OutsidePeriod,
        Self::IncompleteContent,
        Self::SecretNotAllowed,
        Self::IdempotencyKeyReused,
        Self::PreconditionRequired,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.spec().slug == slug)
    }

    #[expect(clippy::too_many_lines, reason = "one table, read as a table")]
    pub const fn spec(self) -> Spec {
        match self {
            Self::MalformedRequest => spec(
                "malformed_request",
                400,
                ["Yêu cầu không đúng định dạng", "Malformed request"],
                ["Không đọc được yêu cầu: {}", "The request cannot be read: {}"],
            ),
            Self::MalformedJson => spec(
                "malformed_json",
                400,
                ["JSON không hợp lệ", "Malformed JSON"],
                ["Nội dung không phải là JSON hợp lệ (RFC 8259): {}", "The body is not JSON (RFC 8259): {}"],
            ),
            Self::UnknownParameter => spec(
                "unknown_parameter",
                400,
                ["Tham số không tồn tại", "Unknown query parameter"],
                ["Bỏ hoặc sửa tham số: {}", "Remove or correct the parameter: {}"],
            ),
            Self::InvalidParameter => spec(
                "invalid_parameter",
                400,
                ["Tham số không hợp lệ", "Invalid query parameter"],
                ["Sửa giá trị của tham số: {}", "Correct the value of the parameter: {}"],
            ),
            Self::InvalidCursor => spec(
                "invalid_cursor",
                400,
                ["Con trỏ trang không hợp lệ", "Invalid cursor"],
                [
                    "Dùng nguyên vẹn next_cursor của trang trước với đúng bộ lọc, hoặc bắt đầu lại từ trang đầu",
                    "Send next_cursor of the previous page unchanged and with the same filters, or start from the first page",
                ],
            ),
            Self::Unauthenticated => spec(
                "unauthenticated",
                401,
                ["Chưa đăng nhập", "Authentication required"],
                ["Gửi tiêu đề Authorization: Bearer <access token>", "Send Authorization: Bearer <access token>"],
            ),
            Self::InvalidToken => spec(
                "invalid_token",
                401,
                ["Mã truy cập không hợp lệ", "Invalid token"],
                ["Đăng nhập lại để lấy mã truy cập mới", "Sign in again to obtain a new token"],
            ),
            Self::TokenExpired => spec(
                "token_expired",
                401,
                ["Mã truy cập hết hạn", "Token expired"],
                ["Gọi /api/v1/auth/refresh để đổi mã mới", "Call /api/v1/auth/refresh to obtain a new token"],
            ),
            Self::InvalidCredentials => spec(
                "invalid_credentials",
                401,
                ["Sai tên đăng nhập hoặc mật khẩu", "Wrong user name or password"],
                ["Kiểm tra lại tên đăng nhập và mật khẩu", "Check the user name and the password"],
            ),
            Self::Forbidden => spec(
                "forbidden",
                403,
                ["Không được phép", "Not allowed"],
                ["Cần quyền {}", "This needs the permission {}"],
            ),
            Self::SeparationOfDuties => spec(
                "separation_of_duties",
                403,
                ["Người soạn không được tự quyết định", "Who drafted may not decide"],
                ["Việc này phải do người khác thực hiện", "Another person must take this step"],
            ),
            Self::NotFound => spec(
                "not_found",
                404,
                ["Không tìm thấy", "Not found"],
                ["Không có tài nguyên này trong phạm vi của bạn", "There is no such resource within your scope"],
            ),
            Self::MethodNotAllowed => spec(
                "method_not_allowed",
                405,
                ["Phương thức không được hỗ trợ", "Method not allowed"],
                ["Dùng một trong các phương thức: {}", "Use one of: {}"],
            ),
            Self::NotAcceptable => spec(
                "not_acceptable",
                406,
                ["Không có định dạng được yêu cầu", "Not acceptable"],
                ["Có thể nhận: {}", "On offer: {}"],
            ),
            Self::PayloadTooLarge => spec(
                "payload_too_large",
                413,
                ["Nội dung quá lớn", "Payload too large"],
                ["Tối đa {} byte", "At most {} bytes"],
            ),
            Self::UnsupportedMediaType => spec(
                "unsupported_media_type",
                415,
                ["Kiểu nội dung không được hỗ trợ", "Unsupported media type"],
                ["Gửi nội dung kiểu {}", "Send the body as {}"],
            ),
            Self::Conflict => spec(
                "conflict",
                409,
                ["Trùng với dữ liệu đã có", "Conflicts with existing data"],
                ["Đã có bản ghi như vậy", "Such a record exists already"],
            ),
            Self::InvalidTransition => spec(
                "invalid_transition",
                409,
                ["Trạng thái không cho phép", "The state forbids it"],
                ["Việc có thể làm ở trạng thái này: {}", "What this state allows: {}"],
            ),
            Self::DuplicateDocumentNumber => spec(
                "duplicate_document_number",
                409,
                ["Số văn bản đã dùng", "Document number in use"],
                [
                    "Đơn vị đã có văn bản {} trong năm này",
                    "The unit has a document {} of this type in this year already",
                ],
            ),
            Self::DuplicateAward => spec(
                "duplicate_award",
                409,
                ["Thành tích đã được khen thưởng", "Achievement commended already"],
                [
                    "Một thành tích chỉ khen thưởng một lần: đã có {}",
                    "One achievement is commended once: there is {} already",
                ],
            ),
            Self::UnexplainedGap => spec(
                "unexplained_gap",
                409,
                ["Chỉ tiêu chưa được phân bổ hết", "Part of a target is with nobody"],
                ["Phân bổ phần còn lại hoặc nêu lý do: {}", "Allocate the rest or say why it is left: {}"],
            ),
            Self::OverAllocated => spec(
                "over_allocated",
                409,
                ["Phân bổ vượt chỉ tiêu", "Shares exceed the whole"],
                ["Phần còn lại có thể phân bổ: {}", "What is left to allocate: {}"],
            ),
            Self::TargetAllocated => spec(
                "target_allocated",
                409,
                ["Chỉ tiêu đã được phân bổ", "The target has been allocated"],
                [
                    "Thu hồi phần đã phân bổ trước khi bỏ chỉ tiêu: {}",
                    "Withdraw its shares before removing the target: {}",
                ],
            ),
            Self::PlanDeadlinePassed => spec(
                "plan_deadline_passed",
                409,
                ["Đã hết thời hạn lập kế hoạch", "The deadline for plans has passed"],
                ["Thời hạn là ngày {}; cần văn bản gia hạn", "It was {}; a document has to extend it"],
            ),
            Self::FileInUse => spec(
                "file_in_use",
                409,
                ["Tệp đang được đính kèm", "The file is attached"],
                ["Gỡ tệp khỏi kế hoạch trước khi xóa", "Detach the file before deleting it"],
            ),
            Self::PlanExists => spec(
                "plan_exists",
                409,
                ["Đơn vị đã có kế hoạch", "The unit has a plan"],
                ["Sửa kế hoạch đã có: {}", "Amend the plan that exists: {}"],
            ),
            Self::NoPlanInForce => spec(
                "no_plan_in_force",
                409,
                ["Chưa có kế hoạch được ban hành", "No plan in force"],
                [
                    "Báo cáo cần kế hoạch đã ban hành để đối chiếu chỉ tiêu",
                    "A report needs an issued plan whose targets it answers",
                ],
            ),
            Self::NoAddressee => spec(
                "no_addressee",
                409,
                ["Không có cấp trên để gửi", "Nobody to send it to"],
                ["Không có đơn vị cấp trên nhận: {}", "There is no unit above on the line: {}"],
            ),
            Self::NoAuthority => spec(
                "no_authority",
                409,
                ["Không có thẩm quyền quyết định", "No authority to decide"],
                [
                    "Cấp này không có thẩm quyền quyết định {}: trình cấp trên, trả lại hoặc từ chối",
                    "This level does not decide {}: forward, return or refuse it",
                ],
            ),
            Self::BallotRequired => spec(
                "ballot_required",
                409,
                ["Phải bỏ phiếu", "A ballot is required"],
                ["Hội đồng phải bỏ phiếu xét {}", "A council votes on {}"],
            ),
            Self::WindowClosed => {
                spec("window_closed", 409, ["Ngoài thời gian cho phép", "Outside the time allowed"], ["{}", "{}"])
            }
            Self::UnitClosed => spec(
                "unit_closed",
                409,
                ["Đơn vị không hoạt động", "The unit is not in being"],
                ["Đơn vị không hoạt động vào ngày {}", "The unit is not in being on {}"],
            ),
            Self::CodeInUse => {
                spec("code_in_use", 409, ["Mã đã dùng", "Code in use"], ["Mã {} đã dùng", "The code {} is in use"])
            }
            Self::OrganisationCycle => spec(
                "organisation_cycle",
                422,
                ["Đơn vị là cấp trên của chính mình", "A unit above itself"],
                ["Cấp trên tạo thành vòng: {}", "The superiors form a cycle: {}"],
            ),
            Self::TwoParents => spec(
                "two_parents",
                422,
                ["Hai thay đổi cho một đơn vị", "Two fates for one unit"],
                [
                    "Trong một ngày đơn vị chỉ có một cấp trên và một sự thay đổi: {}",
                    "On one day a unit has one superior and one fate: {}",
                ],
            ),
            Self::SelfMerge => spec(
                "self_merge",
                422,
                ["Sáp nhập đơn vị với chính nó", "A unit merged with itself"],
                ["Đơn vị được nêu hai lần: {}", "The unit is named twice: {}"],
            ),
            Self::SharesNotWhole => spec(
                "shares_not_whole",
                422,
                ["Các phần không cộng thành 1", "Shares do not add up to 1"],
                [
                    "Các phần của đơn vị bị chia phải cộng đúng bằng 1: {}",
                    "The shares of a unit that is split must add up to exactly 1: {}",
                ],
            ),
            Self::BeforeUnitBegan => spec(
                "before_unit_began",
                422,
                ["Trước khi đơn vị được thành lập", "Before the unit began"],
                [
                    "Ngày hiệu lực phải sau ngày thành lập đơn vị: {}",
                    "The day must come after the unit's first day: {}",
                ],
            ),
            Self::SuccessorNotInBeing => spec(
                "successor_not_in_being",
                422,
                ["Đơn vị tiếp nhận không hoạt động", "The successor is not in being"],
                ["Vào ngày đó không có đơn vị tiếp nhận: {}", "On that day the successor does not exist: {}"],
            ),
            Self::UnitChangedLater => spec(
                "unit_changed_later",
                409,
                ["Đơn vị đã thay đổi sau ngày này", "The unit has changed later"],
                ["Đã ghi nhận thay đổi muộn hơn của đơn vị: {}", "Something later has been recorded of the unit: {}"],
            ),
            Self::FunctionWithoutHolder => spec(
                "function_without_holder",
                422,
                ["Chức năng không còn đơn vị thực hiện", "A function without a holder"],
                [
                    "Đơn vị có chức năng phải có đúng một đơn vị tiếp nhận: {}",
                    "A unit that holds a function needs exactly one successor: {}",
                ],
            ),
            Self::UnitsLeftBehind => spec(
                "units_left_behind",
                422,
                ["Đơn vị cấp dưới không có cấp trên", "Units are left behind"],
                [
                    "Đơn vị kết thúc không có đơn vị tiếp nhận nhưng còn cấp dưới: {}",
                    "A unit ends without a successor while units are below it: {}",
                ],
            ),
            Self::StalePreview => spec(
                "stale_preview",
                412,
                ["Bản xem trước đã cũ", "The preview is stale"],
                ["Xem trước lại rồi áp dụng với mã băm mới", "Preview again and apply with the new digest"],
            ),
            Self::SuccessorHasData => spec(
                "successor_has_data",
                409,
                ["Đơn vị tiếp nhận đã có dữ liệu mới", "The successor has made data"],
                [
                    "Không thể hoàn tác, đã có {} dữ liệu mới",
                    "It cannot be undone: {} papers have been made or changed since",
                ],
            ),
            Self::SubjectDissolved => spec(
                "subject_dissolved",
                409,
                ["Tập thể đã giải thể", "The collective was dissolved"],
                [
                    "Không xét khen thưởng tập thể đã giải thể: {}",
                    "A collective that was dissolved is not commended: {}",
                ],
            ),
            Self::IdempotencyInProgress => spec(
                "idempotency_in_progress",
                409,
                ["Yêu cầu trước chưa xong", "First request still running"],
                ["Gửi lại sau với cùng khóa", "Send it again later with the same key"],
            ),
            Self::DigestMismatch => spec(
                "digest_mismatch",
                412,
                ["Nội dung đã xem không phải bản hiện hành", "What was seen is not what is there"],
                [
                    "Đọc lại và nêu content_digest của bản này: {}",
                    "Read it again and name the content_digest of this version: {}",
                ],
            ),
            Self::VersionMismatch => spec(
                "version_mismatch",
                412,
                ["Dữ liệu đã thay đổi", "The resource has changed"],
                ["Đọc lại tài nguyên và dùng ETag mới", "Read the resource again and use its new ETag"],
            ),
            Self::ValidationFailed => spec(
                "validation_failed",
                422,
                ["Dữ liệu không hợp lệ", "Invalid content"],
                ["Sửa các trường nêu trong errors", "Correct the members named in errors"],
            ),
            Self::ReasonRequired => spec(
                "reason_required",
                422,
                ["Cần nêu lý do", "A reason is required"],
                ["Nêu lý do ít nhất 10 ký tự", "Give a reason of at least 10 characters"],
            ),
            Self::AllocationCycle => spec(
                "allocation_cycle",
                422,
                ["Phân bổ tạo thành vòng", "The shares form a cycle"],
                ["Chỉ tiêu không thể nhận phần của chính nó: {}", "A target cannot answer a share of itself: {}"],
            ),
            Self::WeightsNotWhole => spec(
                "weights_not_whole",
                422,
                ["Tổng trọng số khác 100", "Weights do not add up to 100"],
                ["Tổng trọng số là {}", "The weights add up to {}"],
            ),
            Self::NoLastResult => spec(
                "no_last_result",
                422,
                ["Kỳ trước chưa có kết quả", "There is no last result"],
                ["Không có kết quả được chấp nhận để chia: {}", "No accepted result to share by: {}"],
            ),
            Self::FileTypeNotAllowed => spec(
                "file_type_not_allowed",
                422,
                ["Loại tệp không được phép", "This type of file is not taken"],
                ["Nhận: {}", "Taken are: {}"],
            ),
            Self::FileTypeMismatch => spec(
                "file_type_mismatch",
                422,
                ["Tên tệp không khớp nội dung", "The name of the file belies its content"],
                ["Nội dung là {}", "The content is {}"],
            ),
            Self::ArchiveTooLarge => spec(
                "archive_too_large",
                422,
                ["Tệp nén phình quá lớn", "The archive unpacks to too much"],
                ["Sau khi giải nén tối đa {} byte", "Unpacked at most {} bytes"],
            ),
            Self::FileRefused => spec(
                "file_refused",
                422,
                ["Tệp bị từ chối khi quét", "The scanner refused the file"],
                ["Kiểm tra tệp bằng phần mềm diệt mã độc", "Check the file for malicious code"],
            ),
            Self::RatioOutOfRange => spec(
                "ratio_out_of_range",
                422,
                ["Tỷ lệ không hợp lệ", "Ratio out of range"],
                [
                    "Tử số không được lớn hơn mẫu số và cả hai không được âm",
                    "The numerator may not exceed the denominator, and neither may be negative",
                ],
            ),
            Self::OutsidePeriod => spec(
                "outside_period",
                422,
                ["Ngoài kỳ báo cáo", "Outside the period"],
                ["Số liệu phải trong khoảng {}", "Data must lie within {}"],
            ),
            Self::IncompleteContent => spec(
                "incomplete_content",
                422,
                ["Nội dung chưa đủ", "Incomplete"],
                ["Bổ sung các mục nêu trong errors", "Add what errors names"],
            ),
            Self::SecretNotAllowed => spec(
                "secret_not_allowed",
                422,
                ["Không nhận hồ sơ mật", "Secret dossiers are not accepted"],
                ["Hồ sơ mật được xử lý ngoài hệ thống này", "State secrets are handled outside this service"],
            ),
            Self::IdempotencyKeyReused => spec(
                "idempotency_key_reused",
                422,
                ["Khóa đã dùng cho yêu cầu khác", "Key used for another request"],
                ["Dùng khóa mới cho yêu cầu mới", "Use a new key for a new request"],
            ),
            Self::PreconditionRequired => spec(
                "precondition_required",
                428,
                ["Thiếu If-Match", "If-Match is required"],
                ["Gửi If-Match với ETag vừa đọc", "Send If-Match with the ETag last read"],
            ),
            Self::TooManyRequests => spec(
                "too_many_requests",
                429,
                ["Quá nhiều yêu cầu", "Too many requests"],
                ["Thử lại sau {} giây", "Try again in {} seconds"],
            ),
            Self::Internal => spec(
                "internal",
                500,
                ["Lỗi hệ thống", "Internal error"],
                ["Báo trace_id cho quản trị viên", "Tell the operator the trace_id"],
            ),
            Self::Unavailable => spec(
                "unavailable",
                503,
                ["Tạm thời không phục vụ", "Temporarily unavailable"],
                ["Thử lại sau ít giây", "Try again in a few seconds"],
            ),
        }
    }
}
