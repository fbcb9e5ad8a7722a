//! Who is commended: nominations on their way up, and the decisions that grant awards; the good examples that spread; and what
//! all of it adds up to in a year.
pub mod councils;
pub mod decisions;
pub mod exemplars;
pub mod nominations;
pub mod postings;
pub mod quotas;
pub mod revocations;
pub mod stages;
pub mod statistics;
pub mod submissions;
