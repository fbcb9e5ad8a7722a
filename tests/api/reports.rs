//! Obligations and reports: their life cycles, what they may hold, and what comes of them.
mod bounds;
mod checks;
mod closing;
mod corrected;
mod correction;
mod dropped;
mod extensions;
mod ledger;
pub mod life;
mod listed;
mod obligations;
mod reached;
mod receipts;
mod relief;
mod sent;
mod sides;
mod values;
