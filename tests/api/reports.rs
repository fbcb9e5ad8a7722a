//! Obligations and reports: their life cycles, what they may hold, and what comes of them.
mod bounds;
mod closing;
mod correction;
mod life;
mod obligations;
mod reached;
mod relief;
mod sent;
mod values;
