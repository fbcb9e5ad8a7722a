//! Nominations: their life cycle, what they may hold, what the law says of them, and the levels they climb.
mod children;
mod clocks;
mod content;
mod decided;
mod eligibility;
mod holding;
mod identity;
mod levels;
mod life;
mod once;
mod rested;
mod sent;
