//! What other systems live on: copies of the resources, and how they are kept true.
pub mod changes;
mod resources;
pub mod snapshots;
pub mod webhooks;
