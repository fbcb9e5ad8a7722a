//! Who is commended: nominations on their way up, and the decisions that grant awards; and the good examples that spread.
pub mod councils;
pub mod decisions;
pub mod exemplars;
pub mod nominations;
