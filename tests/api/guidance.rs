//! Guidance: who gives it to whom, who has read it, what is asked about it.
mod audience;
mod files;
mod life;
mod questions;
mod receipts;
