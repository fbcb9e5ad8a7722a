//! Who is commended: nominations on their way up, and the decisions that grant awards.
pub mod decisions;
pub mod nominations;
