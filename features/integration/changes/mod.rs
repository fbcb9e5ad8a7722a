//! The feed: what has changed of the resources that others copy, in the one order of the journal's seal. It is read at least
//! once and lacks nothing: a position is a place in that order, together with how its reader stood towards each unit then
//! (`told`). So a cursor is all that has to be kept, by the reader and by nobody else; where rights or the tree have changed since,
//! by whatever document, day or correction, the difference is told before anything else.
//!
//! An entry tells what its reader may see at the time of reading, and that is decided by the same conditions as `GET` decides
//! it (`integration/resources`). It tells too of rows that show something of its subject: by their ids or, where they may be
//! thousands, by an `entered_scope` that names their resource and is the same for all who read it.
mod dto;
mod entries;
mod page;
mod position;
mod repo;
mod routes;
mod session;
mod stream;
mod told;
mod wait;

use base::http::handlers::Handlers;
pub use dto::{Change, ChangeKind};
pub use entries::Entries;
pub use position::{Position, first};
pub use repo::{at, before, entries};
pub use told::Told;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_changes).service(routes::stream_changes);
}
