//! What all features stand on: the kernel, the store upon it, and what handlers are built from upon both.
pub mod http;
pub mod kernel;
pub mod store;
