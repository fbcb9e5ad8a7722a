//! Where the databases of the tests lie.
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

const MEMORY: &str = "/dev/shm";

/// So much is free there at least: some databases at once, and the write-ahead log of a server.
const ROOM: u64 = 4 << 30;

/// In memory where there is room. A disk's file system takes long for what the suite does: thousands of files made and
/// unlinked at once. Not in TMPDIR: the path of a socket may have 107 characters.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let has_room = free(MEMORY).is_some_and(|free| free >= ROOM);
        PathBuf::from(if has_room { MEMORY } else { "/tmp" })
    })
}

/// In bytes; none where there is no such folder.
fn free(folder: &str) -> Option<u64> {
    let told = Command::new("df").args(["--output=avail", "--block-size=1", folder]).output().ok()?;
    String::from_utf8(told.stdout).ok()?.lines().nth(1)?.trim().parse().ok()
}
