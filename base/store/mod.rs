//! What lasts: connections and the unit of work, papers and their versions, the journal, the queue of jobs, copies in memory,
//! figures, pages of lists, files, and how reminders and invitations end.
pub mod cells;
pub mod db;
pub mod definitions;
pub mod document;
pub mod figures;
pub mod inheritance;
pub mod invitations;
pub mod jobs;
pub mod journal;
pub mod lines;
pub mod memory;
pub mod objects;
pub mod page;
pub mod paper;
pub mod reminders;
pub mod versions;
