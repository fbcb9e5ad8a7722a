//! How units above see to it that what was promised is done: they guide (hướng dẫn), inspect (kiểm tra) and urge (đôn đốc).
//!
//! Guidance is a document to units below, with receipts of who has read it, and questions that the addressees ask. An
//! inspection looks at units below: its team reads what it covers for as long as it lasts, it ends in a conclusion and in
//! recommendations that are followed until each is done. Reminders urge for whatever is owed by a day.
//!
//! All go down the line that plans and reports go up: a unit guides, inspects and urges those below it, the ministry and
//! its standing body the whole sector (`Organisation::overseen`). What is only counted belongs elsewhere, and so does
//! whatever judges a person: that is an award.
pub mod guidance;
pub mod inspections;
pub mod questions;
pub mod recommendations;
pub mod reminders;
