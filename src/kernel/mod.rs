//! What the service thinks with: errors, time, text, the organisation in memory, rights and life cycles. It knows neither
//! how rows are written nor HTTP.
pub mod access;
pub mod blind;
pub mod calendar;
pub mod chronology;
pub mod clock;
pub mod cursor;
pub mod day;
pub mod digest;
pub mod error;
pub mod id;
pub mod keys;
pub mod organisation;
pub mod password;
pub mod percent;
pub mod periods;
pub mod policy;
pub mod precondition;
pub mod principal;
pub mod province;
pub mod reason;
pub mod receipt;
pub mod scope;
pub mod text;
pub mod transition;
